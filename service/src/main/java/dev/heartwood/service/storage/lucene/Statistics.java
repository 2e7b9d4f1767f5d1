package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.query.StatsQuery;
import dev.heartwood.service.storage.EntrySource;
import dev.heartwood.service.storage.Stats;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.FixedBitSet;

/**
 * Counts from columns and from the dictionary: of a segment that has few matches from its records.
 * For one thread.
 */
final class Statistics {
  private static final int SEVERITIES = Severity.values().length;

  /** One match in so many documents, or fewer, is read rather than the dictionary. */
  private static final int FEW = 500;

  private static final Comparator<Stats.Count> MOST_FREQUENT =
      Comparator.comparingLong(Stats.Count::count).reversed().thenComparing(Stats.Count::value);

  private final StatsQuery query;
  private final EntrySource entries;
  private final Condition where;
  private final boolean countsIds; // which are in no dictionary
  private final long width;
  private final long[] levels = new long[SEVERITIES];
  private final TreeMap<Long, long[]> bars = new TreeMap<>();
  private final ValueCounts services;
  private final ValueCounts top;

  Statistics(StatsQuery query, int mostValues, EntrySource entries) throws IOException {
    this.query = query;
    this.entries = entries;
    where = ById.resolved(query.where(), entries);
    countsIds = Field.ID.equals(query.topField());
    width = query.bucket() == null ? 0 : query.bucket().toMillis();
    services = new ValueCounts(Field.SERVICE, mostValues, entries);
    Field field = query.topField();
    top = field == null ? services : new ValueCounts(field, mostValues, entries);
  }

  void add(DayReader day) throws IOException {
    Bounds bounds = Bounds.of(where, day.day());
    if (bounds.isEmpty()) {
      return;
    }
    Weight weight = day.weight(bounds.rest(), entries);
    for (LeafReaderContext segment : day.segments()) {
      add(day.day(), segment, weight, bounds);
    }
  }

  private void add(Day day, LeafReaderContext segment, Weight weight, Bounds bounds)
      throws IOException {
    LeafReader reader = segment.reader();
    boolean all =
        !countsIds
            && weight.getQuery() instanceof MatchAllDocsQuery
            && !reader.hasDeletions()
            && bounds.cover(Segment.of(reader));
    FixedBitSet found = all ? null : new FixedBitSet(reader.maxDoc());
    Columns columns = new Columns(day, reader);
    int[] count = {0};
    Matches.forEach(
        segment,
        weight,
        bounds,
        document -> {
          columns.count(document);
          if (found != null) {
            found.set(document);
          }
          count[0]++;
          return true;
        });
    if (found != null && (countsIds || count[0] < reader.maxDoc() / FEW)) {
      read(reader, found);
    } else {
      services.add(reader, found);
      if (top != services) {
        top.add(reader, found);
      }
    }
  }

  private void read(LeafReader reader, FixedBitSet found) throws IOException {
    Documents documents = new Documents(reader, entries);
    for (int document = found.nextSetBit(0);
        document < found.length();
        document =
            document + 1 < found.length() ? found.nextSetBit(document + 1) : Integer.MAX_VALUE) {
      LogEntry entry = documents.read(document);
      if (entry == null) {
        continue;
      }
      services.add(entry);
      if (top != services) {
        top.add(entry);
      }
    }
  }

  Stats stats() {
    Map<String, Long> byLevel = byLevel(levels);
    List<Stats.Bar> histogram = new ArrayList<>();
    bars.forEach(
        (start, counts) ->
            histogram.add(
                new Stats.Bar(Instant.ofEpochMilli(start), sum(counts), byLevel(counts))));
    List<Stats.Count> most =
        query.topField() == null
            ? List.of()
            : top.counts().entrySet().stream()
                .map(one -> new Stats.Count(one.getKey(), one.getValue()[0]))
                .sorted(MOST_FREQUENT)
                .limit(query.topSize())
                .toList();
    Map<String, Long> byService = new HashMap<>();
    services.counts().forEach((service, count) -> byService.put(service, count[0]));
    return new Stats(sum(levels), byLevel, byService, histogram, most);
  }

  private static Map<String, Long> byLevel(long[] counts) {
    Map<String, Long> byLevel = new HashMap<>();
    for (Severity severity : Severity.values()) {
      if (counts[severity.ordinal()] > 0) {
        byLevel.put(severity.name(), counts[severity.ordinal()]);
      }
    }
    return byLevel;
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  /** Severity and bar of single documents, in their order. */
  private final class Columns {
    private final NumericDocValues severities;
    private final NumericDocValues times;
    private final long dayStart;
    private long barStart = 1;
    private long barEnd;
    private long[] bar = levels;

    Columns(Day day, LeafReader reader) throws IOException {
      severities = Segment.column(reader, Names.SEVERITY);
      times = Segment.column(reader, Names.TIME);
      dayStart = day.number() * Day.SECONDS * 1000;
    }

    void count(int document) throws IOException {
      severities.advanceExact(document);
      int severity = (int) severities.longValue();
      levels[severity]++;
      if (width > 0) {
        times.advanceExact(document);
        long time = times.longValue();
        if (time < barStart || time >= barEnd) {
          move(time / 1_000_000);
        }
        bar[severity]++;
      }
    }

    private void move(long millis) {
      long start = Math.floorDiv(dayStart + millis, width) * width;
      bar = bars.computeIfAbsent(start, none -> new long[SEVERITIES]);
      barStart = Math.max(0, start - dayStart) * 1_000_000;
      barEnd = Math.min(Day.SECONDS * 1000, start - dayStart + width) * 1_000_000;
    }
  }
}
