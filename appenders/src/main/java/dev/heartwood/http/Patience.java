package dev.heartwood.http;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long one batch is worked on: until when attempts begin, and until when they have to end.
 * Whoever is interrupted finishes the attempt in hand and begins no other; the interrupt is kept
 * for {@link #restoreInterrupt}.
 *
 * <p><b>Threads:</b> one, that of the call.
 */
final class Patience {
  private static final Duration LONGEST = Duration.ofDays(2);

  private final long lastBegin;
  private final long end;
  private final CountDownLatch disturbance;
  private boolean interrupted;

  private Patience(Duration begin, Duration end, CountDownLatch disturbance) {
    long now = System.nanoTime();
    this.lastBegin = now + begin.toNanos();
    this.end = now + end.toNanos();
    this.disturbance = disturbance;
  }

  /**
   * @param disturbance counted down when nobody wants to wait any longer
   */
  static Patience usual(HttpConfig config, CountDownLatch disturbance) {
    return new Patience(
        config.retryTimeout(), config.retryTimeout().plus(config.requestTimeout()), disturbance);
  }

  /** All attempts end within this time, and the last one begins when half of it is over. */
  static Patience within(Duration time) {
    Duration bound = time.compareTo(LONGEST) < 0 ? time : LONGEST;
    return new Patience(bound.dividedBy(2), bound, new CountDownLatch(1));
  }

  /** What an attempt may take now that usually may take so long; at least a nanosecond. */
  long nanosForAttempt(Duration usual) {
    return Math.max(1, Math.min(usual.toNanos(), end - System.nanoTime()));
  }

  /**
   * Waits for the next attempt, or for what is left until the last one may begin.
   *
   * @return false if no other attempt is to begin
   */
  boolean pause(Duration pause) {
    long left = lastBegin - System.nanoTime();
    if (left <= 0 || interrupted) {
      return false;
    }
    try {
      return !disturbance.await(Math.min(left, pause.toNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    }
  }

  void interrupted() {
    interrupted = true;
  }

  void restoreInterrupt() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
