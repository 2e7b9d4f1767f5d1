package dev.heartwood.service;

import dev.heartwood.journal.JournalReader;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.ingest.IngestJournal;
import dev.heartwood.service.ingest.JournalRecord;
import dev.heartwood.service.storage.LogStorage;
import dev.heartwood.service.storage.StorageInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the journal from end to end, with its checksums and all entries in it, has the index check
 * itself, and compares the two: of each request one entry, up to ten thousand, must be found as it
 * is. While entries come in, up to where the journal was at the beginning.
 */
final class Verification {
  private static final int MAX_PROBLEMS = 100;
  private static final int PROBES = 10_000;

  private final IngestJournal journal;
  private final LogStorage storage;
  private final IndexView index;
  private final Supplier<Visible> visible;
  private final Progress progress;
  private final List<String> problems = new ArrayList<>();
  private long requests;
  private long entries;
  private long indexed; // all entries before it are to be found

  Verification(
      IngestJournal journal,
      LogStorage storage,
      IndexView index,
      Supplier<Visible> visible,
      Progress progress) {
    this.journal = journal;
    this.storage = storage;
    this.index = index;
    this.visible = visible;
    this.progress = progress;
  }

  VerifyReport run() throws IOException {
    for (String problem : storage.verify()) {
      add("index: " + problem);
    }
    indexed = storage.committed();
    index.show(); // what is committed need not be
    readJournal();
    return new VerifyReport(requests, entries, storage.info().entries(), problems);
  }

  private void readJournal() throws IOException {
    long first = journal.journal().first();
    long end = journal.visibleEnd();
    long step = Math.max(1, (end - first) / PROBES);
    StorageInfo info = storage.info();
    long expected = -1;
    long missing = 0;
    try (JournalReader reader = journal.journal().reader(first, journal.visibility())) {
      while (reader.nextSequence() < end && reader.next()) {
        JournalRecord record = JournalRecord.of(reader);
        missing += reader.missing();
        if (reader.missing() > 0) {
          add(reader.missing() + " records before record " + record.sequence() + " are missing");
        } else if (expected >= 0 && record.entriesBefore() != expected) {
          add(
              "record "
                  + record.sequence()
                  + " must have "
                  + expected
                  + " entries before it, had "
                  + record.entriesBefore());
        }
        expected = record.entriesBefore() + record.entryCount();
        read(record, record.sequence() % step == 0, info);
        progress.at("journal", reader.nextSequence() - first, end - first);
      }
      long atEnd = reader.damaged() + reader.retired() - missing;
      if (atEnd > 0) {
        add(atEnd + " records at the end are missing");
      }
    }
  }

  private void read(JournalRecord record, boolean probe, StorageInfo info) {
    requests++;
    try {
      List<LogEntry> all = record.entries();
      entries += all.size();
      if (probe && !all.isEmpty()) {
        compare(all.get((int) (record.sequence() % all.size())), info);
      }
    } catch (IOException e) {
      add(String.valueOf(e.getMessage()));
    }
  }

  /** Entries older than the oldest in the index went with their days. */
  private void compare(LogEntry entry, StorageInfo info) throws IOException {
    boolean expected =
        entry.sequence() < indexed
            && info.oldest() != null
            && !entry.timestamp().isBefore(info.oldest())
            && visible.get().test(entry);
    if (expected) {
      Optional<LogEntry> found = storage.get(entry.id());
      if (!found.equals(Optional.of(entry))) {
        add(
            "entry "
                + entry.id()
                + (found.isEmpty() ? " is not" : " is another one")
                + " in the index");
      }
    }
  }

  private void add(String problem) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(problem);
    }
  }
}
