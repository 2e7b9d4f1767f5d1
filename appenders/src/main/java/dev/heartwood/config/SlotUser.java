package dev.heartwood.config;

import dev.heartwood.LogEvent;
import dev.heartwood.Resumable;
import dev.heartwood.WriteLedger;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A named handler as one of its users sees it: closing it lets go, the last one closes. */
final class SlotUser implements Resumable {
  private final Slot slot;
  private final AtomicBoolean released = new AtomicBoolean();

  SlotUser(Slot slot) {
    this.slot = slot;
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    slot.handle(event);
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
