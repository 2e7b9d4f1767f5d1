package dev.heartwood.service.entry;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * How grave an entry is: the ranges of OpenTelemetry's severity number [1]. Entries keep the number
 * and the text that was posted; a range has several names.
 *
 * <p>[1] OpenTelemetry, Logs Data Model, SeverityNumber.
 */
public enum Severity {
  TRACE(1),
  DEBUG(5),
  INFO(9),
  WARN(13),
  ERROR(17),
  FATAL(21);

  private static final Map<String, Severity> BY_NAME =
      Map.of(
          "TRACE", TRACE,
          "DEBUG", DEBUG,
          "INFO", INFO,
          "WARN", WARN,
          "WARNING", WARN,
          "ERROR", ERROR,
          "CRITICAL", FATAL,
          "FATAL", FATAL);

  private final int number;

  Severity(int number) {
    this.number = number;
  }

  /** OpenTelemetry's number for a level without finer steps: 1, 5, 9, 13, 17 or 21. */
  public int number() {
    return number;
  }

  /** Whatever the case: TRACE, DEBUG, INFO, WARN, WARNING, ERROR, CRITICAL, FATAL. */
  public static Optional<Severity> named(String text) {
    return Optional.ofNullable(BY_NAME.get(text.toUpperCase(Locale.ROOT)));
  }

  public static Severity of(Level level) {
    return valueOf(level.name());
  }

  /** SLF4J's level; its gravest is ERROR. */
  public Level toLevel() {
    return this == FATAL ? Level.ERROR : Level.valueOf(name());
  }
}
