package dev.heartwood.testing;

import java.time.Duration;

/** Deadlines that do not overflow. */
final class Timeouts {
  private static final long LONGEST = Long.MAX_VALUE / 2;

  private Timeouts() {}

  static long nanos(Duration timeout) {
    if (timeout.isNegative()) {
      return 0;
    }
    return timeout.compareTo(Duration.ofNanos(LONGEST)) > 0 ? LONGEST : timeout.toNanos();
  }
}
