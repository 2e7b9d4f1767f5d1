package dev.heartwood.service.storage.memory;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.StatsQuery;
import dev.heartwood.service.storage.Stats;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts entries one by one; for one thread. */
final class Tally {
  private static final Comparator<Stats.Count> MOST_FREQUENT =
      Comparator.comparingLong(Stats.Count::count).reversed().thenComparing(Stats.Count::value);

  private final StatsQuery query;
  private final Map<String, Long> levels = new HashMap<>();
  private final Map<String, Long> services = new HashMap<>();
  private final Map<String, Long> values = new HashMap<>();
  private final TreeMap<Long, Map<String, Long>> bars = new TreeMap<>();
  private long total;

  Tally(StatsQuery query) {
    this.query = query;
  }

  void add(LogEntry entry) {
    total++;
    String level = entry.content().severity().name();
    levels.merge(level, 1L, Long::sum);
    services.merge(entry.content().service(), 1L, Long::sum);
    Duration bucket = query.bucket();
    if (bucket != null) {
      long width = bucket.toMillis();
      long start = Math.floorDiv(entry.timestamp().toEpochMilli(), width) * width;
      bars.computeIfAbsent(start, none -> new HashMap<>()).merge(level, 1L, Long::sum);
    }
    String value = query.topField() == null ? null : query.topField().text(entry);
    if (value != null) {
      values.merge(value, 1L, Long::sum);
    }
  }

  Stats stats() {
    List<Stats.Bar> histogram =
        bars.entrySet().stream().map(bar -> bar(bar.getKey(), bar.getValue())).toList();
    List<Stats.Count> top =
        values.entrySet().stream()
            .map(value -> new Stats.Count(value.getKey(), value.getValue()))
            .sorted(MOST_FREQUENT)
            .limit(query.topSize())
            .toList();
    return new Stats(total, levels, services, histogram, top);
  }

  private static Stats.Bar bar(long start, Map<String, Long> byLevel) {
    long count = byLevel.values().stream().mapToLong(Long::longValue).sum();
    return new Stats.Bar(Instant.ofEpochMilli(start), count, byLevel);
  }
}
