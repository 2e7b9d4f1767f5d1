package dev.heartwood.service;

import dev.heartwood.journal.JournalReader;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Sequences;
import dev.heartwood.service.ingest.IngestJournal;
import dev.heartwood.service.ingest.JournalRecord;
import dev.heartwood.service.query.Condition;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Reads the journal for one asker, record by record as it is asked; holds one record's entries.
 *
 * <p><b>Threads:</b> one reads; any closes.
 */
final class JournalFeed implements EntryFeed {
  private final IngestJournal journal;
  private final JournalReader reader;
  private final Condition where;
  private final Supplier<Visible> visible;
  private final long end;
  private final long maxLag;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Queue<Item> ready = new ArrayDeque<>();
  private long nextSequence;
  private long entriesBefore = -1; // of the record that is read next; -1 when nothing was read
  private long fromSequence;

  /**
   * @param fromSequence of entries; those before it are passed over
   * @param end sequence of the journal's record at which it ends; {@link Long#MAX_VALUE} never
   * @param maxLag entries that it may be behind before it skips them; {@link Long#MAX_VALUE} any
   */
  JournalFeed(
      IngestJournal journal,
      JournalReader reader,
      Condition where,
      Supplier<Visible> visible,
      long fromSequence,
      long end,
      long maxLag,
      Runnable onClose) {
    this.journal = journal;
    this.reader = reader;
    this.where = where;
    this.visible = visible;
    this.fromSequence = fromSequence;
    this.end = end;
    this.maxLag = maxLag;
    this.onClose = onClose;
    nextSequence = Math.max(fromSequence, Sequences.of(reader.nextSequence(), 0));
  }

  @Override
  public Item next(Duration timeout) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      Item item = ready.poll();
      if (item != null) {
        nextSequence = after(item);
        return item;
      }
      nextSequence = Math.max(nextSequence, Sequences.of(reader.nextSequence(), 0));
      if (closed.get() || reader.nextSequence() >= end) {
        return END;
      }
      if (skipIfFarBehind()) {
        continue;
      }
      if (reader.next()) {
        read(JournalRecord.of(reader));
      } else if (closed.get() || reader.isEnded()) {
        return END;
      } else if (reader.nextSequence() < end) { // else what was before the end is gone
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return NOTHING;
        }
        if (reader.next(Duration.ofNanos(left))) {
          read(JournalRecord.of(reader));
        }
      }
    }
  }

  private static long after(Item item) {
    return item instanceof Entry entry
        ? entry.entry().sequence() + 1
        : item instanceof Gap gap ? gap.next() : 0;
  }

  private void read(JournalRecord record) throws IOException {
    if (reader.missing() > 0 && entriesBefore >= 0 && record.entriesBefore() > entriesBefore) {
      ready.add(
          new Gap(record.entriesBefore() - entriesBefore, Sequences.of(record.sequence(), 0)));
    }
    entriesBefore = record.entriesBefore() + record.entryCount();
    if (record.sequence() >= end) {
      return;
    }
    List<LogEntry> entries = record.entries();
    if (entries.isEmpty()) {
      return;
    }
    Visible now = visible.get();
    for (LogEntry entry : entries) {
      if (entry.sequence() >= fromSequence && where.test(entry) && now.test(entry)) {
        ready.add(new Entry(entry));
      }
    }
  }

  /** Past what has come in meanwhile; how much that was the next record says. */
  private boolean skipIfFarBehind() throws IOException {
    if (entriesBefore < 0 || journal.entries() - entriesBefore <= maxLag || reader.behind() == 0) {
      return false;
    }
    reader.moveTo(reader.nextSequence() + reader.behind() - 1);
    if (!reader.next()) {
      return false;
    }
    JournalRecord record = JournalRecord.of(reader);
    long missed = record.entriesBefore() - entriesBefore;
    if (missed > 0) {
      ready.add(new Gap(missed, Sequences.of(record.sequence(), 0)));
    }
    entriesBefore = record.entriesBefore();
    read(record);
    return true;
  }

  @Override
  public long nextSequence() {
    return nextSequence;
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      onClose.run();
      reader.close();
    }
  }
}
