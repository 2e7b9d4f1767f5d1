package dev.heartwood;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What the loggers of one {@link Loggers} share.
 *
 * @param clock gives the timestamps; called by the logging thread, must not log
 * @param context gives the logging thread's diagnostic context; called at most once per event
 * @param status where failures of handlers are reported
 * @param closeTimeout how long {@link Loggers#close} waits for each handler; more than zero
 */
public record LoggersConfig(
    InstantSource clock,
    Supplier<Map<String, String>> context,
    StatusReporter status,
    Duration closeTimeout) {
  public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(30);

  /** System clock, SLF4J's MDC, reports on standard error. */
  public static final LoggersConfig DEFAULT =
      new LoggersConfig(
          SystemClock.BEST, Mdc::copy, StatusReporter.standardError(), DEFAULT_CLOSE_TIMEOUT);

  public LoggersConfig {
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(status, "status");
    if (closeTimeout.isZero() || closeTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "closeTimeout must be more than zero, was " + closeTimeout);
    }
  }

  public LoggersConfig withClock(InstantSource newClock) {
    return new LoggersConfig(newClock, context, status, closeTimeout);
  }

  public LoggersConfig withContext(Supplier<Map<String, String>> newContext) {
    return new LoggersConfig(clock, newContext, status, closeTimeout);
  }

  public LoggersConfig withStatus(StatusReporter newStatus) {
    return new LoggersConfig(clock, context, newStatus, closeTimeout);
  }

  public LoggersConfig withCloseTimeout(Duration newCloseTimeout) {
    return new LoggersConfig(clock, context, status, newCloseTimeout);
  }
}
