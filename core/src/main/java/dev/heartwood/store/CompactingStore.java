package dev.heartwood.store;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import java.io.IOException;
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
 * of each key.
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
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Freed per append at most, so that a long snapshot's end does not hold up one append. */
  private static final int CELLS_PER_APPEND = 64;

  private static final int KEYS_PER_APPEND = 8;

  private final StoreConfig config;
  private final long allowedSkewNanos;
  private final RecordLog log;
  private final KeyIndex index;
  private final SnapshotPins pins;
  private final Arrivals arrivals = new Arrivals();
  private final LongAdder keyFailures = new LongAdder();
  private final WriterCounter clamped = new WriterCounter();
  private final ReentrantLock writer = new ReentrantLock();
  private volatile boolean closed;

  public CompactingStore(StoreConfig config) {
    this.config = config;
    this.allowedSkewNanos = saturatedNanos(Millis.saturated(config.allowedSkew()));
    this.log = new RecordLog(config.retention());
    this.index = new KeyIndex(config);
    this.pins = new SnapshotPins(config);
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

  /** Keeps a record of the event, under the key that the extractor finds. */
  @Override
  public void handle(LogEvent event) throws IOException {
    LogRecord record = event.toRecord();
    if (append(keyOf(record), record) < 0) {
      throw new IOException("store " + config.name() + " is closed");
    }
  }

  /**
   * Keeps a record that code writes: level INFO, the store's name as its logger.
   *
   * @param message null makes it a tombstone: the key leaves {@code latest}
   * @return the record's sequence
   * @throws IllegalStateException if the store is closed
   */
  public long append(String key, @Nullable String message, Instant timestamp) {
    Objects.requireNonNull(key, "key");
    long sequence = append(key, record(message, timestamp));
    if (sequence < 0) {
      throw new IllegalStateException("store " + config.name() + " is closed");
    }
    return sequence;
  }

  /**
   * The store as it is now, to be closed after use.
   *
   * @throws TooManySnapshotsException if {@code maxSnapshots} are open
   */
  public Snapshot snapshot() {
    return new Snapshot(config, log, index, pins);
  }

  /**
   * The newest record of a key, without a snapshot; it may be one that is being appended just now,
   * so that its sequence is {@link #endSequence()}.
   */
  public Optional<StoredRecord> latest(String key) {
    return Optional.ofNullable(index.latest(key));
  }

  /** Reads all that is retained, then what comes. */
  public Subscription subscribe() {
    return subscribe(log.base());
  }

  /**
   * Reads from a sequence on, then what comes. What retention took before is named as a gap.
   *
   * @param fromSequence 0 to {@link #endSequence()}, which reads only what comes
   */
  public Subscription subscribe(long fromSequence) {
    long end = log.end();
    if (fromSequence < 0 || fromSequence > end) {
      throw new IllegalArgumentException(
          "fromSequence must be 0 to " + end + ", was " + fromSequence);
    }
    return new Subscription(this, log, arrivals, fromSequence);
  }

  /** The sequence of the oldest record that is retained; the end sequence if none is. */
  public long firstSequence() {
    return log.base();
  }

  /** One past the newest record: how many were ever appended. */
  public long endSequence() {
    return log.end();
  }

  /** How many records can be replayed. */
  public long size() {
    long first = log.base();
    return Math.max(0, log.end() - first);
  }

  public String name() {
    return config.name();
  }

  public StoreConfig config() {
    return config;
  }

  public StoreStats stats() {
    long base = log.base();
    long evictedByBytes = log.evictedByBytes();
    long evictedByAge = log.evictedByAge();
    long end = log.end();
    return new StoreStats(
        end,
        Math.max(0, end - base),
        log.retainedBytes(),
        Math.max(0, base - evictedByBytes - evictedByAge),
        evictedByBytes,
        evictedByAge,
        index.size(),
        index.evicted(),
        index.expiredTombstones(),
        index.late(),
        clamped.get(),
        keyFailures.sum(),
        pins.openCount(),
        pins.expired(),
        pins.leaked());
  }

  /**
   * Does now what otherwise the next appends do, some of it each: applies retention by age, drops
   * old tombstones and frees what no snapshot needs. For a store that is seldom written to. Waits
   * for the append in progress, and holds up others meanwhile.
   */
  public void compact() {
    writer.lock();
    try {
      long now = config.clock().millis();
      index.expireTombstones(now, log.end());
      log.evict(now);
      log.publish();
      free(now, log.end(), Integer.MAX_VALUE, Integer.MAX_VALUE);
    } finally {
      writer.unlock();
    }
  }

  public boolean isClosed() {
    return closed;
  }

  /**
   * Refuses further records and ends subscriptions once they have read all. What is kept stays
   * readable.
   */
  @Override
  public void close() {
    writer.lock();
    try {
      closed = true;
    } finally {
      writer.unlock();
    }
    arrivals.signal();
  }

  /** The sequence; -1 if the store is closed. */
  private long append(@Nullable String key, LogRecord record) {
    int bytes = RecordSize.estimate(record);
    long sequence;
    writer.lock();
    try {
      if (closed) {
        return -1;
      }
      sequence = log.end();
      long now = config.clock().millis();
      index.expireTombstones(now, sequence);
      log.prepare();
      String kept =
          key == null ? null : index.add(key, record, sequence, orderNanos(record, now), now);
      log.write(record, kept, now, bytes);
      log.evict(now);
      log.publish();
      free(now, sequence, KEYS_PER_APPEND, CELLS_PER_APPEND);
    } finally {
      writer.unlock();
    }
    arrivals.signal();
    return sequence;
  }

  /** After publication: a pin that is not visible now belongs to a snapshot of what is left. */
  private void free(long nowMillis, long sequence, int keys, int cells) {
    pins.refresh(nowMillis);
    index.settle(pins, sequence, keys);
    log.free(pins.lowestBase(), cells);
  }

  private long orderNanos(LogRecord record, long nowMillis) {
    long limit = nowMillis * NANOS_PER_MILLI + allowedSkewNanos;
    long nanos = record.epochNanos();
    if (limit < 0 || nanos <= limit) { // below zero: so much skew that it overflowed
      return nanos;
    }
    clamped.add(1);
    return limit;
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

  private static long saturatedNanos(long millis) {
    return millis > Long.MAX_VALUE / NANOS_PER_MILLI ? Long.MAX_VALUE : millis * NANOS_PER_MILLI;
  }
}
