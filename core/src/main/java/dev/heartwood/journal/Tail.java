package dev.heartwood.journal;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Where readers wait for what comes. The writer only reads a flag unless somebody waits.
 *
 * <pre>
 * field    written by                              read by   ordering
 * waiting  readers under the lock, whoever wakes   writer    volatile; looked at after publishing
 * </pre>
 */
final class Tail {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final AtomicBoolean waiting = new AtomicBoolean();

  /** After publishing what readers wait for. */
  void wake() {
    if (waiting.get() && waiting.compareAndSet(true, false)) {
      lock.lock();
      try {
        moved.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Waits until it is ready or the time is up. */
  void await(BooleanSupplier ready, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      waiting.set(true); // before the look, so that whoever publishes after it wakes us
      while (!ready.getAsBoolean() && left > 0) {
        left = moved.awaitNanos(left);
        waiting.set(true);
      }
    } finally {
      lock.unlock();
    }
  }
}
