package dev.heartwood.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.EpochNanos;
import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalConfig;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.journal.SegmentCodec;
import dev.heartwood.journal.Visibility;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A journal with payloads of any kind. */
class JournalDirectoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant TIME = Instant.parse("2026-11-20T10:00:00Z");
  private static final int RECORD_BYTES = 32;

  @TempDir Path dir;

  @Test
  void inspect_shows_segments_epochs_and_how_far_readers_are() throws Exception {
    Path journal = journal(10);
    try (Journal open = Journal.open(journal, config())) {
      try (JournalReader mailer = open.reader("mailer", Visibility.WRITTEN)) {
        for (int i = 0; i < 4; i++) {
          mailer.next();
        }
        mailer.commit();
      }
      Run run = Run.of("inspect", journal);
      assertThat(run.fact("state")).isEqualTo("in use");
      assertThat(run.fact("held by")).isEqualTo("process " + ProcessHandle.current().pid());
    }
    Map<String, Integer> before = contents(journal);
    Run run = Run.of("inspect", journal);

    assertThat(run.code()).isZero();
    assertThat(run.fact("kind")).isEqualTo("journal");
    assertThat(run.fact("state")).isEqualTo("clean");
    assertThat(run.fact("held by")).isEqualTo("nobody");
    assertThat(run.fact("records")).isEqualTo("10");
    assertThat(run.fact("end sequence")).isEqualTo("10");
    assertThat(run.fact("same boot as now")).isEqualTo("yes");
    assertThat(run.out())
        .contains("  name mailer, at 4, epoch 1, lag 6\n", "  epoch 1, from 0\n")
        .containsPattern("  file 0000000000\\.(segment|sealed), epoch 1, first 0, end 10, bytes ");
    JsonNode json = JSON.readTree(Run.of("inspect", journal, "--format", "json").out());
    assertThat(json.path("readers").path(0).path("lag").asInt()).isEqualTo(6);
    assertThat(json.path("segments").path(0).path("first").asInt()).isZero();
    assertThat(contents(journal)).isEqualTo(before);
  }

  @Test
  void dump_shows_text_as_text_and_anything_else_as_digits() throws Exception {
    Path journal = dir.resolve("journal");
    try (Journal open = Journal.open(journal, config())) {
      append(open, 0, "plain \u001B[31m\r\nforged".getBytes(StandardCharsets.UTF_8));
      append(open, 1, new byte[] {(byte) 0xFF, 0, 10});
      append(open, 2, new byte[0]);
    }
    Run text = Run.of("dump", journal);

    assertThat(text.code()).isZero();
    assertThat(text.lines())
        .containsExactly(
            "2026-11-20T10:00:00Z sequence 0: plain \\u001B[31m\\r\\nforged",
            "2026-11-20T10:00:01Z sequence 1: 0xff000a",
            "2026-11-20T10:00:02Z sequence 2: ");
    Run json = Run.of("dump", journal, "--format", "JSON");
    JsonNode first = JSON.readTree(json.lines().get(0));
    assertThat(first.path("payload").asString()).isEqualTo("plain \u001B[31m\r\nforged");
    assertThat(first.path("@timestamp").asString()).isEqualTo("2026-11-20T10:00:00Z");
    JsonNode second = JSON.readTree(json.lines().get(1));
    assertThat(second.path("sequence").asInt()).isEqualTo(1);
    assertThat(second.path("payload_hex").asString()).isEqualTo("ff000a");
    assertThat(json.out()).doesNotContain("\u001B", "\r");
  }

  @Test
  void dump_selects_by_sequence_and_time() throws Exception {
    Path journal = journal(10);

    assertThat(Run.of("dump", journal, "--from", 3, "--to", 5).lines())
        .extracting(line -> line.split(" ", 2)[1])
        .containsExactly("sequence 3: record 3", "sequence 4: record 4");
    assertThat(Run.of("dump", journal, "--from", "2026-11-20T10:00:07.5Z", "--limit", 1).lines())
        .singleElement()
        .asString()
        .endsWith("record 8");
    assertThat(Run.of("dump", journal, "--to", "2026-11-20T10:00:02").lines()).hasSize(2);
    assertThat(Run.of("dump", journal, "--from", 99).lines()).isEmpty();
    assertThat(Run.of("dump", journal, "--level", "TRACE").lines()).isEmpty();
    Run undelivered = Run.of("dump", journal, "--undelivered");
    assertThat(undelivered.code()).isEqualTo(2);
    assertThat(undelivered.err())
        .isEqualTo(
            "heartwood-tool: --undelivered must be used with a ring file or a spool, was with the"
                + " journal ["
                + journal
                + "]\n");
  }

  @Test
  void a_flipped_bit_costs_one_record_and_is_told() throws Exception {
    Path journal = journal(10);
    flip(journal.resolve("0000000000.segment"), 4096 + 3 * RECORD_BYTES + 30);
    Map<String, Integer> before = contents(journal);
    Run verify = Run.of("verify", journal);

    assertThat(verify.code()).isEqualTo(1);
    assertThat(verify.lines())
        .containsExactly(
            journal + ": journal, 9 good records, damaged",
            "  damaged: record 3 cannot be read, 0000000000.segment");
    Run dump = Run.of("dump", journal);
    assertThat(dump.code()).isEqualTo(1);
    assertThat(dump.lines()).hasSize(9);
    assertThat(dump.err())
        .isEqualTo("heartwood-tool: record 3 cannot be read, 0000000000.segment\n");
    Path saved = dir.resolve("saved");
    Run recover = Run.of("recover", journal, "--to", saved);
    assertThat(recover.code()).isEqualTo(1);
    assertThat(recover.lines())
        .containsExactly(
            "9 records saved to " + saved,
            "not saved: record 3 cannot be read, 0000000000.segment");
    assertThat(contents(journal)).isEqualTo(before);
    assertThat(Run.of("verify", saved).code()).isZero();
    assertThat(Run.of("dump", saved, "--from", 3, "--limit", 1).lines())
        .containsExactly("2026-11-20T10:00:04Z sequence 3: record 4");
  }

  @Test
  void several_lost_records_are_one_place_also_at_the_end() throws Exception {
    Path journal = journal(10);
    for (int record = 7; record < 10; record++) {
      flip(journal.resolve("0000000000.segment"), 4096 + record * RECORD_BYTES + 30);
    }

    assertThat(Run.of("verify", journal).lines())
        .contains("  damaged: records 7 to 9 cannot be read, 0000000000.segment");
  }

  @Test
  void a_write_that_was_cut_off_is_no_damage() throws Exception {
    Path journal = journal(10);
    Path segment = journal.resolve("0000000000.segment");
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.setLength(4096 + 9 * RECORD_BYTES + 20);
    }
    Run run = Run.of("verify", journal);

    assertThat(run.code()).isZero();
    assertThat(run.lines())
        .containsExactly(
            journal + ": journal, 9 good records, sound",
            "  note: 20 bytes at the end are of a write that was cut off");
    assertThat(Run.of("inspect", journal).fact("state")).isEqualTo("not closed");
  }

  @Test
  void segments_without_a_header_are_counted() throws Exception {
    Path journal = dir.resolve("journal");
    JournalConfig small = config(JournalConfig.MIN_SEGMENT_BYTES, SegmentCodec.NONE);
    try (Journal open = Journal.open(journal, small)) {
      for (int i = 0; i < 300; i++) {
        append(open, i, new byte[1000]);
      }
    }
    Path middle = journal.resolve("0000000001.segment");
    Files.write(middle, new byte[] {1, 2, 3});
    Run run = Run.of("verify", journal);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("  damaged: 1 segments have no readable header\n");
    assertThat(run.out()).containsPattern("damaged: records [0-9]+ to [0-9]+ cannot be read");
    assertThat(middle).hasBinaryContent(new byte[] {1, 2, 3});
  }

  @Test
  void compressed_segments_are_read_and_a_bad_block_is_told() throws Exception {
    Path journal = dir.resolve("journal");
    JournalConfig small = config(JournalConfig.MIN_SEGMENT_BYTES, SegmentCodec.GZIP);
    try (Journal open = Journal.open(journal, small)) {
      for (int i = 0; i < 200; i++) {
        append(open, i, ("record " + i + " ".repeat(900)).getBytes(StandardCharsets.UTF_8));
      }
      open.maintain();
    }
    Path sealed = journal.resolve("0000000000.sealed");
    assertThat(sealed).exists();
    assertThat(Run.of("verify", journal).out()).contains("200 good records, sound");
    flip(sealed, 4096 + 20);

    Run run = Run.of("verify", journal);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .containsPattern("damaged: records 0 to [0-9]+ cannot be read, 0000000000");
  }

  @Test
  void a_journal_of_another_version_is_refused() throws Exception {
    Path journal = journal(1);
    for (int copy = 0; copy < 2; copy++) {
      flip(journal.resolve("0000000000.segment"), copy * 2048 + 6);
    }
    Run run = Run.of("verify", journal);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("heartwood-tool: segment must be of version 1, was 0.0");
  }

  @Test
  void a_journal_may_be_read_while_it_is_written() throws Exception {
    Path journal = journal(3);
    try (Journal open = Journal.open(journal, config())) {
      append(open, 3, "record 3".getBytes(StandardCharsets.UTF_8));
      Run run = Run.of("dump", journal);

      assertThat(run.code()).isZero();
      assertThat(run.lines()).hasSize(4);
      assertThat(run.err()).contains("is in use by process " + ProcessHandle.current().pid());
      append(open, 4, "record 4".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(Run.of("dump", journal).lines()).hasSize(5);
  }

  private Path journal(int records) throws IOException {
    Path journal = dir.resolve("journal");
    try (Journal open = Journal.open(journal, config())) {
      for (int i = 0; i < records; i++) {
        append(open, i, String.format("record %d", i).getBytes(StandardCharsets.UTF_8));
      }
    }
    return journal;
  }

  private static void append(Journal journal, int second, byte[] payload) throws IOException {
    journal.append(EpochNanos.of(TIME.plusSeconds(second)), payload, 0, payload.length);
  }

  private static JournalConfig config() {
    return config(1 << 20, SegmentCodec.GZIP);
  }

  private static JournalConfig config(int segmentBytes, SegmentCodec codec) {
    return new JournalConfig(
        "journal",
        segmentBytes,
        JournalConfig.DEFAULT_SEGMENT_AGE,
        JournalConfig.DEFAULT_MAX_BYTES,
        JournalConfig.FOREVER,
        false,
        1024,
        codec,
        Clock.systemUTC());
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(at);
      int old = raw.read();
      raw.seek(at);
      raw.write(old ^ 1);
    }
  }

  private static Map<String, Integer> contents(Path directory) throws IOException {
    Map<String, Integer> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path each : files.toList()) {
        all.put(each.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(each)));
      }
    }
    return all;
  }
}
