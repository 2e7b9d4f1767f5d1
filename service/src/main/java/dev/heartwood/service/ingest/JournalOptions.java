package dev.heartwood.service.ingest;

import dev.heartwood.StatusReporter;
import dev.heartwood.journal.JournalConfig;
import java.nio.file.Path;
import java.time.Clock;

/**
 * How an {@link IngestJournal} behaves.
 *
 * @param directory that holds the ledger, and the journal in a directory of its own
 * @param maxRememberedKeys idempotency keys, and as many client ids
 */
public record JournalOptions(
    Path directory,
    Durability durability,
    int segmentBytes,
    long maxBytes,
    int maxServices,
    int maxRememberedKeys,
    IdStrategy ids,
    int machine,
    Clock clock,
    StatusReporter status) {
  static final int RECORDS_PER_SEGMENT = 4;

  JournalConfig toJournalConfig() {
    return new JournalConfig(
        "ingest",
        segmentBytes,
        JournalConfig.DEFAULT_SEGMENT_AGE,
        maxBytes,
        JournalConfig.FOREVER,
        true,
        segmentBytes / RECORDS_PER_SEGMENT,
        new ZstdCodec(),
        clock);
  }
}
