package dev.heartwood.ring;

/**
 * Parks shortly, unseen by callers, while there was traffic lately; in silence sleeps for longer
 * and longer and lets the next call wake it. Callers so pay for a wake-up at most once per idle
 * period. The timed sleep is the backstop for a wake-up missed, which spares callers a fence.
 */
final class AdaptiveIdling implements Idling {
  private static final long TRAFFIC_NANOS = 100_000_000;
  private static final long DOZE_NANOS = 100_000;
  private static final long SHORTEST_SLEEP_NANOS = 4_000_000;
  private static final long LONGEST_SLEEP_NANOS = 20_000_000;

  private final long napNanos;
  private long emptySince;
  private long sleepNanos;

  AdaptiveIdling(long napNanos) {
    this.napNanos = napNanos;
  }

  @Override
  public void idle(Bell bell, int looks) {
    long now = System.nanoTime();
    if (looks == 0) {
      emptySince = now;
      sleepNanos = SHORTEST_SLEEP_NANOS;
    }
    if (now - emptySince < TRAFFIC_NANOS) {
      bell.nap(napNanos);
    } else {
      bell.sleep(DOZE_NANOS, sleepNanos);
      sleepNanos = Math.min(2 * sleepNanos, LONGEST_SLEEP_NANOS);
    }
  }
}
