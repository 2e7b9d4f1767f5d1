package dev.heartwood.store;

import dev.heartwood.EpochNanos;
import dev.heartwood.LogRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a store is to do, written for plainness: lists and maps, one thread, everything copied. The
 * tests compare the real one with it.
 */
final class NaiveStore {
  private final StoreConfig config;
  private final Deque<Kept> log = new ArrayDeque<>();

  /** In the order in which keys last won. */
  private final Map<String, Kept> winners = new LinkedHashMap<>();

  private long appended;
  private long evictedKeys;

  record Kept(StoredRecord stored, long orderNanos, long receivedMillis) {
    boolean follows(@Nullable Kept other) {
      return other == null || orderNanos >= other.orderNanos;
    }
  }

  /** A copy of all that a reader may see. */
  record View(long end, List<StoredRecord> replay, List<StoredRecord> latest) {}

  NaiveStore(StoreConfig config) {
    this.config = config;
  }

  void append(@Nullable String key, LogRecord record) {
    long now = config.clock().millis();
    expireTombstones(now);
    long limit = now * 1_000_000 + config.allowedSkew().toNanos();
    Kept kept =
        new Kept(
            new StoredRecord(appended++, key, record), Math.min(record.epochNanos(), limit), now);
    log.add(kept);
    if (key != null && kept.follows(winners.get(key))) {
      winners.remove(key);
      winners.put(key, kept);
      if (winners.size() > config.maxKeys()) {
        winners.remove(winners.keySet().iterator().next());
        evictedKeys++;
      }
    }
    retain(now);
  }

  void compact() {
    long now = config.clock().millis();
    expireTombstones(now);
    retain(now);
  }

  View view() {
    return new View(
        appended,
        log.stream().map(Kept::stored).toList(),
        winners.values().stream()
            .filter(kept -> !kept.stored().isTombstone())
            .sorted(
                Comparator.comparingLong(Kept::orderNanos)
                    .thenComparingLong(kept -> kept.stored().sequence()))
            .map(Kept::stored)
            .toList());
  }

  long evictedKeys() {
    return evictedKeys;
  }

  int keys() {
    return winners.size();
  }

  private void expireTombstones(long now) {
    long most = config.tombstoneRetention().toMillis();
    winners
        .values()
        .removeIf(kept -> kept.stored().isTombstone() && now - kept.receivedMillis() >= most);
  }

  private void retain(long now) {
    Retention retention = config.retention();
    while (log.size() > retention.maxRecords()) {
      log.remove();
    }
    while (log.size() > 1 && bytes() > retention.maxBytes()) {
      log.remove();
    }
    Duration maxAge = retention.maxAge();
    while (!log.isEmpty() && now - log.peek().receivedMillis() > maxAge.toMillis()) {
      log.remove();
    }
  }

  private long bytes() {
    return log.stream().mapToLong(kept -> RecordSize.estimate(kept.stored().record())).sum();
  }

  /** The newest record of each key by timestamp, then arrival: nothing but the definition. */
  static Map<String, StoredRecord> newestByKey(List<StoredRecord> replay, long limitNanos) {
    Map<String, StoredRecord> newest = new LinkedHashMap<>();
    for (StoredRecord stored : new ArrayList<>(replay)) {
      if (stored.key() != null) {
        newest.merge(
            stored.key(),
            stored,
            (before, now) -> order(now, limitNanos) >= order(before, limitNanos) ? now : before);
      }
    }
    return newest;
  }

  static long order(StoredRecord stored, long limitNanos) {
    return Math.min(EpochNanos.of(stored.record().timestamp()), limitNanos);
  }
}
