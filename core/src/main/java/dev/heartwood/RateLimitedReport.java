package dev.heartwood;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One kind of trouble, reported at its first occurrence and then at most once in {@link
 * #PAUSE_SECONDS}, with the number of occurrences that were kept back.
 *
 * <pre>
 * field        written by             read by       ordering
 * nextNanos    whoever wins the CAS   any thread    volatile
 * keptBack     any thread             any thread    volatile
 * </pre>
 */
final class RateLimitedReport {
  static final long PAUSE_SECONDS = 10;

  private final StatusReporter status;
  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
  private final AtomicLong keptBack = new AtomicLong();

  RateLimitedReport(StatusReporter status) {
    this.status = status;
  }

  void warn(String message) {
    report(Level.WARN, message, null);
  }

  void error(String message, Throwable cause) {
    report(Level.ERROR, message, cause);
  }

  private void report(Level level, String message, @Nullable Throwable cause) {
    long now = System.nanoTime();
    long next = nextNanos.get();
    if (now - next < 0
        || !nextNanos.compareAndSet(next, now + TimeUnit.SECONDS.toNanos(PAUSE_SECONDS))) {
      keptBack.incrementAndGet();
      return;
    }
    long more = keptBack.getAndSet(0);
    try {
      status.report(
          level, more == 0 ? message : message + " (and " + more + " times before)", cause);
    } catch (Throwable e) {
      // A reporter must not throw; there is nobody left to tell, and the caller must not be broken.
    }
  }
}
