package dev.heartwood;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;

/** Instants as one long: nanoseconds since the epoch, which covers the years 1678 to 2261. */
public final class EpochNanos {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private EpochNanos() {}

  public static Instant toInstant(long epochNanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(epochNanos, NANOS_PER_SECOND), Math.floorMod(epochNanos, NANOS_PER_SECOND));
  }

  static long now(InstantSource clock) {
    return clock instanceof SystemClock ours ? ours.epochNanos() : of(clock.instant());
  }

  /**
   * @throws DateTimeException if the instant does not fit into 64 bits of nanoseconds
   */
  public static long of(Instant instant) {
    try {
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
    } catch (ArithmeticException e) {
      throw new DateTimeException("timestamp must be in the years 1678 to 2261, was " + instant, e);
    }
  }
}
