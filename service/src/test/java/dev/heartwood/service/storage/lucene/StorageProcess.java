package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.storage.EntrySource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Adds entries to an index without end, from what it has committed; prints what it has committed
 * after each commit. What an entry is follows from its sequence.
 */
final class StorageProcess {
  private static final Instant START = Instant.parse("2026-03-10T00:00:00Z");

  static final EntrySource ENTRIES =
      new EntrySource() {
        @Override
        public LogEntry entry(long sequence) {
          return StorageProcess.entry(sequence);
        }

        @Override
        public String message(long sequence) {
          return entry(sequence).content().message();
        }

        @Override
        public long sequenceOf(String id) {
          return Long.parseLong(id.substring("id-".length()));
        }
      };

  private StorageProcess() {}

  static LogEntry entry(long sequence) {
    Random random = new Random(sequence * 31);
    Instant time =
        START.plus(Duration.ofHours(random.nextInt(96))).plusMillis(random.nextInt(3_600_000));
    String message = "entry " + sequence + " of " + random.nextInt(100);
    LogContent content = LogContent.of(Severity.INFO, "s" + random.nextInt(5), message);
    return new LogEntry("id-" + sequence, sequence, time, time, content);
  }

  static List<LogEntry> entries(long from, long until) {
    List<LogEntry> entries = new ArrayList<>();
    for (long sequence = from; sequence < until; sequence++) {
      entries.add(entry(sequence));
    }
    return entries;
  }

  public static void main(String[] arguments) throws Exception {
    LuceneOptions options = LuceneOptions.DEFAULT.withOpenPartitions(2).withBufferBytes(1 << 20);
    Random random = new Random(Long.parseLong(arguments[1]));
    LuceneStorage storage = LuceneStorage.open(Path.of(arguments[0]), ENTRIES, options);
    for (long next = storage.committed(); ; ) {
      long until = next + 1 + random.nextInt(200);
      storage.add(entries(next, until));
      next = until;
      int chance = random.nextInt(10);
      if (chance < 3) {
        storage.commit();
        System.out.println(storage.committed());
      } else if (chance < 6) {
        storage.refresh();
      } else if (chance == 6) {
        storage.seal(START.plus(Duration.ofDays(2)));
      }
    }
  }
}
