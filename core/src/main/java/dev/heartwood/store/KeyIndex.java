package dev.heartwood.store;

import dev.heartwood.LogRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest record of each key, and older ones while a snapshot may ask for them. One writer at a
 * time; readers look keys up and follow links, and never wait.
 *
 * <p>An append changes the index before its record is published, so that whoever sees the record
 * sees its winner too; what this replaced is let go after publication, by {@link #settle}, when all
 * pins that could need it are visible.
 */
final class KeyIndex {
  private final int maxKeys;
  private final long tombstoneMillis;
  private final ConcurrentHashMap<String, KeyEntry> entries = new ConcurrentHashMap<>();
  private final KeyOrder order = new KeyOrder();

  /** Entries whose links this append changed. */
  private final List<KeyEntry> changed = new ArrayList<>();

  /** Entries with links that a snapshot needed when they were made, in the order of sequences. */
  private final Deque<Linked> linked = new ArrayDeque<>();

  private final Deque<Buried> tombstones = new ArrayDeque<>();
  private final WriterCounter late = new WriterCounter();
  private final WriterCounter evicted = new WriterCounter();
  private final WriterCounter expiredTombstones = new WriterCounter();

  private record Linked(KeyEntry entry, long sequence) {}

  private record Buried(KeyEntry entry, Winner.Tombstone tombstone) {
    boolean isOver() {
      return entry.head() != tombstone;
    }
  }

  KeyIndex(StoreConfig config) {
    this.maxKeys = config.maxKeys();
    this.tombstoneMillis = Millis.saturated(config.tombstoneRetention());
  }

  /**
   * Offers a record as the newest of its key.
   *
   * @return the key as kept here: one string for all records of it
   */
  String add(String key, LogRecord record, long sequence, long orderNanos, long receivedMillis) {
    KeyEntry entry = entries.get(key);
    Winner head = entry == null ? null : entry.head();
    if (entry != null && head != null && orderNanos < head.orderNanos) {
      late.add(1);
      return entry.key;
    }
    Winner winner = winner(record, sequence, orderNanos, head, receivedMillis);
    if (entry == null) {
      entry = new KeyEntry(key);
      entry.lead(winner);
      entries.put(key, entry);
    } else {
      entry.lead(winner);
      changed.add(entry);
    }
    if (winner instanceof Winner.Tombstone tombstone) {
      bury(entry, tombstone);
    }
    order.toNewest(entry);
    evictOldest(sequence);
    return entry.key;
  }

  /** Puts a winner of a checkpoint back; in the order of sequences, before any other use. */
  void restore(SavedWinner saved) {
    KeyEntry entry = new KeyEntry(saved.key());
    Winner winner =
        winner(saved.record(), saved.sequence(), saved.orderNanos(), null, saved.receivedMillis());
    entry.lead(winner);
    entries.put(saved.key(), entry);
    if (winner instanceof Winner.Tombstone tombstone) {
      bury(entry, tombstone);
    }
    order.toNewest(entry);
    evictOldest(saved.sequence());
  }

  void restore(long lateBefore, long evictedBefore, long expiredTombstonesBefore) {
    late.add(lateBefore);
    evicted.add(evictedBefore);
    expiredTombstones.add(expiredTombstonesBefore);
  }

  /** Takes out the keys whose tombstone is older than the retention. */
  void expireTombstones(long nowMillis, long sequence) {
    for (Buried first = tombstones.peek(); first != null; first = tombstones.peek()) {
      boolean over = first.isOver();
      if (!over && nowMillis - first.tombstone().receivedMillis() < tombstoneMillis) {
        return;
      }
      tombstones.remove();
      if (!over) {
        takeOut(first.entry(), sequence);
        expiredTombstones.add(1);
      }
    }
  }

  /**
   * Lets go of what no snapshot can ask for any more, after publication and a look at the pins.
   *
   * @param sequence no change to the index was made at a later one
   * @param most of the entries that had to wait are looked at
   */
  void settle(SnapshotPins pins, long sequence, int most) {
    for (int i = 0; i < changed.size(); i++) {
      settle(changed.get(i), pins, sequence);
    }
    changed.clear();
    int left = most;
    for (Linked first = linked.peek();
        first != null && left-- > 0 && pins.allEndAfter(first.sequence());
        first = linked.peek()) {
      linked.remove();
      first.entry().awaitsTrim = false;
      settle(first.entry(), pins, sequence);
    }
  }

  /** The newest record of a key as of now; null for none. */
  @Nullable StoredRecord latest(String key) {
    KeyEntry entry = entries.get(key);
    return entry == null ? null : entry.stored(entry.head());
  }

  /** Null if the key is not known, now and to any open snapshot. */
  @Nullable KeyEntry entry(String key) {
    return entries.get(key);
  }

  /** At least all entries that open snapshots know; each once. */
  Collection<KeyEntry> entries() {
    return entries.values();
  }

  long size() {
    return order.size();
  }

  long late() {
    return late.get();
  }

  long evicted() {
    return evicted.get();
  }

  long expiredTombstones() {
    return expiredTombstones.get();
  }

  private static Winner winner(
      LogRecord record,
      long sequence,
      long orderNanos,
      @Nullable Winner previous,
      long receivedMillis) {
    return CompactingStore.isTombstone(record)
        ? new Winner.Tombstone(sequence, orderNanos, record, previous, receivedMillis)
        : Winner.of(sequence, orderNanos, record, previous);
  }

  /** Tombstones that were overtaken stay queued; they are swept before they outnumber the keys. */
  private void bury(KeyEntry entry, Winner.Tombstone tombstone) {
    tombstones.add(new Buried(entry, tombstone));
    if (tombstones.size() > 2 * (order.size() + 512)) {
      tombstones.removeIf(Buried::isOver);
    }
  }

  private void evictOldest(long sequence) {
    KeyEntry oldest = order.oldest();
    if (oldest != null && order.size() > maxKeys) {
      takeOut(oldest, sequence);
      evicted.add(1);
    }
  }

  private void takeOut(KeyEntry entry, long sequence) {
    Winner head = entry.head();
    if (head != null) {
      entry.lead(Winner.removal(sequence, head));
    }
    order.remove(entry);
    changed.add(entry);
  }

  private void settle(KeyEntry entry, SnapshotPins pins, long sequence) {
    if (entry.trim(pins)) {
      if (!entry.awaitsTrim) {
        entry.awaitsTrim = true;
        linked.add(new Linked(entry, sequence));
      }
      return;
    }
    Winner head = entry.head();
    if (head != null && head.isRemoval()) {
      entries.remove(entry.key, entry);
    }
  }
}
