package dev.heartwood.examples.quickstart;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One line of somebody's log file, as far as it can be recognised.
 *
 * @param time as it was written; null if there was none
 * @param logger null if there was none
 * @param message the rest of the line; all of it if nothing was recognised
 * @param orderId what the message says of it; null if nothing
 */
record LogLine(
    @Nullable String time,
    Level level,
    @Nullable String logger,
    String message,
    @Nullable String orderId) {

  /** As Logback, Log4j and Spring Boot write by default: time, level, thread, logger, message. */
  private static final Pattern FULL =
      Pattern.compile(
          "(?<time>\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d[^ ]{0,16}) {1,3}"
              + "(?<level>[A-Z]{4,8}) {1,3}(?:\\d{1,10} --- )?"
              + "\\[(?<thread>[^\\]]{0,200})\\] (?<logger>[\\w.$]{1,200}) {0,50}[:-] (?<message>.*)");

  /** Anything with a level near its beginning: what precedes it is taken for the time. */
  private static final Pattern LEVEL_ONLY =
      Pattern.compile(
          "(?<time>.{0,60}?)\\b(?<level>TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|FATAL)\\b"
              + "[\\]: ]{0,3}(?<message>.*)");

  private static final Pattern ORDER_ID =
      Pattern.compile("\\border_?id[=:# ]{1,2}(\\w{1,40})", Pattern.CASE_INSENSITIVE);

  private static final Map<String, Level> LEVELS =
      Map.of(
          "TRACE", Level.TRACE,
          "DEBUG", Level.DEBUG,
          "WARN", Level.WARN,
          "WARNING", Level.WARN,
          "ERROR", Level.ERROR,
          "SEVERE", Level.ERROR,
          "FATAL", Level.ERROR);

  static LogLine parse(String line) {
    Matcher full = FULL.matcher(line);
    if (full.matches()) {
      return of(full, full.group("logger"));
    }
    Matcher level = LEVEL_ONLY.matcher(line);
    if (level.matches()) {
      return of(level, null);
    }
    return new LogLine(null, Level.INFO, null, line, orderId(line));
  }

  private static LogLine of(Matcher found, @Nullable String logger) {
    String message = found.group("message");
    String time = found.group("time").strip();
    Level level = LEVELS.getOrDefault(found.group("level"), Level.INFO);
    return new LogLine(time.isEmpty() ? null : time, level, logger, message, orderId(message));
  }

  private static @Nullable String orderId(String message) {
    Matcher found = ORDER_ID.matcher(message);
    return found.find() ? found.group(1) : null;
  }
}
