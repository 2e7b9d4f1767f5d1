package dev.heartwood.service.storage.memory;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.Mark;
import dev.heartwood.service.query.Order;
import dev.heartwood.service.query.StatsQuery;
import dev.heartwood.service.storage.LogStorage;
import dev.heartwood.service.storage.Page;
import dev.heartwood.service.storage.Stats;
import dev.heartwood.service.storage.StorageInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;

/**
 * Entries in a sorted set, looked through from end to end by every question. What is added is found
 * at once; whole days are retired, as other engines do.
 *
 * <pre>
 * field      written by           read by           ordering
 * sorted     under the lock       those who ask     concurrent set
 * byId       under the lock       those who ask     concurrent map
 * others     under the lock       any               under the lock; committed is volatile
 * </pre>
 */
public final class MemoryStorage implements LogStorage {
  private final NavigableSet<LogEntry> sorted =
      new ConcurrentSkipListSet<>(Order.OLDEST_FIRST.comparator());
  private final Map<String, LogEntry> byId = new ConcurrentHashMap<>();
  private long next;
  private Instant floor = Instant.MIN;
  private long expired;
  private volatile long committed;

  @Override
  public synchronized void add(List<LogEntry> entries) {
    for (LogEntry entry : entries) {
      if (entry.sequence() < next) {
        continue;
      }
      next = entry.sequence() + 1;
      if (entry.timestamp().isBefore(floor)) {
        expired++;
      } else {
        sorted.add(entry);
        byId.put(entry.id(), entry);
      }
    }
  }

  @Override
  public void refresh() {}

  @Override
  public synchronized void commit() {
    committed = next;
  }

  @Override
  public long committed() {
    return committed;
  }

  @Override
  public Page find(LogQuery query) {
    List<LogEntry> entries = new ArrayList<>();
    long total = 0;
    long behind = 0;
    for (LogEntry entry : ordered(query.order())) {
      if (!query.where().test(entry)) {
        continue;
      }
      total++;
      if (isBehind(query, entry) && behind++ >= query.skip() && entries.size() < query.limit()) {
        entries.add(entry);
      }
    }
    return new Page(entries, total, true, behind > query.skip() + (long) entries.size());
  }

  @Override
  public Optional<LogEntry> get(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  @Override
  public void scan(LogQuery query, Predicate<LogEntry> sink) {
    for (LogEntry entry : ordered(query.order())) {
      if (isBehind(query, entry) && query.where().test(entry) && !sink.test(entry)) {
        return;
      }
    }
  }

  @Override
  public Stats stats(StatsQuery query) {
    Tally tally = new Tally(query);
    sorted.stream().filter(query.where()::test).forEach(tally::add);
    return tally.stats();
  }

  @Override
  public synchronized long retire(Instant before) {
    Instant day = before.truncatedTo(ChronoUnit.DAYS);
    floor = day.isAfter(floor) ? day : floor;
    return remove(entry -> entry.timestamp().isBefore(floor));
  }

  @Override
  public synchronized long delete(Condition where) {
    return remove(where::test);
  }

  @Override
  public synchronized StorageInfo info() {
    return new StorageInfo(
        sorted.size(),
        0,
        sorted.isEmpty() ? null : sorted.first().timestamp(),
        sorted.stream().mapToLong(LogEntry::sequence).min().orElse(Long.MAX_VALUE),
        expired);
  }

  @Override
  public void close() {}

  private Iterable<LogEntry> ordered(Order order) {
    return order == Order.OLDEST_FIRST ? sorted : sorted.descendingSet();
  }

  private static boolean isBehind(LogQuery query, LogEntry entry) {
    Mark after = query.after();
    return after == null || after.isBefore(entry, query.order());
  }

  private long remove(Predicate<LogEntry> unwanted) {
    List<LogEntry> gone = sorted.stream().filter(unwanted).toList();
    gone.forEach(
        entry -> {
          sorted.remove(entry);
          byId.remove(entry.id());
        });
    return gone.size();
  }
}
