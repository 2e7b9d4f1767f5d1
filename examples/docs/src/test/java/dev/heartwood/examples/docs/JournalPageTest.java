package dev.heartwood.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.EpochNanos;
import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalBatch;
import dev.heartwood.journal.JournalConfig;
import dev.heartwood.journal.JournalFiles;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.journal.SegmentCodec;
import dev.heartwood.journal.SegmentFile;
import dev.heartwood.journal.Visibility;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of docs/journal.md. */
class JournalPageTest {
  @TempDir Path directory;

  private final List<String> delivered = new ArrayList<>();

  @Test
  void appends_reads_and_looks() throws Exception {
    try (Journal journal = Journal.open(directory, JournalConfig.DEFAULT)) {
      byte[] payload = "order 42 placed".getBytes(StandardCharsets.UTF_8);
      long sequence = journal.append(EpochNanos.of(Instant.now()), payload, 0, payload.length);
      journal.awaitDurable(sequence);
    }

    Journal journal = Journal.open(directory, JournalConfig.DEFAULT);
    appendMany(
        journal,
        EpochNanos.of(Instant.now()),
        List.of("b".getBytes(StandardCharsets.UTF_8), "c".getBytes(StandardCharsets.UTF_8)));
    deliverAll(journal);
    journal.close();
    assertThat(delivered).containsExactly("order 42 placed", "b", "c");

    JournalFiles files = JournalFiles.read(directory, SegmentCodec.GZIP);
    for (SegmentFile each : files.segments()) {
      System.out.println(each.path() + " " + each.first() + " to " + each.end());
    }
    assertThat(files.end()).isEqualTo(3);
  }

  private static void appendMany(Journal journal, long now, List<byte[]> payloads)
      throws Exception {
    JournalBatch batch = journal.newBatch();
    for (byte[] payload : payloads) {
      batch.add(now, payload, 0, payload.length);
    }
    long first = journal.appendDurable(batch); // the others follow
    batch.clear();
    assertThat(first).isEqualTo(1);
  }

  private void deliverAll(Journal journal) throws Exception {
    try (JournalReader reader = journal.reader("mailer", Visibility.DURABLE)) {
      while (reader.next(Duration.ofSeconds(1))) { // waits for the next one
        deliver(reader.epochNanos(), reader.payload());
        reader.commit();
      }
    }
  }

  private void deliver(long epochNanos, byte[] payload) {
    assertThat(epochNanos).isPositive();
    delivered.add(new String(payload, StandardCharsets.UTF_8));
  }
}
