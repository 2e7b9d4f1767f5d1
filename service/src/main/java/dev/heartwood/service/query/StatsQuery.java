package dev.heartwood.service.query;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts of the entries that meet a condition.
 *
 * @param bucket width of the histogram's bars, aligned to the epoch; null for no histogram
 * @param topField whose most frequent values are wanted; null for none
 * @param topSize how many of them
 */
public record StatsQuery(
    Condition where, @Nullable Duration bucket, @Nullable Field topField, int topSize) {
  public StatsQuery {
    Objects.requireNonNull(where, "where");
    if (bucket != null && bucket.toMillis() < 1) {
      throw new IllegalArgumentException("bucket must be at least 1 ms, was " + bucket);
    }
    if (topSize < 1) {
      throw new IllegalArgumentException("top size must be at least 1, was " + topSize);
    }
  }
}
