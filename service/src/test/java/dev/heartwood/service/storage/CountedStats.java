package dev.heartwood.service.storage;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.StatsQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts the plain way. */
final class CountedStats {
  private CountedStats() {}

  static Stats of(StatsQuery query, List<LogEntry> entries) {
    List<Stats.Bar> bars = new ArrayList<>();
    Duration bucket = query.bucket();
    if (bucket != null) {
      entries.stream()
          .collect(Collectors.groupingBy(e -> bar(e, bucket), TreeMap::new, Collectors.toList()))
          .forEach((start, some) -> bars.add(new Stats.Bar(start, some.size(), levels(some))));
    }
    List<Stats.Count> top = new ArrayList<>();
    if (query.topField() != null) {
      counts(entries, query.topField()::text).entrySet().stream()
          .map(one -> new Stats.Count(one.getKey(), one.getValue()))
          .sorted(
              Comparator.comparingLong(Stats.Count::count)
                  .reversed()
                  .thenComparing(Stats.Count::value))
          .limit(query.topSize())
          .forEach(top::add);
    }
    return new Stats(
        entries.size(),
        levels(entries),
        counts(entries, entry -> entry.content().service()),
        bars,
        top);
  }

  private static Instant bar(LogEntry entry, Duration bucket) {
    long width = bucket.toMillis();
    return Instant.ofEpochMilli(Math.floorDiv(entry.timestamp().toEpochMilli(), width) * width);
  }

  private static Map<String, Long> levels(List<LogEntry> entries) {
    return counts(entries, entry -> entry.content().severity().name());
  }

  private static Map<String, Long> counts(
      List<LogEntry> entries, Function<LogEntry, @Nullable String> value) {
    return entries.stream()
        .map(value)
        .filter(Objects::nonNull)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }
}
