package dev.heartwood.tool;

import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalLong;
import org.slf4j.event.Level;

/**
 * A new journal with the same payloads and timestamps. Sequences begin at 0 again, and nothing is
 * ever deleted to make room.
 */
final class SalvageJournal implements Salvage {
  private static final int SEGMENT_BYTES = 16 << 20;
  private static final int MAX_RECORD_BYTES = SEGMENT_BYTES / 4;

  private final Journal journal;
  private long saved;
  private long refused;

  SalvageJournal(Path directory, Console console) throws IOException {
    JournalConfig config =
        new JournalConfig(
            "recovered",
            SEGMENT_BYTES,
            JournalConfig.DEFAULT_SEGMENT_AGE,
            Long.MAX_VALUE,
            JournalConfig.FOREVER,
            false,
            MAX_RECORD_BYTES,
            JournalConfig.DEFAULT.codec(),
            Clock.systemUTC());
    journal =
        Journal.open(
            directory,
            config,
            (level, text, cause) -> {
              if (level.toInt() >= Level.WARN.toInt()) {
                console.note(text);
              }
            });
  }

  @Override
  public void add(Records records, Payload payload) throws IOException {
    if (records.length() > MAX_RECORD_BYTES) {
      refused++;
      return;
    }
    OptionalLong appended = records.epochNanos();
    long epochNanos = appended.orElse(payload.epochNanos());
    journal.append(epochNanos, records.buffer(), records.offset(), records.length());
    saved++;
  }

  @Override
  public void finish() throws IOException {
    if (saved > 0) {
      journal.awaitDurable(journal.end() - 1);
    }
  }

  @Override
  public long saved() {
    return saved;
  }

  @Override
  public long refused() {
    return refused;
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
