package dev.heartwood.config;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.Resumable;
import dev.heartwood.WriteLedger;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A named handler as one of its users sees it: closing it lets go, the last one closes.
 *
 * <pre>
 * field   written by    read by   ordering
 * holder  who holds it  anybody   compare-and-set
 * held    who holds it  same      plain
 * </pre>
 */
final class SlotUser implements Resumable {
  private final Slot slot;
  private final AtomicBoolean released = new AtomicBoolean();
  private final AtomicReference<@Nullable Thread> holder = new AtomicReference<>();
  private @Nullable LogHandler held;

  SlotUser(Slot slot) {
    this.slot = slot;
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    LogHandler mine = held();
    if (mine != null) {
      mine.handle(event);
    } else {
      slot.handle(event);
    }
  }

  /** {@inheritDoc} The handler is not exchanged meanwhile. */
  @Override
  public boolean hold() {
    if (!holder.compareAndSet(null, Thread.currentThread())) {
      return false;
    }
    LogHandler current = null;
    try {
      current = slot.hold();
      held = current;
    } finally {
      if (current == null) {
        holder.set(null);
      }
    }
    return current != null;
  }

  @Override
  public void release() {
    LogHandler mine = held();
    if (mine != null) {
      holder.set(null);
      slot.endHold(mine);
    }
  }

  private @Nullable LogHandler held() {
    return holder.get() == Thread.currentThread() ? held : null;
  }

  @Override
  public void flush() throws IOException {
    slot.flush();
  }

  @Override
  public boolean awaitDelivered(Duration timeout) {
    return slot.awaitDelivered(timeout);
  }

  @Override
  public boolean needsCaller() {
    return slot.needsCaller();
  }

  @Override
  public boolean redacts() {
    return slot.redacts();
  }

  @Override
  public Outcome resume(WriteLedger ledger) throws IOException {
    return slot.resume(ledger);
  }

  @Override
  public void close() throws IOException {
    if (released.compareAndSet(false, true)) {
      slot.release();
    }
  }

  @Override
  public String toString() {
    return slot.name();
  }
}
