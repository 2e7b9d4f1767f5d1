package dev.heartwood.store;

import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The open snapshots, and what the writer must therefore keep: the reader slots of LMDB with one
 * change, so that readers never retry.
 *
 * <p>A reader first sets a pin that holds everything, then reads base and end, then narrows the pin
 * to them. The writer publishes end and base, then looks whether pins changed, then frees. A full
 * fence stands between the steps on both sides, so either the writer sees the pin and frees
 * nothing, or the reader sees an end past all that the writer freed for. A wide pin lives for some
 * nanoseconds; if its thread is suspended just then, the writer keeps a little more for a while.
 *
 * <pre>
 * field            written by             read by  ordering
 * slots            snapshots, writer      writer   volatile (compare and set)
 * changes          after each slot write  writer   volatile
 * seen, ends, ...  writer                 writer   plain: the writer's copy
 * </pre>
 */
final class SnapshotPins {
  private final long maxAgeMillis;

  /** The slot of the store's own snapshot, which does not count among those of its users. */
  private final int reserved;

  private final AtomicReferenceArray<@Nullable Pin> slots;
  private final AtomicLong changes = new AtomicLong();
  private final ReferenceQueue<Snapshot> leakedQueue = new ReferenceQueue<>();
  private final LongAdder expired = new LongAdder();
  private final LongAdder leaked = new LongAdder();

  private long seen = -1;
  private final long[] ends;
  private int open;
  private boolean wide;
  private long lowestBase = Long.MAX_VALUE;
  private long oldestOpenedMillis = Long.MAX_VALUE;

  SnapshotPins(StoreConfig config) {
    this.maxAgeMillis = Millis.saturated(config.snapshotMaxAge());
    this.reserved = config.maxSnapshots();
    this.slots = new AtomicReferenceArray<>(reserved + 1);
    this.ends = new long[reserved + 1];
  }

  /** Pins everything for a snapshot; null if no slot is free. Any thread. */
  @Nullable Pin open(Snapshot snapshot, long nowMillis) {
    Pin pin = claim(snapshot, nowMillis);
    if (pin == null) {
      releaseLeaked();
      releaseExpired(nowMillis);
      pin = claim(snapshot, nowMillis);
    }
    return pin;
  }

  /** Narrows a pin to what its snapshot shows. */
  void narrow(Pin pin, long base, long end) {
    pin.narrow(base, end);
    changes.incrementAndGet();
  }

  /** Lets go of a pin, if nobody did before; any thread. */
  boolean release(Pin pin, Snapshot.State why) {
    if (!pin.end(why)) {
      return false;
    }
    slots.set(pin.slot(), null);
    changes.incrementAndGet();
    return true;
  }

  boolean expireIfOld(Pin pin, long nowMillis) {
    if (nowMillis - pin.openedMillis() <= maxAgeMillis || !release(pin, Snapshot.State.EXPIRED)) {
      return false;
    }
    expired.increment();
    return true;
  }

  /** The writer's look at the pins, after it published. */
  void refresh(long nowMillis) {
    releaseLeaked();
    copyIfChanged();
    if (open > 0 && nowMillis - oldestOpenedMillis > maxAgeMillis) {
      releaseExpired(nowMillis);
      copyIfChanged();
    }
  }

  /** Whether a snapshot needs the winner that was followed by another one at that sequence. */
  boolean need(long winner, long follower) {
    if (wide) {
      return true;
    }
    for (int i = 0; i < open; i++) {
      if (winner < ends[i] && ends[i] <= follower) {
        return true;
      }
    }
    return false;
  }

  /** Sequences from here on are pinned for replay. */
  long lowestBase() {
    return lowestBase;
  }

  /** Every snapshot ends after this sequence: none asks for what was replaced up to there. */
  boolean allEndAfter(long sequence) {
    return !wide && (open == 0 || ends[0] > sequence);
  }

  int openCount() {
    int count = 0;
    for (int i = 0; i < reserved; i++) {
      count += slots.get(i) == null ? 0 : 1;
    }
    return count;
  }

  long expired() {
    return expired.sum();
  }

  long leaked() {
    return leaked.sum();
  }

  /** For the store's own snapshot, one at a time, which never expires. */
  @Nullable Pin openReserved(Snapshot snapshot) {
    return claim(reserved, snapshot, Long.MAX_VALUE);
  }

  private @Nullable Pin claim(Snapshot snapshot, long nowMillis) {
    for (int i = 0; i < reserved; i++) {
      Pin pin = claim(i, snapshot, nowMillis);
      if (pin != null) {
        return pin;
      }
    }
    return null;
  }

  private @Nullable Pin claim(int slot, Snapshot snapshot, long nowMillis) {
    if (slots.get(slot) == null) {
      Pin pin = new Pin(snapshot, leakedQueue, slot, nowMillis);
      if (slots.compareAndSet(slot, null, pin)) {
        changes.incrementAndGet();
        VarHandle.fullFence();
        return pin;
      }
    }
    return null;
  }

  private void releaseLeaked() {
    for (var reference = leakedQueue.poll(); reference != null; reference = leakedQueue.poll()) {
      if (release((Pin) reference, Snapshot.State.CLOSED)) {
        leaked.increment();
      }
    }
  }

  private void releaseExpired(long nowMillis) {
    for (int i = 0; i < slots.length(); i++) {
      Pin pin = slots.get(i);
      if (pin != null) {
        expireIfOld(pin, nowMillis);
      }
    }
  }

  private void copyIfChanged() {
    long now = changes.get();
    if (now == seen) {
      return;
    }
    seen = now;
    open = 0;
    wide = false;
    lowestBase = Long.MAX_VALUE;
    oldestOpenedMillis = Long.MAX_VALUE;
    for (int i = 0; i < slots.length(); i++) {
      Pin pin = slots.get(i);
      if (pin != null) {
        wide |= pin.isWide();
        lowestBase = Math.min(lowestBase, pin.base());
        oldestOpenedMillis = Math.min(oldestOpenedMillis, pin.openedMillis());
        ends[open++] = pin.end();
      }
    }
    Arrays.sort(ends, 0, open);
  }
}
