package dev.heartwood.appenders;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that nobody waits for without bound: a write that is stuck in the operating system holds
 * up its own thread only. After one timeout nobody waits again until the holder has come back.
 *
 * <pre>
 * field  written by               read by  ordering
 * stuck  waiter, holder (unlock)  waiters  volatile; a hint, wrong for one wait at most
 * </pre>
 */
public final class WriteLock {
  private final ReentrantLock lock = new ReentrantLock();
  private final String what;
  private final Duration timeout;
  private volatile boolean stuck;

  /**
   * @param what whose writes are guarded, for messages
   */
  public WriteLock(String what, Duration timeout) {
    this.what = what;
    this.timeout = timeout;
  }

  /**
   * Interrupts neither end nor shorten the wait, since the event would then be lost.
   *
   * @throws IOException if another thread held the lock all the time
   */
  public void lock() throws IOException {
    if (!lock.tryLock() && (stuck || !lockWithin())) {
      stuck = true;
      throw new IOException(what + " has not finished a write of another thread for " + timeout);
    }
  }

  public void unlock() {
    if (stuck) { // a volatile store for each event would be felt
      stuck = false;
    }
    lock.unlock();
  }

  private boolean lockWithin() {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
