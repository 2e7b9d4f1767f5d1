package dev.heartwood;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One log event, complete and unchangeable: content only. The view that keeps it gives it a
 * sequence and a key.
 *
 * @param timestamp when the call was made, to the nanosecond; in the years 1678 to 2261
 * @param template the message as written in the source
 * @param arguments as they were printed
 * @param message the template with its placeholders filled
 * @param keyValues frozen as {@link Freeze} says: numbers and booleans keep their type
 * @param thrown the throwable as data; null if there was none
 * @param caller null unless a handler asked for it
 */
public record LogRecord(
    Instant timestamp,
    Level level,
    String loggerName,
    String threadName,
    String template,
    List<String> arguments,
    String message,
    List<KeyValue> keyValues,
    List<LogMarker> markers,
    Map<String, String> mdc,
    @Nullable ThrownData thrown,
    @Nullable StackTraceElement caller)
    implements LogEvent {

  public LogRecord {
    EpochNanos.of(timestamp); // refuses what does not fit
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(loggerName, "loggerName");
    Objects.requireNonNull(threadName, "threadName");
    Objects.requireNonNull(template, "template");
    Objects.requireNonNull(message, "message");
    arguments = arguments instanceof MessageSlices ? arguments : List.copyOf(arguments);
    keyValues = Freeze.keyValues(keyValues);
    markers = List.copyOf(markers);
    mdc = // keeps the order, unlike copyOf
        mdc.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(mdc));
  }

  /** A record with nothing but a message: for code that writes to a store, and for notices. */
  public static LogRecord of(Instant timestamp, Level level, String loggerName, String message) {
    return new LogRecord(
        timestamp,
        level,
        loggerName,
        Thread.currentThread().getName(),
        message,
        List.of(),
        message,
        List.of(),
        List.of(),
        Map.of(),
        null,
        null);
  }

  /** A complete copy of an event; a record is its own copy. */
  public static LogRecord copyOf(LogEvent event) {
    if (event instanceof LogRecord record) {
      return record;
    }
    List<String> arguments = rendered(event.arguments());
    MessageSlices slices =
        arguments.isEmpty() || !event.messagePending()
            ? null
            : MessageSlices.fill(event.template(), arguments);
    return new LogRecord(
        event.timestamp(),
        event.level(),
        event.loggerName(),
        event.threadName(),
        event.template(),
        slices == null ? arguments : slices,
        slices == null ? event.message() : slices.message(),
        event.keyValues(),
        event.markers(),
        event.mdc(),
        event.thrown(),
        event.caller());
  }

  @Override
  public long epochNanos() {
    return EpochNanos.of(timestamp);
  }

  @Override
  public LogRecord toRecord() {
    return this;
  }

  private static List<String> rendered(List<? extends @Nullable Object> arguments) {
    if (arguments.isEmpty()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>(arguments.size());
    for (Object argument : arguments) {
      texts.add(Freeze.render(argument));
    }
    return texts;
  }
}
