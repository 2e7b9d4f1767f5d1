package dev.heartwood.store;

import dev.heartwood.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a store holds, and how an append changes it: a function of record, key and time of receipt,
 * in arrival order, so that the same appends give the same state again.
 *
 * <p><b>Threads:</b> one at a time changes it, under the store's lock; any number read.
 */
final class StoreState {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Freed per append at most, so that a long snapshot's end does not hold up one append. */
  private static final int CELLS_PER_APPEND = 64;

  private static final int KEYS_PER_APPEND = 8;

  private final StoreConfig config;
  private final long allowedSkewNanos;
  private final RecordLog log;
  private final KeyIndex index;
  private final SnapshotPins pins;
  private final WriterCounter clamped = new WriterCounter();

  StoreState(StoreConfig config) {
    this.config = config;
    this.allowedSkewNanos = saturatedNanos(Millis.saturated(config.allowedSkew()));
    this.log = new RecordLog(config.retention());
    this.index = new KeyIndex(config);
    this.pins = new SnapshotPins(config);
  }

  private static long saturatedNanos(long millis) {
    return millis > Long.MAX_VALUE / NANOS_PER_MILLI ? Long.MAX_VALUE : millis * NANOS_PER_MILLI;
  }

  /**
   * Appends a record.
   *
   * @param bytes estimated heap of it
   * @return its sequence
   */
  long append(@Nullable String key, LogRecord record, long now, int bytes) {
    long sequence = log.end();
    index.expireTombstones(now, sequence);
    log.prepare();
    String kept =
        key == null ? null : index.add(key, record, sequence, orderNanos(record, now), now);
    log.write(record, kept, now, bytes);
    log.evict(now);
    log.publish();
    free(now, sequence, KEYS_PER_APPEND, CELLS_PER_APPEND);
    return sequence;
  }

  /**
   * Applies retention and lets go of what no snapshot needs. What it removes counts as removed with
   * the last append, so that a checkpoint taken now has it no more.
   */
  void compact(long now) {
    index.expireTombstones(now, log.end() - 1);
    log.evict(now);
    log.publish();
    free(now, log.end(), Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** After publication: a pin that is not visible now belongs to a snapshot of what is left. */
  private void free(long now, long sequence, int keys, int cells) {
    pins.refresh(now);
    index.settle(pins, sequence, keys);
    log.free(pins.lowestBase(), cells);
  }

  private long orderNanos(LogRecord record, long now) {
    long limit = now * NANOS_PER_MILLI + allowedSkewNanos;
    long nanos = record.epochNanos();
    if (limit < 0 || nanos <= limit) { // below zero: so much skew that it overflowed
      return nanos;
    }
    clamped.add(1);
    return limit;
  }

  /**
   * Puts the state of a checkpoint back, but for the log, which begins empty.
   *
   * @param base where, as a rule at the checkpoint's base
   */
  void restore(Checkpoint saved, long base) {
    log.startAt(base, saved.evictedByBytes(), saved.evictedByAge());
    index.restore(saved.late(), saved.evictedKeys(), saved.expiredTombstones());
    clamped.add(saved.clamped());
    saved.winners().forEach(index::restore);
  }

  /** Begins at a sequence: what came before is lost. */
  void startAt(long sequence) {
    log.startAt(sequence, 0, 0);
  }

  /** Puts a record back into the log that the checkpoint's winners know already. */
  void restore(@Nullable String key, LogRecord record, long receivedMillis) {
    long sequence = log.end();
    KeyEntry entry = key == null ? null : index.entry(key);
    Winner head = entry == null ? null : entry.head();
    LogRecord winner = head == null || head.sequence != sequence ? null : head.kept();
    LogRecord shared = winner == null ? record : winner;
    log.prepare();
    log.write(shared, entry == null ? key : entry.key, receivedMillis, RecordSize.estimate(shared));
    log.publish();
  }

  /** What a checkpoint needs, as of now: under the lock, and without reading the records. */
  Frozen freeze() {
    return new Frozen(
        new Snapshot(config, log, index, pins, true),
        log.evictedByBytes(),
        log.evictedByAge(),
        index.late(),
        index.evicted(),
        index.expiredTombstones(),
        clamped.get());
  }

  Snapshot snapshot() {
    return new Snapshot(config, log, index, pins);
  }

  RecordLog log() {
    return log;
  }

  KeyIndex index() {
    return index;
  }

  StoreStats stats(long keyFailures) {
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
        keyFailures,
        pins.openCount(),
        pins.expired(),
        pins.leaked());
  }
}
