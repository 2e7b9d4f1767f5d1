package dev.heartwood.benchmarks.service;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How entries are sent one by one.
 *
 * @param connections that each wait for an answer before they send the next
 * @param warmupNanos before anything is measured
 */
record Singles(int connections, long warmupNanos, long measuredNanos) {
  /**
   * @param sent entries in all, with those of the warm-up
   * @param latencies of those that were measured
   */
  record Result(long sent, double perSecond, Histogram latencies) {}

  static Singles ofSeconds(int connections, int warmup, int measured) {
    return new Singles(
        connections, TimeUnit.SECONDS.toNanos(warmup), TimeUnit.SECONDS.toNanos(measured));
  }

  static Histogram histogram() {
    return new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
  }
}
