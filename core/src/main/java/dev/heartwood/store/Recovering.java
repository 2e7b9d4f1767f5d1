package dev.heartwood.store;

import dev.heartwood.LogRecord;
import dev.heartwood.StatusReporter;
import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.journal.Visibility;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Makes a store again what it was: the checkpoint's winners, the log from where it began then, and
 * the appends since, one by one. Sequences are those of the journal, so what it cannot read leaves
 * a place, which a record fills that says so.
 *
 * <p><b>Threads:</b> one, before there are others.
 */
final class Recovering {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final StoreConfig config;
  private final StoreState state;
  private final Journal journal;
  private final StoreEntry entry;
  private long known; // below it the winners come from the checkpoint
  private long restored;
  private long replayed;
  private long lost;

  Recovering(StoreConfig config, StoreState state, Journal journal, StoreEntry entry) {
    this.config = config;
    this.state = state;
    this.journal = journal;
    this.entry = entry;
  }

  StoreRecovery run(Checkpoints checkpoints, StatusReporter status) throws IOException {
    Checkpoint used = checkpoints.newest(journal);
    long wanted = 0;
    if (used != null) {
      known = used.end().sequence();
      wanted = used.base();
    }
    long first = Math.max(wanted, journal.first());
    lost = first - wanted;
    if (used == null) {
      state.startAt(first);
    } else {
      state.restore(used, first);
    }
    read(first);
    if (lost > 0) {
      status.error(
          "store "
              + config.name()
              + ": "
              + lost
              + " records are lost, the journal has them no more",
          null);
    }
    return new StoreRecovery(
        used == null ? -1 : known,
        checkpoints.bad(),
        used == null ? 0 : used.winners().size(),
        restored,
        replayed,
        lost);
  }

  private void read(long first) throws IOException {
    long received = 0;
    try (JournalReader reader = journal.reader(first, Visibility.WRITTEN)) {
      while (reader.next()) {
        received = reader.epochNanos() / NANOS_PER_MILLI;
        fill(reader.sequence(), received);
        try {
          LogRecord record = entry.read(reader.buffer(), reader.offset(), reader.length());
          take(entry.key(), record, received);
        } catch (IOException e) {
          fill(reader.sequence() + 1, received);
        }
      }
    }
    fill(journal.end(), received);
  }

  private void take(@Nullable String key, LogRecord record, long received) {
    if (state.log().end() < known) {
      state.restore(key, record, received);
      restored++;
    } else {
      state.append(key, record, received, RecordSize.estimate(record));
      replayed++;
    }
  }

  private void fill(long to, long received) {
    if (state.log().end() >= to) {
      return;
    }
    LogRecord notice =
        LogRecord.of(
            Instant.ofEpochMilli(received),
            Level.WARN,
            config.name(),
            "a record that stood here is lost: the journal cannot read it");
    while (state.log().end() < to) {
      take(null, notice, received);
      lost++;
    }
  }
}
