package dev.heartwood.testing;

import dev.heartwood.LogRecord;

/**
 * Entry point for AssertJ: {@code import static dev.heartwood.testing.LogAssertions.assertThat}.
 */
public final class LogAssertions {
  private LogAssertions() {}

  public static CapturedLogsAssert assertThat(CapturedLogs actual) {
    return new CapturedLogsAssert(actual);
  }

  public static LogRecordAssert assertThat(LogRecord actual) {
    return new LogRecordAssert(actual);
  }
}
