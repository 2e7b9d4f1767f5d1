package dev.heartwood.ring;

/** Spins for a time, yields for a time, then leaves it to another. */
final class PhasedIdling implements Idling {
  private final long spinNanos;
  private final long yieldNanos;
  private final Idling fallback;
  private long emptySince;
  private int fallbackLooks;

  PhasedIdling(long spinNanos, long yieldNanos, Idling fallback) {
    this.spinNanos = spinNanos;
    this.yieldNanos = yieldNanos;
    this.fallback = fallback;
  }

  @Override
  public void idle(Bell bell, int looks) {
    long now = System.nanoTime();
    if (looks == 0) {
      emptySince = now;
      fallbackLooks = 0;
    }
    long empty = now - emptySince;
    if (empty < spinNanos) {
      Thread.onSpinWait();
    } else if (empty < spinNanos + yieldNanos) {
      Thread.yield();
    } else {
      fallback.idle(bell, fallbackLooks++);
    }
  }
}
