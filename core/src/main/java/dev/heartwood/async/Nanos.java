package dev.heartwood.async;

import java.time.Duration;

/** Durations as one long of nanoseconds; those beyond a century are as good as for ever. */
final class Nanos {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private Nanos() {}

  /** Negative for a negative duration. */
  static long of(Duration duration) {
    if (duration.isNegative()) {
      return -1;
    }
    return (duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toNanos();
  }
}
