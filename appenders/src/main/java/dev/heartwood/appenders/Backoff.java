package dev.heartwood.appenders;

import dev.heartwood.StatusReporter;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * When a destination that failed may be tried again: after a delay that doubles with each failure
 * in a row. Reports the first failure and the recovery, not what lies between.
 *
 * <p><b>Threads:</b> guarded by the handler's lock.
 */
final class Backoff {
  private final Supplier<String> what;
  private final Duration first;
  private final Duration longest;
  private final StatusReporter status;
  private @Nullable IOException failure;
  private Duration delay;
  private long failedAt;
  private long retryAt;

  /**
   * @param what names the destination in messages
   */
  Backoff(Supplier<String> what, Duration first, Duration longest, StatusReporter status) {
    this.what = what;
    this.first = first;
    this.longest = longest;
    this.status = status;
    this.delay = first;
  }

  /**
   * @throws IOException while it is too early; never after the clock was set back
   */
  void requireDue(long nowMillis) throws IOException {
    IOException last = failure;
    if (last != null && nowMillis >= failedAt && nowMillis < retryAt) {
      throw new IOException(what.get() + " waits for its next attempt: " + last, last);
    }
  }

  /** Makes the next attempt due. */
  void skip() {
    retryAt = failedAt;
  }

  void failed(long nowMillis, IOException e) {
    if (failure == null) {
      delay = first;
      status.error(what.get() + " cannot be written", e);
    }
    failure = e;
    failedAt = nowMillis;
    retryAt = nowMillis + delay.toMillis();
    Duration doubled = delay.multipliedBy(2);
    delay = doubled.compareTo(longest) < 0 ? doubled : longest;
  }

  void succeeded() {
    if (failure != null) {
      failure = null;
      status.report(Level.INFO, what.get() + " is written again", null);
    }
  }
}
