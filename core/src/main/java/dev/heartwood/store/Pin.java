package dev.heartwood.store;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one snapshot keeps from being freed. It outlives a snapshot that was never closed, and is
 * queued when that is gone: no thread has to watch.
 *
 * <pre>
 * field      written by                   read by  ordering
 * base, end  the thread that opens        anyone   plain; carried by state
 * state      opener, then whoever closes  anyone   volatile
 * </pre>
 */
final class Pin extends PhantomReference<Snapshot> {
  private final int slot;
  private final long openedMillis;

  /** Null while the pin is wide: it then holds everything. */
  private final AtomicReference<Snapshot.@Nullable State> state = new AtomicReference<>();

  private long base;
  private long end;

  Pin(Snapshot snapshot, ReferenceQueue<Snapshot> queue, int slot, long openedMillis) {
    super(snapshot, queue);
    this.slot = slot;
    this.openedMillis = openedMillis;
  }

  void narrow(long from, long to) {
    base = from;
    end = to;
    state.compareAndSet(null, Snapshot.State.OPEN); // fails if it expired on the way
  }

  /** True for the one call that ended it. */
  boolean end(Snapshot.State why) {
    Snapshot.State now = state.get();
    return (now == null || now == Snapshot.State.OPEN) && state.compareAndSet(now, why);
  }

  boolean isWide() {
    return state.get() == null;
  }

  Snapshot.State state() {
    Snapshot.State now = state.get();
    return now == null ? Snapshot.State.OPEN : now;
  }

  long base() {
    return base;
  }

  long end() {
    return end;
  }

  int slot() {
    return slot;
  }

  long openedMillis() {
    return openedMillis;
  }
}
