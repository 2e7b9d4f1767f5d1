package dev.heartwood.service;

import dev.heartwood.EpochNanos;
import dev.heartwood.LogRecord;
import dev.heartwood.StatusReporter;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Sequences;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.ingest.IngestJournal;
import dev.heartwood.service.ingest.JournalRecord;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Order;
import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.PersistenceConfig;
import dev.heartwood.store.Retention;
import dev.heartwood.store.Snapshot;
import dev.heartwood.store.StoreConfig;
import dev.heartwood.store.StoredRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The newest entry of each key, in a compacting store on disk. Its records have the key as logger
 * and the entry's sequence as message; the entry is read from the journal. The newest of them says
 * how far the store has come, whatever else a crash left, so that it takes each entry once.
 *
 * <p>Entries without a key are passed over; how far that went the journal remembers for the reader
 * of this name.
 *
 * <p><b>Threads:</b> one steps, any ask.
 */
final class LatestView implements View {
  static final String NAME = "latest";

  private static final int KEPT_RECORDS = 16; // the log is not for replay, but for the position
  private static final int BATCH_RECORDS = 1000;
  private static final long BATCH_BYTES = 4L << 20;
  private static final Duration WAIT = Duration.ofSeconds(1);

  private final IngestJournal journal;
  private final IngestJournal.Follower follower;
  private final ByKey index;
  private final PersistenceConfig persistence;
  private final CompactingStore store;
  private volatile @Nullable JournalReader reader;
  private long next; // sequence of the entry that the store takes next
  private volatile long entriesTaken;

  /** Finds the newest entry of a key that was not deleted. */
  @FunctionalInterface
  interface ByKey {
    Optional<LogEntry> newest(String key) throws IOException;
  }

  private LatestView(
      IngestJournal journal, ByKey index, PersistenceConfig persistence, CompactingStore store) {
    this.journal = journal;
    this.index = index;
    this.persistence = persistence;
    this.store = store;
    follower = journal.follow();
  }

  static LatestView open(
      IngestJournal journal,
      ByKey index,
      Path directory,
      int maxKeys,
      Clock clock,
      StatusReporter status)
      throws IOException {
    StoreConfig config =
        StoreConfig.DEFAULT
            .withName(NAME)
            .withKey(event -> event.loggerName())
            .withMaxKeys(maxKeys)
            .withRetention(Retention.DEFAULT.withMaxRecords(KEPT_RECORDS))
            .withClock(clock);
    PersistenceConfig persistence =
        PersistenceConfig.in(directory).withFsync(true).withStatus(status);
    return new LatestView(journal, index, persistence, CompactingStore.open(config, persistence));
  }

  /**
   * Writes the newest entries to a store in another directory, in the order of their arrival, so
   * that its newest record says how far it has come.
   */
  void backup(Path target) throws IOException {
    PersistenceConfig there = PersistenceConfig.in(target).withStatus(persistence.status());
    try (CompactingStore copy = CompactingStore.open(store.config(), there);
        Snapshot snapshot = store.snapshot()) {
      List<StoredRecord> newest = new ArrayList<>(snapshot.latest());
      newest.sort(Comparator.comparingLong(StoredRecord::sequence));
      for (StoredRecord stored : newest) {
        copy.handle(stored.record());
      }
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void rewind() throws IOException {
    closeReader();
    next = nextOfStore();
    JournalReader opened = journal.journal().reader(NAME, journal.visibility());
    reader = opened;
    long first = journal.journal().first();
    long from = Math.max(Sequences.journalSequence(next), Math.max(first, opened.nextSequence()));
    opened.moveTo(Math.min(from, opened.nextSequence() + opened.behind()));
    if (opened.next()) { // only to see how far it is
      JournalRecord record = JournalRecord.of(opened);
      entriesTaken = record.entriesBefore();
      follower.done(record.bytesBefore());
      opened.moveTo(record.sequence());
    } else {
      entriesTaken = journal.entries();
      follower.done(journal.bytes());
    }
  }

  private long nextOfStore() throws IOException {
    try (Snapshot snapshot = store.snapshot()) {
      long end = snapshot.endSequence();
      if (end == 0) {
        return 0;
      }
      Optional<StoredRecord> newest = snapshot.replay(end - 1).findFirst();
      return newest.isEmpty() ? 0 : sequence(newest.get()) + 1;
    }
  }

  @Override
  public void step() throws IOException, InterruptedException {
    JournalReader from = reader;
    if (from == null) {
      throw new IOException("the reader of the newest entries is not open");
    }
    if (!from.next(WAIT)) {
      return;
    }
    long bytes = 0;
    int records = 0;
    Map<String, Newest> newest = new HashMap<>();
    JournalRecord record;
    do {
      record = JournalRecord.of(from);
      if (record.entryCount() > 0) {
        take(record, newest);
      }
      bytes += from.length();
    } while (++records < BATCH_RECORDS && bytes < BATCH_BYTES && from.next());
    if (!newest.isEmpty()) {
      keep(newest, record.sequence());
    }
    from.commit();
    entriesTaken = record.entriesBefore() + record.entryCount();
    follower.done(record.bytesAfter());
  }

  /** The newest of some entries of a key; at the same time the one that arrived last. */
  private record Newest(long sequence, Severity severity, long epochNanos) {
    Newest or(Newest later) {
      return later.epochNanos >= epochNanos ? later : this;
    }
  }

  private void take(JournalRecord record, Map<String, Newest> newest) throws IOException {
    record.keys(
        (sequence, severity, epochNanos, key) -> {
          if (sequence >= next) {
            newest.merge(key, new Newest(sequence, severity, epochNanos), Newest::or);
          }
        });
  }

  /**
   * Gives them to the store in the order of their arrival. What it is not given is older than what
   * it has, and changes nothing if it comes again.
   *
   * @param until the record that the newest of them may be of; what is kept is never ahead of what
   *     a loss of power leaves of the journal
   */
  private void keep(Map<String, Newest> newest, long until) throws IOException {
    if (until >= journal.journal().durableEnd()) {
      journal.journal().awaitDurable(until);
    }
    List<Map.Entry<String, Newest>> all = new ArrayList<>(newest.entrySet());
    all.sort(Comparator.comparingLong(one -> one.getValue().sequence));
    for (Map.Entry<String, Newest> one : all) {
      Newest entry = one.getValue();
      store.handle(
          LogRecord.of(
              EpochNanos.toInstant(entry.epochNanos),
              entry.severity.toLevel(),
              one.getKey(),
              Long.toString(entry.sequence)));
      next = entry.sequence + 1;
    }
    store.flush();
  }

  Optional<LogEntry> newest(String key, Visible visible) throws IOException {
    Optional<StoredRecord> stored = store.latest(key);
    return stored.isEmpty() ? Optional.empty() : visible(stored.get(), visible);
  }

  /** If the newest was deleted, the one before it that was not. */
  private Optional<LogEntry> visible(StoredRecord stored, Visible visible) throws IOException {
    LogEntry entry = journal.source().entry(sequence(stored));
    if (entry != null && visible.isDeleted(entry)) {
      return index.newest(stored.record().loggerName()).filter(visible::test);
    }
    return Optional.ofNullable(entry).filter(visible::test);
  }

  /** The newest of all keys, or as many as are asked for; read one by one, as long as it can. */
  List<LogEntry> newest(Condition where, Order order, int limit, Visible visible)
      throws IOException {
    if (limit == 0) {
      return List.of();
    }
    PriorityQueue<LogEntry> entries = new PriorityQueue<>(order.comparator().reversed());
    try (Snapshot snapshot = store.snapshot()) {
      List<StoredRecord> all = new ArrayList<>(snapshot.latest());
      all.sort(
          Comparator.comparing((StoredRecord stored) -> stored.record().timestamp()).reversed());
      for (StoredRecord stored : all) {
        boolean full = entries.size() == limit;
        if (full
            && order == Order.NEWEST_FIRST
            && stored.record().timestamp().isBefore(entries.element().timestamp())) {
          break;
        }
        Optional<LogEntry> entry = visible(stored, visible).filter(where::test);
        if (entry.isPresent()) {
          entries.add(entry.get());
          if (full) {
            entries.remove();
          }
        }
      }
    }
    List<LogEntry> sorted = new ArrayList<>(entries);
    sorted.sort(order.comparator());
    return List.copyOf(sorted);
  }

  private static long sequence(StoredRecord stored) throws IOException {
    String text = stored.record().message();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IOException("a newest entry must be kept by its sequence, was by " + text, e);
    }
  }

  long keys() {
    return store.stats().keys();
  }

  @Override
  public void wake() throws IOException {
    JournalReader now = reader;
    if (now != null) {
      now.close();
    }
  }

  @Override
  public long behind() {
    return Math.max(0, journal.entries() - entriesTaken);
  }

  @Override
  public void close() throws IOException {
    try {
      closeReader();
    } finally {
      store.close();
    }
  }

  private void closeReader() throws IOException {
    JournalReader old = reader;
    reader = null;
    if (old != null) {
      old.close();
    }
  }
}
