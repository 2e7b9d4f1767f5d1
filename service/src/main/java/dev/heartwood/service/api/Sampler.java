package dev.heartwood.service.api;

import dev.heartwood.service.LogService;
import dev.heartwood.service.ServiceStats;
import dev.heartwood.service.ingest.Accounting;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the service from time to time, so that metrics can say how fast numbers grow.
 *
 * <pre>
 * field    written by                read by                        ordering
 * samples  any thread under the lock any thread under the lock      lock
 * </pre>
 */
final class Sampler {
  static final long INTERVAL_SECONDS = 10;
  private static final long KEPT_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LogService service;
  private final Deque<Sample> samples = new ArrayDeque<>();

  Sampler(LogService service) {
    this.service = service;
  }

  /** The service at one moment. */
  record Sample(long nanos, Accounting.Counts counts, ServiceStats stats) {
    long bytes() {
      return stats.journal().diskBytes() + stats.index().bytes();
    }
  }

  /** The present, at most a second old. */
  Sample now() throws IOException {
    Sample last = last();
    if (last != null && System.nanoTime() - last.nanos < FRESH_NANOS) {
      return last;
    }
    Sample sample = new Sample(System.nanoTime(), service.accounting().total(), service.info());
    synchronized (samples) {
      samples.addLast(sample);
      while (sample.nanos - samples.getFirst().nanos > KEPT_NANOS) {
        samples.removeFirst();
      }
    }
    return sample;
  }

  private @Nullable Sample last() {
    synchronized (samples) {
      return samples.peekLast();
    }
  }

  /** Entries received per second over the last minute. */
  double receivedPerSecond() {
    return perSecond(MINUTE_NANOS, false);
  }

  /** Bytes by which the data grew per hour over the last hour, or as long as there are samples. */
  double growthPerHour() {
    return perSecond(KEPT_NANOS, true) * TimeUnit.HOURS.toSeconds(1);
  }

  private double perSecond(long window, boolean bytes) {
    synchronized (samples) {
      Sample last = samples.peekLast();
      if (last == null) {
        return 0;
      }
      for (Sample first : samples) {
        if (last.nanos - first.nanos <= window) {
          long grown =
              bytes
                  ? last.bytes() - first.bytes()
                  : last.counts.received() - first.counts.received();
          double seconds = (last.nanos - first.nanos) / 1e9;
          return seconds == 0 ? 0 : grown / seconds;
        }
      }
      return 0;
    }
  }
}
