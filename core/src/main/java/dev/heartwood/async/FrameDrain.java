package dev.heartwood.async;

import dev.heartwood.Padding;
import dev.heartwood.ring.Drain;
import dev.heartwood.ring.Frame;
import dev.heartwood.ring.MappedRing;
import dev.heartwood.wire.CorruptEventException;
import dev.heartwood.wire.EventView;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.slf4j.event.Level;

/** Reads events out of frames, for {@link Delivering}. The worker's. */
final class FrameDrain extends Padding implements Drain<Frame> {
  private final MappedRing ring;
  private final RingLedger ledger;
  private final Delivering delivering;
  private final Complaints complaints;
  private final RingGuard guard;
  private final EventView view;
  private Runnable seal = () -> {};
  private LongSupplier accepted = () -> 0;
  private long entries;
  private boolean sealed;

  FrameDrain(
      MappedRing ring,
      RingLedger ledger,
      Delivering delivering,
      Complaints complaints,
      RingGuard guard) {
    this.ring = ring;
    this.ledger = ledger;
    this.delivering = delivering;
    this.complaints = complaints;
    this.guard = guard;
    view = new EventView(ring::name);
  }

  /**
   * Before the worker starts.
   *
   * @param seal ends the ring without taking the rest, should its file be cut with no other left
   * @param accepted how many events went into it
   */
  void begin(Runnable seal, LongSupplier accepted) {
    this.seal = seal;
    this.accepted = accepted;
  }

  @Override
  public void startRun() {
    delivering.startRun();
  }

  @Override
  public void endRun() {
    delivering.endRun();
  }

  @Override
  public void take(Frame frame) {
    if (!frame.isEvent()) {
      return;
    }
    entries++;
    long failed = delivering.failed();
    boolean known = false;
    try {
      if (isRead(frame)) {
        ledger.handing(frame.end());
        handed(frame.end()); // before: whoever is killed in between may have delivered it
        delivering.deliver(view, frame.tag());
      }
      known = true;
    } finally {
      if (!known && delivering.failed() == failed) {
        delivering.unreadable(null); // of a file that was cut an error may come anywhere
      }
    }
  }

  private void handed(long end) {
    try {
      ring.handed(end);
    } catch (InternalError e) {
      // The file was cut. The event is not in it any more, but with us.
    }
  }

  private boolean isRead(Frame frame) {
    try {
      if (frame.isSound()) {
        view.read(frame.bytes(), Frame.GAP, frame.length());
        return true;
      }
      delivering.unreadable(null);
    } catch (CorruptEventException e) {
      delivering.unreadable(e);
    }
    return false;
  }

  @Override
  public void endOfBatch(long taken) {
    long count = entries;
    entries = 0;
    delivering.endBatch(taken, count);
  }

  @Override
  public void tick() {
    delivering.tick();
    look(false);
  }

  private void look(boolean now) {
    guard.look(now);
    if (guard.isOver() && !sealed) {
      seal.run();
      sealed = true; // not before: it may fail, and is then tried again
    }
  }

  @Override
  public void end() {
    delivering.end();
    if (guard.wasCut()) {
      delivering.abandon(accepted.getAsLong());
    }
    try {
      ring.release();
    } catch (IOException e) {
      complaints.once(Level.WARN, "ringFile [" + ring.file() + "] could not be let go of: " + e, e);
    }
  }

  @Override
  public void failed(Throwable cause) {
    delivering.failed(cause);
    look(cause instanceof InternalError);
  }
}
