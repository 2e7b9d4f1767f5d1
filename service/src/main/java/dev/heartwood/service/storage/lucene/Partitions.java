package dev.heartwood.service.storage.lucene;

import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskLock;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.storage.EntrySource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of a directory. An entry's partition follows from its timestamp alone. All is done
 * under the lock of this.
 *
 * <p>A commit commits each partition that has changed, with its own position, and then writes one
 * {@link StateFile}: partitions that are idle need no commit of their own. After a crash between
 * these, entries come again from the state's position, and each partition passes over what it has.
 */
final class Partitions {
  private static final String LOCK = "lock";

  private final Path directory;
  private final LuceneOptions options;
  private final DirectoryOpener opener;
  private final DiskLock lock;
  private final NavigableMap<Day, Partition> days = new TreeMap<>();

  /** Those with a writer, the one used last at the end. */
  private final Map<Day, Partition> open = new LinkedHashMap<>(16, 0.75f, true);

  private final Adders adders;
  private StateFile state;
  private long next;
  private long floor;
  private long expired;

  private Partitions(
      Path directory,
      LuceneOptions options,
      DirectoryOpener opener,
      DiskLock lock,
      StateFile state) {
    this.directory = directory;
    this.options = options;
    this.opener = opener;
    this.lock = lock;
    this.state = state;
    adders = new Adders(options.addThreads());
    next = state.committed();
    floor = state.floor();
    expired = state.expired();
  }

  static Partitions open(Path directory, LuceneOptions options, DirectoryOpener opener)
      throws IOException {
    PrivateDirectory.create(directory);
    DiskLock lock = lock(directory);
    Partitions partitions = null;
    try {
      StateFile state = StateFile.read(directory);
      partitions = new Partitions(directory, options, opener, lock, state);
      partitions.openAll();
      return partitions;
    } catch (IOException | RuntimeException e) {
      if (partitions == null) {
        lock.close();
      } else {
        partitions.close();
      }
      throw e;
    }
  }

  /**
   * Removes what cannot be read, so that entries can be added again from the start. Partitions that
   * are well keep theirs, and pass over them.
   *
   * @return the days that were removed
   */
  static List<LocalDate> discardDamaged(Path directory) throws IOException {
    List<LocalDate> gone = new ArrayList<>();
    SortedSet<Day> good = new TreeSet<>();
    DiskLock lock = lock(directory);
    try {
      StateFile state;
      try {
        state = StateFile.read(directory);
      } catch (DamagedIndexException e) {
        state = StateFile.NEW;
      }
      for (Path path : children(directory)) {
        Day day = Day.named(path.getFileName().toString());
        if (day == null) {
          continue;
        }
        if (isReadable(day, path)) {
          good.add(day);
        } else {
          gone.add(LocalDate.ofEpochDay(day.number()));
          remove(path);
        }
      }
      for (Day day : state.days()) {
        if (!Files.exists(directory.resolve(day.directory())) && !good.contains(day)) {
          gone.add(LocalDate.ofEpochDay(day.number()));
        }
      }
      new StateFile(0, state.floor(), 0, good).write(directory);
    } finally {
      lock.close();
    }
    return gone.stream().distinct().sorted().toList();
  }

  private static DiskLock lock(Path directory) throws IOException {
    Path file = directory.resolve(LOCK);
    DiskLock lock = Disk.local().lock(file);
    PrivateDirectory.restrict(file);
    return lock;
  }

  private static boolean isReadable(Day day, Path path) throws IOException {
    Partition partition = null;
    try {
      partition = Partition.open(day, path, LuceneOptions.DEFAULT, PrivateDirectory::open);
      partition.readThrough();
      return true;
    } catch (DamagedIndexException e) {
      return false;
    } finally {
      if (partition != null) {
        partition.close();
      }
    }
  }

  private void openAll() throws IOException {
    for (Path path : children(directory)) {
      Day day = Day.named(path.getFileName().toString());
      if (day == null) {
        continue;
      }
      if (day.number() < floor || (!state.days().contains(day) && !isCommitted(path))) {
        remove(path); // retired, or begun and never committed
      } else {
        days.put(day, Partition.open(day, path, options, opener));
      }
    }
    for (Day day : state.days()) {
      if (!days.containsKey(day)) {
        throw new DamagedIndexException(directory.resolve(day.directory()), "it is missing");
      }
    }
  }

  private static boolean isCommitted(Path path) throws IOException {
    return children(path).stream()
        .anyMatch(file -> file.getFileName().toString().startsWith("segments_"));
  }

  void add(List<LogEntry> entries) throws IOException {
    Map<Day, List<LogEntry>> byDay = new LinkedHashMap<>();
    long late = 0;
    long last = next;
    for (LogEntry entry : entries) {
      if (entry.sequence() < next) {
        continue;
      }
      last = entry.sequence() + 1;
      Day day = Day.of(entry.timestamp());
      if (day.number() < floor) {
        late++;
      } else {
        byDay.computeIfAbsent(day, none -> new ArrayList<>()).add(entry);
      }
    }
    try {
      for (Map.Entry<Day, List<LogEntry>> one : byDay.entrySet()) {
        Partition partition = opened(one.getKey());
        partition.add(one.getValue(), adders);
        spill();
      }
    } catch (IOException | AlreadyClosedException e) {
      throw recovered(e);
    }
    expired += late;
    next = last;
  }

  /** Goes back to the last commit: entries have to be added again from there. */
  private IOException recovered(Exception cause) {
    IOException failure =
        new IOException("adding to index " + directory + " failed: " + cause.getMessage(), cause);
    for (Partition partition : days.values()) {
      try {
        if (partition.isOpen()) {
          partition.recover();
        }
      } catch (IOException | RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
    open.clear();
    next = state.committed();
    expired = state.expired();
    return failure;
  }

  private Partition opened(Day day) throws IOException {
    Partition partition = days.get(day);
    if (partition == null) {
      partition = Partition.create(day, directory.resolve(day.directory()), options, opener);
      days.put(day, partition);
    }
    if (open.get(day) == null) {
      closeIdle();
      partition.writer();
      open.put(day, partition);
    }
    return partition;
  }

  private void closeIdle() throws IOException {
    if (open.size() < options.openPartitions()) {
      return;
    }
    for (Partition oldest : open.values()) {
      if (!oldest.isPinned()) {
        oldest.closeWriter();
        open.remove(oldest.day());
        return;
      }
    }
  }

  /** Keeps the memory of all writers together within its bound. */
  private void spill() throws IOException {
    long used = 0;
    Partition largest = null;
    for (Partition one : open.values()) {
      used += one.ramBytes();
      largest = largest == null || one.ramBytes() > largest.ramBytes() ? one : largest;
    }
    if (largest != null && used > options.bufferBytes()) {
      largest.spill();
    }
  }

  List<DayReader> refresh() throws IOException {
    List<DayReader> readers = new ArrayList<>();
    for (Partition partition : days.values()) {
      DayReader reader = partition.refresh();
      if (reader != null) {
        readers.add(reader);
      }
    }
    return readers;
  }

  /** Returns what is committed now. */
  long commit() throws IOException {
    for (Partition partition : days.values()) {
      partition.commit();
    }
    save();
    return next;
  }

  private void save() throws IOException {
    StateFile now = new StateFile(next, floor, expired, new TreeSet<>(days.keySet()));
    if (!now.equals(state)) {
      now.write(directory);
      state = now;
    }
  }

  long committed() {
    return state.committed();
  }

  long expired() {
    return expired;
  }

  long bytes() throws IOException {
    long bytes = 0;
    for (Day day : days.keySet()) {
      for (Path file : children(directory.resolve(day.directory()))) {
        bytes += size(file);
      }
    }
    return bytes;
  }

  long retire(Day before) throws IOException {
    if (before.number() <= floor) {
      return 0;
    }
    floor = before.number();
    Collection<Partition> old = new ArrayList<>(days.headMap(before).values());
    long gone = 0;
    for (Partition partition : old) {
      DayReader reader = partition.refresh();
      gone += reader == null ? 0 : reader.reader().numDocs();
      days.remove(partition.day());
      open.remove(partition.day());
      partition.close();
    }
    commit();
    for (Partition partition : old) {
      remove(partition.path());
    }
    return gone;
  }

  /** Deletes what meets a condition of what a day has; to be committed. */
  long delete(DayReader day, Condition where, EntrySource entries) throws IOException {
    View alone = new View(List.of(day));
    long matches;
    try {
      matches = new Search(alone, entries).count(where);
    } finally {
      alone.release();
    }
    if (matches > 0) {
      Query query = new Queries(day.day(), entries).of(where);
      opened(day.day()).delete(query);
    }
    return matches;
  }

  /** Days before that one whose partitions are not sealed. */
  List<Day> toBeSealed(Day before) {
    return days.headMap(before).values().stream()
        .filter(Partition::isToBeSealed)
        .map(Partition::day)
        .toList();
  }

  /** Keeps a partition's writer open until it is unpinned; null if the partition is gone. */
  @Nullable Partition pin(Day day) throws IOException {
    if (!days.containsKey(day)) {
      return null;
    }
    Partition partition = opened(day);
    partition.pin(true);
    return partition;
  }

  /** Commits what was merged, and closes the writer. */
  void unpin(Partition partition) throws IOException {
    partition.pin(false);
    if (partition.isOpen()) {
      partition.merged();
      partition.closeWriter();
      open.remove(partition.day());
    }
  }

  /** Commits, and keeps the files of what is committed now. */
  List<KeptCommit> keep() throws IOException {
    commit();
    List<KeptCommit> kept = new ArrayList<>();
    for (Day day : state.days()) {
      Partition partition = opened(day);
      kept.add(new KeptCommit(partition, partition.snapshot()));
    }
    return kept;
  }

  void release(KeptCommit kept) throws IOException {
    kept.partition().release(kept.commit());
  }

  StateFile state() {
    return state;
  }

  void close() throws IOException {
    try {
      adders.close();
      for (Partition partition : days.values()) {
        partition.close();
      }
    } finally {
      lock.close();
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      all.forEach(children::add);
    }
    children.sort(Comparator.naturalOrder());
    return children;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException merged) {
      return 0; // it was there a moment ago
    }
  }

  static void remove(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
