package dev.heartwood.routing;

import dev.heartwood.StatusReporter;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * How a {@link FailoverHandler} goes on when a target fails.
 *
 * @param retryInterval how long a failed target is left alone before the next event tries it again;
 *     zero tries it with every event
 * @param maxPending how many events are kept for redelivery until their target has flushed them; at
 *     the limit the target is flushed early. 0 keeps none: what a target had buffered when its
 *     flush failed is then lost, and the flush throws
 * @param nanoClock a clock like {@link System#nanoTime}
 * @param status where changes of the target are reported
 */
public record FailoverConfig(
    Duration retryInterval, int maxPending, LongSupplier nanoClock, StatusReporter status) {
  public static final Duration DEFAULT_RETRY_INTERVAL = Duration.ofSeconds(10);
  public static final int DEFAULT_MAX_PENDING = 1024;

  public static final FailoverConfig DEFAULT =
      new FailoverConfig(
          DEFAULT_RETRY_INTERVAL,
          DEFAULT_MAX_PENDING,
          System::nanoTime,
          StatusReporter.standardError());

  public FailoverConfig {
    if (retryInterval.isNegative()) {
      throw new IllegalArgumentException("retryInterval must be at least 0, was " + retryInterval);
    }
    if (maxPending < 0) {
      throw new IllegalArgumentException("maxPending must be at least 0, was " + maxPending);
    }
    Objects.requireNonNull(nanoClock, "nanoClock");
    Objects.requireNonNull(status, "status");
  }

  public FailoverConfig withRetryInterval(Duration newRetryInterval) {
    return new FailoverConfig(newRetryInterval, maxPending, nanoClock, status);
  }

  public FailoverConfig withMaxPending(int newMaxPending) {
    return new FailoverConfig(retryInterval, newMaxPending, nanoClock, status);
  }

  public FailoverConfig withNanoClock(LongSupplier newNanoClock) {
    return new FailoverConfig(retryInterval, maxPending, newNanoClock, status);
  }

  public FailoverConfig withStatus(StatusReporter newStatus) {
    return new FailoverConfig(retryInterval, maxPending, nanoClock, newStatus);
  }
}
