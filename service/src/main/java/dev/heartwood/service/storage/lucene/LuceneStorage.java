package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.Order;
import dev.heartwood.service.query.StatsQuery;
import dev.heartwood.service.storage.LogStorage;
import dev.heartwood.service.storage.Page;
import dev.heartwood.service.storage.Stats;
import dev.heartwood.service.storage.StorageInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.lucene.store.AlreadyClosedException;

/**
 * Entries in one Lucene index for each day (of the timestamp, UTC). A late entry opens its day's
 * index again; one for a day that was retired is counted as expired.
 *
 * <pre>
 * field        written by       read by                     ordering
 * partitions   under the lock   those who hold the lock     under the lock
 * view         under the lock   those who ask               volatile; counted by those who use it
 * committed    under the lock   any                         volatile
 * </pre>
 */
public final class LuceneStorage implements LogStorage {
  private final LuceneOptions options;
  private final Partitions partitions;
  private volatile View view;
  private volatile long committed;

  private LuceneStorage(LuceneOptions options, Partitions partitions) throws IOException {
    this.options = options;
    this.partitions = partitions;
    committed = partitions.committed();
    view = new View(partitions.refresh());
  }

  public static LuceneStorage open(Path directory) throws IOException {
    return open(directory, LuceneOptions.DEFAULT);
  }

  /**
   * Opens the index in a directory, or makes one.
   *
   * @throws DamagedIndexException if part of it cannot be read
   */
  public static LuceneStorage open(Path directory, LuceneOptions options) throws IOException {
    return new LuceneStorage(options, Partitions.open(directory, options));
  }

  @Override
  public void add(List<LogEntry> entries) throws IOException {
    synchronized (partitions) {
      partitions.add(entries);
    }
  }

  @Override
  public void refresh() throws IOException {
    synchronized (partitions) {
      View old = view;
      view = new View(partitions.refresh());
      old.release();
    }
  }

  @Override
  public void commit() throws IOException {
    synchronized (partitions) {
      committed = partitions.commit();
    }
  }

  @Override
  public long committed() {
    return committed;
  }

  @Override
  public Page find(LogQuery query) throws IOException {
    return ask(view -> new Search(view).page(query));
  }

  @Override
  public Optional<LogEntry> get(String id) throws IOException {
    return ask(view -> Optional.ofNullable(new Search(view).byId(id)));
  }

  @Override
  public void scan(LogQuery query, Predicate<LogEntry> sink) throws IOException {
    ask(
        view -> {
          new Search(view).scan(query, sink);
          return true;
        });
  }

  /**
   * @throws TooManyValuesException if a field has more values than are counted
   */
  @Override
  public Stats stats(StatsQuery query) throws IOException {
    return ask(
        view -> {
          Statistics statistics = new Statistics(query, options.mostValues());
          for (DayReader day : view.days().values()) {
            statistics.add(day);
          }
          return statistics.stats();
        });
  }

  @Override
  public long retire(Instant before) throws IOException {
    synchronized (partitions) {
      refresh();
      long gone = partitions.retire(Day.of(before));
      refresh();
      return gone;
    }
  }

  @Override
  public long delete(Condition where) throws IOException {
    synchronized (partitions) {
      refresh();
      long gone = 0;
      for (DayReader day : view.days().values()) {
        gone += partitions.delete(day, where);
      }
      commit();
      refresh();
      return gone;
    }
  }

  @Override
  public StorageInfo info() throws IOException {
    long entries = 0;
    List<LogEntry> oldest =
        find(LogQuery.newest(Condition.EVERYTHING, 1).withOrder(Order.OLDEST_FIRST)).entries();
    synchronized (partitions) {
      for (DayReader day : view.days().values()) {
        entries += day.reader().numDocs();
      }
      return new StorageInfo(
          entries,
          partitions.bytes(),
          oldest.isEmpty() ? null : oldest.get(0).timestamp(),
          partitions.expired());
    }
  }

  /** Commits what was added, and closes. */
  @Override
  public void close() throws IOException {
    synchronized (partitions) {
      try {
        commit();
      } finally {
        view.release();
        partitions.close();
      }
    }
  }

  private interface Question<T> {
    T of(View view) throws IOException;
  }

  private <T> T ask(Question<T> question) throws IOException {
    View current = view;
    while (!current.acquire()) {
      View newer = view;
      if (newer == current) {
        throw new AlreadyClosedException("storage is closed");
      }
      current = newer;
    }
    try {
      return question.of(current);
    } finally {
      current.release();
    }
  }
}
