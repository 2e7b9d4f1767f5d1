package dev.heartwood.testing;

import dev.heartwood.store.KeyExtractor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What a test wants captured, and what becomes of it.
 *
 * @param level captured also where the configured level of {@code loggers} would stop it; null
 *     captures what is configured. The loggers themselves are not changed, so other tests and other
 *     appenders see nothing of it
 * @param loggers which loggers, each with those below it, {@code level} holds for; empty: all
 * @param only the loggers, each with those below it, whose records are kept; empty: all
 * @param key what {@link CapturedLogs#latest(String)} goes by: {@code kvp:NAME}, {@code mdc:NAME},
 *     {@code logger}, {@code marker} or {@code template}
 * @param point on the logging thread, or behind the rings
 * @param barrier how long a read {@link CapturePoint#AFTER_RING} waits for the rings
 * @param mdcKey whether the test's identity is also put into the MDC, under {@link
 *     CapturedLogs#MDC_KEY}, so that it goes wherever the code under test takes its MDC
 * @param failOnError whether a record of level ERROR that was not allowed fails the test
 * @param allowed texts; an ERROR whose message contains one of them fails no test
 * @param printOnFailure whether what a failed test logged is printed to standard error
 * @param maxRecords how many records are kept, the newest; at least 1
 */
public record CaptureConfig(
    @Nullable Level level,
    List<String> loggers,
    List<String> only,
    String key,
    CapturePoint point,
    Duration barrier,
    boolean mdcKey,
    boolean failOnError,
    List<String> allowed,
    boolean printOnFailure,
    int maxRecords) {

  public static final Duration DEFAULT_BARRIER = Duration.ofSeconds(5);
  public static final int DEFAULT_MAX_RECORDS = 100_000;

  /** What is configured, before the ring, printed when the test fails. */
  public static final CaptureConfig DEFAULT =
      new CaptureConfig(
          null,
          List.of(),
          List.of(),
          "logger",
          CapturePoint.BEFORE_RING,
          DEFAULT_BARRIER,
          true,
          false,
          List.of(),
          true,
          DEFAULT_MAX_RECORDS);

  public CaptureConfig {
    loggers = List.copyOf(loggers);
    only = List.copyOf(only);
    allowed = List.copyOf(allowed);
    Objects.requireNonNull(point, "point");
    KeyExtractor.parse(key); // refuses what it does not know
    if (barrier.isNegative()) {
      throw new IllegalArgumentException("barrier must not be negative, was " + barrier);
    }
    if (point == CapturePoint.AFTER_RING && !mdcKey) {
      throw new IllegalArgumentException(
          "mdcKey must be true for AFTER_RING, since only the MDC goes along, was false");
    }
    if (maxRecords < 1) {
      throw new IllegalArgumentException("maxRecords must be at least 1, was " + maxRecords);
    }
  }

  /** Captures this level and those above it, of the given loggers and those below; none: of all. */
  public CaptureConfig withLevel(@Nullable Level newLevel, String... newLoggers) {
    return new CaptureConfig(
        newLevel,
        List.of(newLoggers),
        only,
        key,
        point,
        barrier,
        mdcKey,
        failOnError,
        allowed,
        printOnFailure,
        maxRecords);
  }

  /** Keeps the records of these loggers, and of those below them, alone. */
  public CaptureConfig withOnly(String... newOnly) {
    return new CaptureConfig(
        level,
        loggers,
        List.of(newOnly),
        key,
        point,
        barrier,
        mdcKey,
        failOnError,
        allowed,
        printOnFailure,
        maxRecords);
  }

  public CaptureConfig withKey(String newKey) {
    return new CaptureConfig(
        level,
        loggers,
        only,
        newKey,
        point,
        barrier,
        mdcKey,
        failOnError,
        allowed,
        printOnFailure,
        maxRecords);
  }

  public CaptureConfig withPoint(CapturePoint newPoint) {
    return new CaptureConfig(
        level,
        loggers,
        only,
        key,
        newPoint,
        barrier,
        mdcKey,
        failOnError,
        allowed,
        printOnFailure,
        maxRecords);
  }

  public CaptureConfig withBarrier(Duration newBarrier) {
    return new CaptureConfig(
        level,
        loggers,
        only,
        key,
        point,
        newBarrier,
        mdcKey,
        failOnError,
        allowed,
        printOnFailure,
        maxRecords);
  }

  public CaptureConfig withMdcKey(boolean newMdcKey) {
    return new CaptureConfig(
        level,
        loggers,
        only,
        key,
        point,
        barrier,
        newMdcKey,
        failOnError,
        allowed,
        printOnFailure,
        maxRecords);
  }

  /** An ERROR fails the test, unless its message contains one of the given texts. */
  public CaptureConfig withFailOnError(boolean newFailOnError, String... newAllowed) {
    return new CaptureConfig(
        level,
        loggers,
        only,
        key,
        point,
        barrier,
        mdcKey,
        newFailOnError,
        List.of(newAllowed),
        printOnFailure,
        maxRecords);
  }

  public CaptureConfig withPrintOnFailure(boolean newPrintOnFailure) {
    return new CaptureConfig(
        level,
        loggers,
        only,
        key,
        point,
        barrier,
        mdcKey,
        failOnError,
        allowed,
        newPrintOnFailure,
        maxRecords);
  }

  public CaptureConfig withMaxRecords(int newMaxRecords) {
    return new CaptureConfig(
        level,
        loggers,
        only,
        key,
        point,
        barrier,
        mdcKey,
        failOnError,
        allowed,
        printOnFailure,
        newMaxRecords);
  }

  boolean grants(String loggerName, Level eventLevel) {
    return level != null
        && eventLevel.toInt() >= level.toInt()
        && (loggers.isEmpty() || isUnderAny(loggers, loggerName));
  }

  boolean keeps(String loggerName) {
    return only.isEmpty() || isUnderAny(only, loggerName);
  }

  private static boolean isUnderAny(List<String> ancestors, String loggerName) {
    return ancestors.stream().anyMatch(ancestor -> LoggerNames.isUnder(ancestor, loggerName));
  }
}
