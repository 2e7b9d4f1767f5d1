package dev.heartwood.async;

import dev.heartwood.StatusReporter;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Tells the status reporter about what repeats, at most once a second. Any thread. */
final class Complaints {
  private static final long EVERY_NANOS = 1_000_000_000;

  private final StatusReporter status;
  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
  private final AtomicLong kept = new AtomicLong();

  Complaints(StatusReporter status) {
    this.status = status;
  }

  void repeat(String message, @Nullable Throwable cause) {
    long now = System.nanoTime();
    long due = nextNanos.get();
    if (now - due < 0 || !nextNanos.compareAndSet(due, now + EVERY_NANOS)) {
      kept.incrementAndGet();
      return;
    }
    long more = kept.getAndSet(0);
    once(Level.ERROR, more == 0 ? message : message + " (and " + more + " more like it)", cause);
  }

  void once(Level level, String message, @Nullable Throwable cause) {
    try {
      status.report(level, message, cause);
    } catch (Throwable ignored) {
      // a reporter that throws breaks its contract; there is nobody else to tell
    }
  }
}
