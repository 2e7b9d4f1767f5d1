package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.Mark;
import dev.heartwood.service.query.Order;
import dev.heartwood.service.storage.EntrySource;
import dev.heartwood.service.storage.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/**
 * One question for entries, to one view: days in the order asked for, none that is not needed. For
 * one thread.
 */
final class Search {
  private static final int FIRST_STRIDE = 1000;
  private static final int LARGEST_STRIDE = 64_000;

  private final View view;
  private final EntrySource entries;
  private final Map<Day, Weight> weights = new HashMap<>();

  /**
   * @param entries that the view's documents are of
   */
  Search(View view, EntrySource entries) {
    this.view = view;
    this.entries = entries;
  }

  Page page(LogQuery asked) throws IOException {
    LogQuery query = asked.withWhere(ById.resolved(asked.where(), entries));
    int wanted = query.skip() + query.limit() + 1;
    List<LogEntry> page = new ArrayList<>();
    int found = 0;
    for (DayReader day : days(query.order())) {
      if (found == wanted) {
        break;
      }
      List<Hit> hits = walk(day, query, query.after(), wanted - found).hits();
      int skip = Math.max(0, query.skip() - found);
      int until = Math.min(hits.size(), query.skip() + query.limit() - found);
      if (skip < until) {
        read(hits.subList(skip, until), page::add);
      }
      found += hits.size();
    }
    boolean more = found == wanted;
    Count count = count(query);
    return new Page(page, count.least, count.exact, more);
  }

  /** Matches of a condition, those deleted but not yet gone apart. */
  long count(Condition where) throws IOException {
    return count(LogQuery.newest(ById.resolved(where, entries), 1), Long.MAX_VALUE).least;
  }

  private Count count(LogQuery query) throws IOException {
    return count(query, query.countUpTo());
  }

  private Count count(LogQuery query, long upTo) throws IOException {
    long count = 0;
    for (DayReader day : days(query.order())) {
      Bounds bounds = Bounds.of(query.where(), day.day());
      if (bounds.isEmpty()) {
        continue;
      }
      Weight weight = weight(day, bounds);
      for (LeafReaderContext segment : day.segments()) {
        count += Matches.count(segment, weight, bounds, upTo - count);
        if (count > upTo) {
          return new Count(count, false);
        }
      }
    }
    return new Count(count, true);
  }

  private record Count(long least, boolean exact) {}

  @Nullable LogEntry byId(String id) throws IOException {
    long sequence = entries.sequenceOf(id);
    if (sequence < 0) {
      return null;
    }
    LogQuery query = LogQuery.newest(new Condition.Arrived(sequence, sequence + 1), 1);
    for (DayReader day : days(query.order())) {
      if (!walk(day, query, null, 1).hits().isEmpty()) {
        return entries.entry(sequence);
      }
    }
    return null;
  }

  /** Strides of hits, each begun behind the last one of the stride before. */
  void scan(LogQuery asked, Predicate<LogEntry> sink) throws IOException {
    LogQuery query = asked.withWhere(ById.resolved(asked.where(), entries));
    for (DayReader day : days(query.order())) {
      int stride = FIRST_STRIDE;
      Mark after = query.after();
      boolean full;
      do {
        List<Hit> hits = walk(day, query, after, stride).hits();
        if (!read(hits, sink)) {
          return;
        }
        full = hits.size() == stride;
        if (full) {
          after = mark(day, query.order(), hits.get(hits.size() - 1));
          stride = Math.min(stride * 2, LARGEST_STRIDE);
        }
      } while (full);
    }
  }

  private Walk walk(DayReader day, LogQuery query, @Nullable Mark after, int limit)
      throws IOException {
    Bounds bounds = Bounds.of(query.where(), day.day());
    return new Walk(day, bounds, weight(day, bounds), query.order(), after, limit);
  }

  /** One for a day, since it remembers what it has found out. */
  private Weight weight(DayReader day, Bounds bounds) throws IOException {
    Weight weight = weights.get(day.day());
    if (weight == null) {
      weight = day.weight(bounds.rest(), entries);
      weights.put(day.day(), weight);
    }
    return weight;
  }

  private static Mark mark(DayReader day, Order order, Hit hit) {
    return new Mark(
        day.day().time(Hit.sorted(order, hit.time())), Hit.sorted(order, hit.sequence()));
  }

  /** Those that are no longer kept are passed over. */
  private boolean read(List<Hit> hits, Predicate<LogEntry> sink) throws IOException {
    for (Hit hit : hits) {
      LogEntry entry = entries.entry(Math.abs(hit.sequence())); // it stands as it sorts
      if (entry != null && !sink.test(entry)) {
        return false;
      }
    }
    return true;
  }

  private Collection<DayReader> days(Order order) {
    return (order == Order.OLDEST_FIRST ? view.days() : view.days().descendingMap()).values();
  }
}
