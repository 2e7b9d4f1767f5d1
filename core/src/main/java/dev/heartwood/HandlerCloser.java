package dev.heartwood;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes handlers one after the other, each on a thread of its own, so that one that hangs costs
 * its deadline and no more.
 */
final class HandlerCloser {
  private final StatusReporter status;
  private final Duration timeout;

  HandlerCloser(StatusReporter status, Duration timeout) {
    this.status = status;
    this.timeout = timeout;
  }

  /** Closes all, keeping an interrupt of the calling thread for afterwards. */
  void closeAll(Collection<LogHandler> handlers) {
    boolean interrupted = false;
    for (LogHandler handler : handlers) {
      interrupted |= close(handler);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean close(LogHandler handler) {
    Thread closing = new Thread(() -> closeReporting(handler), "heartwood-close");
    closing.setDaemon(true);
    closing.start();
    boolean interrupted = joined(closing);
    if (closing.isAlive()) {
      report("handler " + HandlerNames.of(handler) + " did not close within " + timeout, null);
    }
    return interrupted;
  }

  private void closeReporting(LogHandler handler) {
    try {
      handler.close();
    } catch (Throwable e) {
      report("handler " + HandlerNames.of(handler) + " failed to close", e);
    }
  }

  private boolean joined(Thread closing) {
    boolean interrupted = Thread.interrupted();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (closing.isAlive()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        break;
      }
      try {
        TimeUnit.NANOSECONDS.timedJoin(closing, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }

  private void report(String message, @Nullable Throwable cause) {
    try {
      status.error(message, cause);
    } catch (Throwable e) {
      // A reporter must not throw; the other handlers are still to be closed.
    }
  }
}
