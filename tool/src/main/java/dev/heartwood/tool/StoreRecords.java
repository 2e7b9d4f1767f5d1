package dev.heartwood.tool;

import dev.heartwood.store.StoreFiles;
import dev.heartwood.store.StoreFiles.SavedCheckpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The events in the journal of a store, which stand there behind their keys. */
final class StoreRecords implements Records {
  private final Records journal;
  private final List<SavedCheckpoint> checkpoints;
  private int eventAt;

  StoreRecords(Records journal, List<SavedCheckpoint> checkpoints) {
    this.journal = journal;
    this.checkpoints = checkpoints;
  }

  @Override
  public boolean next() throws IOException {
    if (!journal.next()) {
      return false;
    }
    int found = StoreFiles.eventAt(journal.buffer(), journal.offset(), journal.length());
    eventAt = Math.max(0, found); // else it is shown as it is
    return true;
  }

  @Override
  public long position() {
    return journal.position();
  }

  @Override
  public OptionalLong epochNanos() {
    return journal.epochNanos();
  }

  @Override
  public byte[] buffer() {
    return journal.buffer();
  }

  @Override
  public int offset() {
    return journal.offset() + eventAt;
  }

  @Override
  public int length() {
    return journal.length() - eventAt;
  }

  @Override
  public List<String> damage() {
    List<String> damage = new ArrayList<>(journal.damage());
    for (SavedCheckpoint each : checkpoints) {
      each.damage().ifPresent(why -> damage.add("checkpoint " + why));
    }
    return damage;
  }

  @Override
  public List<String> notes() {
    return journal.notes();
  }

  @Override
  public long passed() {
    return journal.passed();
  }

  @Override
  public long toPass() {
    return journal.toPass();
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
