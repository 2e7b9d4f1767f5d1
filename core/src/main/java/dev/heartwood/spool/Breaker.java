package dev.heartwood.spool;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Says how long to pause after a failure, and when to stop trying for a while.
 *
 * <p>Pauses have full jitter [1]: random up to a bound that doubles with each failure in a row.
 *
 * <pre>
 * field     written by  read by  ordering
 * state     courier     anybody  volatile
 * failures  courier     courier  plain
 * </pre>
 *
 * <p>[1] M. Brooker: Exponential backoff and jitter, AWS Architecture Blog, 2015.
 */
final class Breaker {
  private static final int MAX_DOUBLINGS = 30;

  private final SpoolConfig config;
  private volatile BreakerState state = BreakerState.CLOSED;
  private int failures;

  Breaker(SpoolConfig config) {
    this.config = config;
  }

  BreakerState state() {
    return state;
  }

  boolean isFailing() {
    return failures > 0;
  }

  void succeeded() {
    failures = 0;
    state = BreakerState.CLOSED;
  }

  /**
   * @return how long to pause before {@link #tryAgain}
   */
  Duration failed() {
    int doublings = Math.min(failures, MAX_DOUBLINGS);
    failures++;
    if (failures >= config.breakerFailures()) {
      state = BreakerState.OPEN;
      long most = config.breakerDelay().toNanos();
      return random(most / 2, most);
    }
    long longest = config.maxRetryDelay().toNanos();
    long first = config.retryDelay().toNanos();
    return random(0, first > longest >> doublings ? longest : first << doublings);
  }

  /** The pause is over. */
  void tryAgain() {
    if (state == BreakerState.OPEN) {
      state = BreakerState.HALF_OPEN;
    }
  }

  private static Duration random(long least, long most) {
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(least, most + 1));
  }
}
