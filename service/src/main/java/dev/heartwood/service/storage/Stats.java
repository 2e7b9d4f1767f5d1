package dev.heartwood.service.storage;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Counts of entries.
 *
 * @param byLevel by the name of the {@link dev.heartwood.service.entry.Severity}, only those that
 *     occur
 * @param histogram bars with entries in them, oldest first; empty if none was asked for
 * @param top most frequent values of the field asked for, the most frequent first, equal ones by
 *     value
 */
public record Stats(
    long total,
    Map<String, Long> byLevel,
    Map<String, Long> byService,
    List<Bar> histogram,
    List<Count> top) {
  public Stats {
    byLevel = Map.copyOf(byLevel);
    byService = Map.copyOf(byService);
    histogram = List.copyOf(histogram);
    top = List.copyOf(top);
  }

  /** Entries from this time on, for the width of a bar. */
  public record Bar(Instant start, long count, Map<String, Long> byLevel) {
    public Bar {
      byLevel = Map.copyOf(byLevel);
    }
  }

  public record Count(String value, long count) {}
}
