package dev.heartwood.testing;

import dev.heartwood.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Records in the order they came, the newest so and so many; whoever waits for one is woken by it.
 *
 * <pre>
 * field    written by       read by     guarded by
 * records  logging threads  any thread  lock
 * removed  logging threads  any thread  lock
 * </pre>
 */
final class CaptureBuffer {
  private final int maxRecords;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private final List<LogRecord> records = new ArrayList<>();
  private long removed;

  CaptureBuffer(int maxRecords) {
    this.maxRecords = maxRecords;
  }

  void add(LogRecord record) {
    lock.lock();
    try {
      records.add(record);
      if (records.size() - maxRecords >= maxRecords) { // in halves: moving the rest costs O(1) each
        records.subList(0, records.size() - maxRecords).clear();
        removed += maxRecords;
      }
      added.signalAll();
    } finally {
      lock.unlock();
    }
  }

  List<LogRecord> snapshot() {
    lock.lock();
    try {
      return from(0);
    } finally {
      lock.unlock();
    }
  }

  /** How many older records had to go. */
  long lost() {
    lock.lock();
    try {
      return removed + Math.max(0, records.size() - maxRecords);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until this many records match, and returns those that do, which may be fewer at the
   * deadline. The predicate runs outside the lock, so it may log.
   */
  List<LogRecord> await(int count, Predicate<? super LogRecord> matches, long timeoutNanos)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeoutNanos;
    List<LogRecord> matching = new ArrayList<>();
    long seen = 0;
    while (true) {
      List<LogRecord> fresh;
      lock.lockInterruptibly();
      try {
        while (end() == seen && deadline - System.nanoTime() > 0) {
          added.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        fresh = from(seen);
        seen = end();
      } finally {
        lock.unlock();
      }
      fresh.stream().filter(matches).forEach(matching::add);
      if (matching.size() >= count || fresh.isEmpty() || deadline - System.nanoTime() <= 0) {
        return List.copyOf(matching);
      }
    }
  }

  private long end() {
    return removed + records.size();
  }

  private List<LogRecord> from(long sequence) {
    long start = Math.max(sequence - removed, records.size() - maxRecords);
    return List.copyOf(records.subList((int) Math.max(0, start), records.size()));
  }
}
