package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.Mark;
import dev.heartwood.service.query.Order;
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
  private final Map<Day, Weight> weights = new HashMap<>();

  Search(View view) {
    this.view = view;
  }

  Page page(LogQuery query) throws IOException {
    int wanted = query.skip() + query.limit() + 1;
    List<LogEntry> entries = new ArrayList<>();
    int found = 0;
    for (DayReader day : days(query.order())) {
      if (found == wanted) {
        break;
      }
      List<Hit> hits = walk(day, query, query.after(), wanted - found).hits();
      int skip = Math.max(0, query.skip() - found);
      int until = Math.min(hits.size(), query.skip() + query.limit() - found);
      if (skip < until) {
        read(day, query.order(), hits.subList(skip, until), entries::add);
      }
      found += hits.size();
    }
    boolean more = found == wanted;
    Count count = count(query);
    return new Page(entries, count.least, count.exact, more);
  }

  /** Matches of a condition, those deleted but not yet gone apart. */
  long count(Condition where) throws IOException {
    return count(LogQuery.newest(where, 1), Long.MAX_VALUE).least;
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
    LogQuery query = LogQuery.newest(new Condition.Is(Field.ID, id), 1);
    for (DayReader day : days(query.order())) {
      List<LogEntry> found = new ArrayList<>();
      read(day, query.order(), walk(day, query, null, 1).hits(), found::add);
      if (!found.isEmpty()) {
        return found.get(0);
      }
    }
    return null;
  }

  /** Strides of hits, each begun behind the last one of the stride before. */
  void scan(LogQuery query, Predicate<LogEntry> sink) throws IOException {
    for (DayReader day : days(query.order())) {
      int stride = FIRST_STRIDE;
      Mark after = query.after();
      boolean full;
      do {
        List<Hit> hits = walk(day, query, after, stride).hits();
        if (!read(day, query.order(), hits, sink)) {
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
      weight = day.weight(bounds.rest());
      weights.put(day.day(), weight);
    }
    return weight;
  }

  private static Mark mark(DayReader day, Order order, Hit hit) {
    return new Mark(
        day.day().time(Hit.sorted(order, hit.time())), Hit.sorted(order, hit.sequence()));
  }

  private static boolean read(DayReader day, Order order, List<Hit> hits, Predicate<LogEntry> sink)
      throws IOException {
    Map<Integer, Records> segments = new HashMap<>();
    for (Hit hit : hits) {
      Records records = segments.get(hit.segment());
      if (records == null) {
        records = new Records(day.segments().get(hit.segment()).reader(), day.day());
        segments.put(hit.segment(), records);
      }
      LogEntry entry =
          records.read(
              hit.document(), Hit.sorted(order, hit.time()), Hit.sorted(order, hit.sequence()));
      if (!sink.test(entry)) {
        return false;
      }
    }
    return true;
  }

  private Collection<DayReader> days(Order order) {
    return (order == Order.OLDEST_FIRST ? view.days() : view.days().descendingMap()).values();
  }
}
