package dev.heartwood.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * One reader's way through a store: what is there, then what comes, without a gap. It pulls by its
 * own cursor and holds nothing else, so a slow one costs the writer and other readers nothing; when
 * retention overtakes it, the next batch names the gap.
 *
 * <p><b>Threads:</b> one at a time polls; any thread may close. <b>Blocking:</b> {@link #poll}
 * parks until a record comes, the timeout passes, the thread is interrupted or either side is
 * closed.
 */
public final class Subscription implements AutoCloseable {
  private final CompactingStore store;
  private final RecordLog log;
  private final Arrivals arrivals;
  private final Arrivals.Waiter waiter = new Arrivals.Waiter();
  private volatile long position;
  private volatile boolean closed;

  Subscription(CompactingStore store, RecordLog log, Arrivals arrivals, long position) {
    this.store = store;
    this.log = log;
    this.arrivals = arrivals;
    this.position = position;
  }

  /**
   * Takes the next records, waiting for the first of them.
   *
   * @param maxRecords at least 1
   * @param timeout zero or less: take what is there
   * @return empty at the timeout, and at once when this subscription is closed or {@link #isEnded}
   */
  public Batch poll(int maxRecords, Duration timeout) throws InterruptedException {
    if (maxRecords < 1) {
      throw new IllegalArgumentException("maxRecords must be at least 1, was " + maxRecords);
    }
    awaitRecord(timeout);
    return closed ? Batch.EMPTY : take(maxRecords);
  }

  /** The sequence of the next record to read; where another subscription can go on. */
  public long position() {
    return position;
  }

  /** Whether the store is closed and all its records are read: nothing more will come. */
  public boolean isEnded() {
    return store.isClosed() && position >= log.end();
  }

  /** Ends a wait in another thread; idempotent. */
  @Override
  public void close() {
    closed = true;
    arrivals.wake(waiter);
  }

  private Batch take(int maxRecords) {
    long from = position;
    long end = Math.min(log.end(), from + maxRecords);
    List<StoredRecord> records = new ArrayList<>((int) Math.max(0, end - from));
    long first = from;
    for (long next = from; next < end; next++) {
      StoredRecord record = next < log.base() ? null : log.read(next);
      if (record != null) {
        records.add(record);
      } else if (records.isEmpty()) { // overtaken: the gap may reach further by now
        first = log.base();
        next = first - 1;
        end = Math.min(log.end(), first + maxRecords);
      } else {
        end = next; // the next batch names the gap
      }
    }
    position = first + records.size();
    return first == from && records.isEmpty() ? Batch.EMPTY : new Batch(gap(from, first), records);
  }

  private static Optional<Batch.Gap> gap(long from, long first) {
    return first == from ? Optional.empty() : Optional.of(new Batch.Gap(from, first));
  }

  private void awaitRecord(Duration timeout) throws InterruptedException {
    if (isReady()) {
      return;
    }
    long deadline = System.nanoTime() + nanos(timeout);
    try {
      while (!isReady()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        arrivals.enlist(waiter);
        long left = deadline - System.nanoTime();
        if (left <= 0 || isReady()) {
          return;
        }
        LockSupport.parkNanos(this, left);
      }
    } finally {
      arrivals.stopWaiting(waiter);
    }
  }

  private boolean isReady() {
    return closed || position < log.end() || store.isClosed();
  }

  /** At most a century, so that a deadline does not overflow. */
  private static long nanos(Duration timeout) {
    return timeout.compareTo(Duration.ofDays(36_500)) < 0
        ? Math.max(0, timeout.toNanos())
        : Duration.ofDays(36_500).toNanos();
  }
}
