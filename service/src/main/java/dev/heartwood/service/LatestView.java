package dev.heartwood.service;

import dev.heartwood.LogRecord;
import dev.heartwood.StatusReporter;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Sequences;
import dev.heartwood.service.ingest.IngestJournal;
import dev.heartwood.service.ingest.JournalRecord;
import dev.heartwood.service.ingest.StoredEntry;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest entry of each key, in a compacting store on disk. Its records have the key as logger
 * and the whole entry, with its sequence, as message: the newest of them says how far the store has
 * come, whatever else a crash left, so that it takes each entry once.
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
  private final PersistenceConfig persistence;
  private final CompactingStore store;
  private volatile @Nullable JournalReader reader;
  private long next; // sequence of the entry that the store takes next
  private volatile long entriesTaken;

  private LatestView(
      IngestJournal journal, PersistenceConfig persistence, CompactingStore store) {
    this.journal = journal;
    this.persistence = persistence;
    this.store = store;
    follower = journal.follow();
  }

  static LatestView open(
      IngestJournal journal,
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
    return new LatestView(journal, persistence, CompactingStore.open(config, persistence));
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
      return newest.isEmpty() ? 0 : StoredEntry.of(newest.get().record().message()).sequence() + 1;
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
    boolean kept = false;
    JournalRecord record;
    do {
      record = JournalRecord.of(from);
      if (record.entryCount() > 0) {
        kept |= take(record);
      }
      bytes += from.length();
    } while (++records < BATCH_RECORDS && bytes < BATCH_BYTES && from.next());
    if (kept) {
      store.flush();
    }
    from.commit();
    entriesTaken = record.entriesBefore() + record.entryCount();
    follower.done(record.bytesAfter());
  }

  /** Never ahead of what a loss of power leaves of the journal. */
  private boolean take(JournalRecord record) throws IOException {
    boolean kept = false;
    for (LogEntry entry : record.entries()) {
      String key = entry.content().key();
      if (key == null || entry.sequence() < next) {
        continue;
      }
      if (!kept && record.sequence() >= journal.journal().durableEnd()) {
        journal.journal().awaitDurable(record.sequence());
      }
      String text = StoredEntry.text(entry);
      store.handle(
          LogRecord.of(entry.timestamp(), entry.content().severity().toLevel(), key, text));
      next = entry.sequence() + 1;
      kept = true;
    }
    return kept;
  }

  Optional<LogEntry> newest(String key, Predicate<LogEntry> visible) throws IOException {
    Optional<StoredRecord> stored = store.latest(key);
    LogEntry entry = stored.isEmpty() ? null : entry(stored.get());
    return Optional.ofNullable(entry).filter(visible);
  }

  List<LogEntry> newest(Condition where, Order order, int limit, Predicate<LogEntry> visible)
      throws IOException {
    List<LogEntry> entries = new ArrayList<>();
    try (Snapshot snapshot = store.snapshot()) {
      for (StoredRecord stored : snapshot.latest()) {
        LogEntry entry = entry(stored);
        if (entry != null && where.test(entry) && visible.test(entry)) {
          entries.add(entry);
        }
      }
    }
    Comparator<LogEntry> byTime = order.comparator();
    entries.sort(byTime);
    return List.copyOf(entries.subList(0, Math.min(limit, entries.size())));
  }

  /** Null if it was kept by its sequence alone and is no longer there. */
  private @Nullable LogEntry entry(StoredRecord stored) throws IOException {
    StoredEntry entry = StoredEntry.of(stored.record().message());
    return entry.entry() != null ? entry.entry() : journal.source().entry(entry.sequence());
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
