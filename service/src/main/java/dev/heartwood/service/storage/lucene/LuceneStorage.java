package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.Order;
import dev.heartwood.service.query.StatsQuery;
import dev.heartwood.service.storage.EntrySource;
import dev.heartwood.service.storage.LogStorage;
import dev.heartwood.service.storage.Page;
import dev.heartwood.service.storage.Stats;
import dev.heartwood.service.storage.StorageInfo;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReaderContext;
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
  private final EntrySource entries;

  /** Held, outside the partitions' lock, by what takes long and needs the days to stay. */
  private final Object maintenance = new Object();

  private final Partitions partitions;
  private volatile View view;
  private volatile long committed;

  private LuceneStorage(LuceneOptions options, EntrySource entries, Partitions partitions)
      throws IOException {
    this.options = options;
    this.entries = entries;
    this.partitions = partitions;
    committed = partitions.committed();
    view = new View(partitions.refresh());
  }

  public static LuceneStorage open(Path directory, EntrySource entries) throws IOException {
    return open(directory, entries, LuceneOptions.DEFAULT);
  }

  /**
   * Opens the index in a directory, or makes one.
   *
   * @param entries all that will be added, for as long as they are kept
   * @throws DamagedIndexException if part of it cannot be read
   * @throws dev.heartwood.disk.LockedException if it is open already
   */
  public static LuceneStorage open(Path directory, EntrySource entries, LuceneOptions options)
      throws IOException {
    return open(directory, entries, options, PrivateDirectory::open);
  }

  static LuceneStorage open(
      Path directory, EntrySource entries, LuceneOptions options, DirectoryOpener opener)
      throws IOException {
    return new LuceneStorage(options, entries, Partitions.open(directory, options, opener));
  }

  /**
   * Removes the days that cannot be read, from an index that is not open. After it {@link
   * #committed()} is 0: all that the journal has is to be added again, and the days that are well
   * pass over what they have. What was deleted from the days that were removed comes back with it.
   *
   * @return the days that were removed
   */
  public static List<LocalDate> discardDamaged(Path directory) throws IOException {
    return Partitions.discardDamaged(directory);
  }

  @Override
  public void add(List<LogEntry> some) throws IOException {
    synchronized (partitions) {
      partitions.add(some);
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
    return ask(view -> new Search(view, entries).page(query));
  }

  @Override
  public Optional<LogEntry> get(String id) throws IOException {
    return ask(view -> Optional.ofNullable(new Search(view, entries).byId(id)));
  }

  @Override
  public void scan(LogQuery query, Predicate<LogEntry> sink) throws IOException {
    ask(
        view -> {
          new Search(view, entries).scan(query, sink);
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
          Statistics statistics = new Statistics(query, options.mostValues(), entries);
          for (DayReader day : view.days().values()) {
            statistics.add(day);
          }
          return statistics.stats();
        });
  }

  @Override
  public long retire(Instant before) throws IOException {
    synchronized (maintenance) {
      synchronized (partitions) {
        refresh();
        long gone = partitions.retire(Day.of(before));
        refresh();
        return gone;
      }
    }
  }

  @Override
  public long delete(Condition condition) throws IOException {
    Condition where = ById.resolved(condition, entries);
    synchronized (partitions) {
      refresh();
      long gone = 0;
      for (DayReader day : view.days().values()) {
        gone += partitions.delete(day, where, entries);
      }
      commit();
      refresh();
      return gone;
    }
  }

  @Override
  public StorageInfo info() throws IOException {
    long count = 0;
    long first = Long.MAX_VALUE;
    List<LogEntry> oldest =
        find(LogQuery.newest(Condition.EVERYTHING, 1).withOrder(Order.OLDEST_FIRST)).entries();
    synchronized (partitions) {
      for (DayReader day : view.days().values()) {
        count += day.reader().numDocs();
        for (LeafReaderContext segment : day.segments()) {
          first = Math.min(first, Segment.of(segment.reader()).leastSequence());
        }
      }
      return new StorageInfo(
          count,
          partitions.bytes(),
          oldest.isEmpty() ? null : oldest.get(0).timestamp(),
          first,
          partitions.expired());
    }
  }

  /**
   * Merges each day before the one of a time into one segment: smaller, and quicker to ask. A day
   * to which entries were added since the last call waits, unless a quarter of it is new. Entries
   * can be added meanwhile, also to those days.
   *
   * @return days that were merged
   */
  @Override
  public int seal(Instant before) throws IOException {
    int sealed = 0;
    synchronized (maintenance) {
      refresh();
      List<Day> days;
      synchronized (partitions) {
        days = partitions.toBeSealed(Day.of(before));
      }
      for (Day day : days) {
        sealed += seal(day);
      }
    }
    return sealed;
  }

  private int seal(Day day) throws IOException {
    Partition partition;
    IndexWriter writer;
    synchronized (partitions) {
      partition = partitions.pin(day);
      if (partition == null) {
        return 0;
      }
      writer = partition.writer();
    }
    try {
      writer.forceMerge(1);
    } finally {
      synchronized (partitions) {
        partitions.unpin(partition);
        refresh();
      }
    }
    return 1;
  }

  /**
   * Commits, then reads all that is committed and looks whether it fits together, while entries are
   * added and questions asked.
   *
   * @param progress is told of each day when it is done
   */
  public List<DayCheck> verify(Consumer<DayCheck> progress) throws IOException {
    List<DayCheck> checks = new ArrayList<>();
    withKept(
        (kept, state) -> {
          for (KeptCommit one : kept) {
            DayCheck check = one.check();
            checks.add(check);
            progress.accept(check);
          }
        });
    return checks;
  }

  @Override
  public List<String> verify() throws IOException {
    List<String> problems = new ArrayList<>();
    for (DayCheck check : verify(check -> {})) {
      if (check.problem() != null) {
        problems.add("day " + check.day() + ": " + check.problem());
      }
    }
    return problems;
  }

  /**
   * Commits, then copies all that is committed, while entries are added and questions asked. The
   * copy is an index that can be opened. Days are not retired while it is made.
   *
   * @param target a directory that does not exist; it is there when the copy is whole
   */
  @Override
  public void backup(Path target) throws IOException {
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    if (Files.exists(partial)) {
      Partitions.remove(partial);
    }
    PrivateDirectory.create(partial);
    withKept(
        (kept, state) -> {
          for (KeptCommit one : kept) {
            one.copyTo(partial.resolve(one.partition().day().directory()));
          }
          state.write(partial);
        });
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    Path parent = target.toAbsolutePath().getParent();
    if (parent != null) {
      StateFile.force(parent, StandardOpenOption.READ);
    }
  }

  private interface KeptWork {
    void on(List<KeptCommit> kept, StateFile state) throws IOException;
  }

  private void withKept(KeptWork work) throws IOException {
    synchronized (maintenance) {
      List<KeptCommit> kept;
      StateFile state;
      synchronized (partitions) {
        kept = partitions.keep();
        state = partitions.state();
        committed = state.committed();
      }
      try {
        work.on(kept, state);
      } finally {
        synchronized (partitions) {
          for (KeptCommit one : kept) {
            partitions.release(one);
          }
        }
      }
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
