package dev.heartwood.async;

import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.ring.Drain;
import dev.heartwood.wire.CorruptEventException;
import dev.heartwood.wire.EventView;
import java.io.IOException;
import org.slf4j.event.Level;

/** Reads events out of a journal, for {@link Delivering}. The worker's. */
final class RecordDrain implements Drain<JournalReader> {
  private final Journal journal;
  private final RecordRing ring;
  private final RingLedger ledger;
  private final NoteFile notes;
  private final Delivering delivering;
  private final Complaints complaints;
  private final EventView view = new EventView();
  private long entries;

  RecordDrain(
      Journal journal,
      RecordRing ring,
      RingLedger ledger,
      NoteFile notes,
      Delivering delivering,
      Complaints complaints) {
    this.journal = journal;
    this.ring = ring;
    this.ledger = ledger;
    this.notes = notes;
    this.delivering = delivering;
    this.complaints = complaints;
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
  public void take(JournalReader record) {
    for (long i = 0; i < ring.lost(); i++) {
      entries++;
      delivering.unreadable(null);
    }
    if (ring.isGiven()) {
      entries++;
      try {
        view.read(record.buffer(), record.offset(), record.length());
      } catch (CorruptEventException e) {
        delivering.unreadable(e);
        return;
      }
      ledger.handing(record.nextSequence());
      delivering.deliver(view, DiskRing.depthIn(record.epochNanos()));
    }
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
  }

  @Override
  public void end() {
    ring.freeNow();
    journal.maintain();
    delivering.end();
    try (journal;
        ring) {
      notes.close();
    } catch (IOException e) {
      complaints.once(
          Level.WARN, "the journal could not be closed, the next start mends it: " + e, e);
    }
  }

  @Override
  public void failed(Throwable cause) {
    delivering.failed(cause);
  }
}
