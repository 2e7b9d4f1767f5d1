package dev.heartwood.store;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.disk.Disk;
import dev.heartwood.journal.Journal;
import dev.heartwood.ring.WorkerThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Records in memory, compacting: the retained log in arrival order, and beyond it the newest record
 * of each key. One that is {@link #open opened} is on disk as well and lives longer than its
 * process.
 *
 * <pre>{@code
 * try (var store = new CompactingStore(StoreConfig.DEFAULT.withKey(KeyExtractor.parse("kvp:orderId")))) {
 *   ...
 *   try (Snapshot now = store.snapshot()) {
 *     now.replay().forEach(stored -> ...);  // everything, as it came
 *     now.latest("order-42");               // the newest of one key
 *     now.latest();                         // the newest of every key, by timestamp
 *   }
 * }
 * }</pre>
 *
 * <p><b>Order:</b> sequences are dense, from 0, in arrival order. The newest record of a key is the
 * one with the highest timestamp, of equals the one that came last; a late record stays in the log
 * and overtakes nothing. A timestamp further ahead of the clock than {@code allowedSkew} counts as
 * that far ahead. A record with the marker {@link #TOMBSTONE} removes its key.
 *
 * <p><b>Threads:</b> any number append, one at a time under a lock that only they take; any number
 * read, and neither waits for the other. <b>Cost:</b> an append is O(1), amortized over the records
 * that it evicts; a snapshot and {@link #latest(String)} are O(1). A record costs 20 bytes beyond
 * itself, a key about 110 beyond its text while it has a latest record.
 *
 * <p>What closed snapshots kept, and what age evicts, is freed by the next appends, or at once by
 * {@link #compact()}.
 */
public final class CompactingStore implements LogHandler {
  /** The name of the marker that makes a record a tombstone. */
  public static final String TOMBSTONE = "TOMBSTONE";

  private static final List<LogMarker> TOMBSTONE_MARKERS =
      List.of(new LogMarker(TOMBSTONE, List.of()));

  private final StoreConfig config;
  private final StoreState state;
  private final Arrivals arrivals = new Arrivals();
  private final LongAdder keyFailures = new LongAdder();
  private final ReentrantLock writer = new ReentrantLock();
  private final @Nullable StoreJournal journal;
  private boolean refusing; // under the lock
  private volatile boolean closed;

  /** A store in memory: what it holds ends with it. */
  public CompactingStore(StoreConfig config) {
    this.config = config;
    state = new StoreState(config);
    journal = null;
  }

  private CompactingStore(
      StoreConfig config,
      PersistenceConfig persistence,
      Disk disk,
      StoreJournal.Opener opener,
      boolean inline)
      throws IOException {
    this.config = config;
    state = new StoreState(config);
    journal = StoreJournal.open(disk, opener, config, persistence, writer, state, inline);
  }

  /**
   * Opens a store on disk as it was when it ended, however it ended: the same sequences, log,
   * latest records, tombstones and evictions. Limits that were changed since apply from now on.
   *
   * <p>An append writes to a journal first; a checkpoint of what the journal need not keep is
   * written now and then by a thread of the store's. Opening reads the last checkpoint, the log and
   * what came after.
   *
   * @throws dev.heartwood.disk.LockedException if the directory is in use, here or in another
   *     process
   * @throws IOException if the disk refuses, or a later version wrote what is there
   */
  public static CompactingStore open(StoreConfig config, PersistenceConfig persistence)
      throws IOException {
    return open(
        config,
        persistence,
        Disk.local(),
        (directory, layout, how) -> Journal.open(directory, layout, how.status()),
        false);
  }

  /**
   * @param inline whether checkpoints are written by those who append, not by a thread
   */
  static CompactingStore open(
      StoreConfig config,
      PersistenceConfig persistence,
      Disk disk,
      StoreJournal.Opener opener,
      boolean inline)
      throws IOException {
    return new CompactingStore(config, persistence, disk, opener, inline);
  }

  /** Whether a record removes its key. */
  public static boolean isTombstone(LogRecord record) {
    List<LogMarker> markers = record.markers();
    for (int i = 0; i < markers.size(); i++) {
      if (markers.get(i).contains(TOMBSTONE)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Keeps a record of the event, under the key that the extractor finds. On disk with {@code fsync}
   * it is durable when this returns; behind a ring, when the ring's worker has called {@link
   * #flush}, so that one force serves a batch.
   */
  @Override
  public void handle(LogEvent event) throws IOException {
    LogRecord record = event.toRecord();
    long sequence = append(keyOf(record), record);
    if (sequence < 0) {
      throw new IOException("store " + config.name() + " is closed");
    }
    if (!WorkerThread.isCurrent()) {
      confirm(sequence);
    }
  }

  /**
   * Keeps a record that code writes: level INFO, the store's name as its logger.
   *
   * @param message null makes it a tombstone: the key leaves {@code latest}
   * @return the record's sequence
   * @throws IllegalStateException if the store is closed
   * @throws UncheckedIOException if the store is on disk and that refused the record, which is then
   *     not kept; or, with {@code fsync}, did not confirm it, so that a loss of power may take it
   */
  public long append(String key, @Nullable String message, Instant timestamp) {
    Objects.requireNonNull(key, "key");
    try {
      long sequence = append(key, record(message, timestamp));
      if (sequence < 0) {
        throw new IllegalStateException("store " + config.name() + " is closed");
      }
      confirm(sequence);
      return sequence;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void confirm(long sequence) throws IOException {
    if (journal != null) {
      try {
        journal.confirm(sequence);
      } finally {
        arrivals.signal();
      }
    }
  }

  /** Of a store on disk with {@code fsync}, makes what is appended durable, and shows it. */
  @Override
  public void flush() throws IOException {
    if (journal != null) {
      try {
        journal.confirm();
      } finally {
        arrivals.signal();
      }
    }
  }

  /**
   * The store as it is now, to be closed after use.
   *
   * @throws TooManySnapshotsException if {@code maxSnapshots} are open
   */
  public Snapshot snapshot() {
    return state.snapshot();
  }

  /**
   * The newest record of a key, without a snapshot; it may be one that is being appended just now,
   * so that its sequence is {@link #endSequence()}.
   */
  public Optional<StoredRecord> latest(String key) {
    return Optional.ofNullable(state.index().latest(key));
  }

  /** Reads all that is retained, then what comes. */
  public Subscription subscribe() {
    return subscribe(state.log().base());
  }

  /**
   * Reads from a sequence on, then what comes. What retention took before is named as a gap.
   *
   * @param fromSequence 0 to {@link #endSequence()}, which reads only what comes
   */
  public Subscription subscribe(long fromSequence) {
    long end = state.log().end();
    if (fromSequence < 0 || fromSequence > end) {
      throw new IllegalArgumentException(
          "fromSequence must be 0 to " + end + ", was " + fromSequence);
    }
    return new Subscription(this, state.log(), arrivals, fromSequence);
  }

  /** The sequence of the oldest record that is retained; the end sequence if none is. */
  public long firstSequence() {
    return state.log().base();
  }

  /** One past the newest record: how many were ever appended. */
  public long endSequence() {
    return state.log().end();
  }

  /** How many records can be replayed. */
  public long size() {
    long first = state.log().base();
    return Math.max(0, state.log().end() - first);
  }

  public String name() {
    return config.name();
  }

  public StoreConfig config() {
    return config;
  }

  public StoreStats stats() {
    return state.stats(keyFailures.sum());
  }

  /** How a store on disk does; empty for one in memory. */
  public Optional<PersistenceStats> persistence() {
    return journal == null ? Optional.empty() : Optional.of(journal.stats());
  }

  /**
   * Does now what otherwise the next appends do, some of it each: applies retention by age, drops
   * old tombstones and frees what no snapshot needs. For a store that is seldom written to. Waits
   * for the append in progress, and holds up others meanwhile. Of a store on disk the next
   * checkpoint or append makes it last.
   */
  public void compact() {
    writer.lock();
    try {
      state.compact(config.clock().millis());
    } finally {
      writer.unlock();
    }
  }

  public boolean isClosed() {
    return closed;
  }

  /** Writes a checkpoint now. */
  void checkpoint() {
    if (journal != null) {
      journal.checkpoint();
    }
  }

  /**
   * Refuses further records and ends subscriptions once they have read all. What is kept stays
   * readable. One on disk writes a checkpoint; what goes wrong is reported.
   */
  @Override
  public void close() {
    writer.lock();
    try {
      if (refusing) {
        return;
      }
      refusing = true;
    } finally {
      writer.unlock();
    }
    closeJournal();
    closed = true;
    arrivals.signal();
  }

  private void closeJournal() {
    if (journal == null) {
      return;
    }
    try {
      journal.confirm();
    } catch (IOException e) {
      journal.report(e);
    } finally {
      journal.close();
    }
  }

  /** The sequence; -1 if the store is closed. */
  private long append(@Nullable String key, LogRecord record) throws IOException {
    int bytes = RecordSize.estimate(record);
    long sequence;
    writer.lock();
    try {
      if (refusing) {
        return -1;
      }
      long now = config.clock().millis();
      sequence =
          journal == null
              ? state.append(key, record, now, bytes)
              : journal.append(key, record, now, bytes);
    } finally {
      writer.unlock();
    }
    if (journal != null) {
      journal.keepUp();
    }
    arrivals.signal();
    return sequence;
  }

  private @Nullable String keyOf(LogRecord record) {
    try {
      return config.key().key(record);
    } catch (RuntimeException e) {
      keyFailures.increment();
      return null;
    }
  }

  private LogRecord record(@Nullable String message, Instant timestamp) {
    String text = message == null ? "" : message;
    return new LogRecord(
        timestamp,
        Level.INFO,
        config.name(),
        Thread.currentThread().getName(),
        text,
        List.of(),
        text,
        List.of(),
        message == null ? TOMBSTONE_MARKERS : List.of(),
        Map.of(),
        null,
        null);
  }
}
