package dev.heartwood.service;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * When a view takes its next batch. In a burst those who send need the processors more, and so it
 * goes to the journal first: the view takes one in two seconds, unless its backlog is large. Of few
 * entries it takes some together, twenty times a second. Whoever waits for what is in the backlog
 * ends both.
 *
 * <p><b>Threads:</b> the view's awaits, any begin and end to wait for it.
 */
final class Deferral {
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long MOST_BEHIND = 1_000_000;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long FEW_ENTRIES = 2500;

  /** Long enough that a pause of the disk or of the collector does not end a burst. */
  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final long BURST_ENTRIES = 10_000; // in the time above

  private final LongSupplier entries;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wanted = lock.newCondition();
  private int waiting;
  private boolean burst;
  private long seen;
  private long seenNanos;
  private long takenNanos;

  /**
   * @param entries how many there are at this moment
   */
  Deferral(LongSupplier entries, LongSupplier nanoTime) {
    this.entries = entries;
    this.nanoTime = nanoTime;
    seen = entries.getAsLong();
    seenNanos = nanoTime.getAsLong();
    takenNanos = seenNanos - LONGEST_NANOS;
  }

  /**
   * Returns when the view is to take a batch; there is something to take.
   *
   * @param entriesTaken how far it has come
   */
  void await(long entriesTaken) throws InterruptedException {
    lock.lock();
    try {
      while (waiting == 0 && isEarly(entriesTaken)) {
        wanted.awaitNanos(LOOK_NANOS);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the view does better to wait; for its thread. */
  boolean isEarly(long entriesTaken) {
    long now = nanoTime.getAsLong();
    long all = entries.getAsLong();
    if (now - seenNanos >= BURST_NANOS) {
      burst = (all - seen) * BURST_NANOS >= BURST_ENTRIES * (now - seenNanos);
      seen = all;
      seenNanos = now;
    }
    long behind = all - entriesTaken;
    return burst
        ? behind < MOST_BEHIND && now - takenNanos < LONGEST_NANOS
        : behind < FEW_ENTRIES && now - takenNanos < LOOK_NANOS;
  }

  /** The view has taken a batch. */
  void taken() {
    takenNanos = nanoTime.getAsLong();
  }

  /** Somebody waits for what is in the backlog, until {@link #end}. */
  void begin() {
    lock.lock();
    try {
      waiting++;
      wanted.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void end() {
    lock.lock();
    try {
      waiting--;
    } finally {
      lock.unlock();
    }
  }
}
