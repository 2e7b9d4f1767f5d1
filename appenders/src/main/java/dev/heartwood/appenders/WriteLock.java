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
 * kept   holder                   anybody  plain; means something to the holder only
 * </pre>
 */
public final class WriteLock {
  private final ReentrantLock lock = new ReentrantLock();
  private final String what;
  private final Duration timeout;
  private volatile boolean stuck;
  private boolean kept;

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
    if (kept && lock.isHeldByCurrentThread()) {
      return;
    }
    if (!lock.tryLock() && (stuck || !lockWithin())) {
      stuck = true;
      throw new IOException(what + " has not finished a write of another thread for " + timeout);
    }
  }

  public void unlock() {
    if (kept) {
      return;
    }
    if (stuck) { // a volatile store for each event would be felt
      stuck = false;
    }
    lock.unlock();
  }

  /**
   * Takes the lock so that {@link #lock} and {@link #unlock} of this thread do nothing until {@link
   * #release}. Not if somebody waits for it: he is to come in between.
   *
   * @return whether it was free
   */
  public boolean keep() {
    if (lock.hasQueuedThreads() || !lock.tryLock()) {
      return false;
    }
    kept = true;
    return true;
  }

  /** Ends what {@link #keep} began. */
  public void release() {
    kept = false;
    unlock();
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
