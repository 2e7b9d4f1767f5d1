package dev.heartwood;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.event.Level;

/** Events for tests, complete and fixed in time. */
public final class TestEvents {
  public static final Instant TIME = Instant.parse("2026-11-20T10:15:30.123456789Z");

  private TestEvents() {}

  public static LogRecord event(String message) {
    return event(Level.INFO, message);
  }

  public static LogRecord event(Level level, String message) {
    return LogRecord.of(TIME, level, "orders", message);
  }

  public static LogRecord event(String message, KeyValue... keyValues) {
    return new LogRecord(
        TIME,
        Level.INFO,
        "orders",
        "main",
        message,
        List.of(),
        message,
        List.of(keyValues),
        List.of(),
        Map.of(),
        null,
        null);
  }
}
