package dev.heartwood.journal;

import static dev.heartwood.journal.Payloads.append;
import static dev.heartwood.journal.Payloads.readAll;
import static dev.heartwood.journal.Payloads.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.disk.DiskFile;
import dev.heartwood.disk.SimulatedDisk;
import dev.heartwood.disk.SimulatedDisk.Call;
import dev.heartwood.disk.SimulatedDisk.Crash;
import dev.heartwood.disk.SimulatedDisk.Fault;
import dev.heartwood.journal.Payloads.Read;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What is kept of a journal that was not closed, or was damaged, and what is counted. */
class RecoveryTest {
  private static final Path DIRECTORY = Path.of("/journal");
  private static final Path FIRST = DIRECTORY.resolve("0000000000.segment");
  private static final JournalConfig CONFIG =
      JournalConfig.DEFAULT
          .withSegmentBytes(JournalConfig.MIN_SEGMENT_BYTES)
          .withCodec(SegmentCodec.NONE);
  private static final int FRAME = Frames.size(8);

  private final SimulatedDisk disk = new SimulatedDisk(7);
  private final AtomicLong random = new AtomicLong(1);

  private Journal open(SimulatedDisk on) throws IOException {
    return Journal.open(
        on, DIRECTORY, CONFIG, (l, m, c) -> {}, () -> random.addAndGet(0x9E3779B97F4A7C15L), true);
  }

  private static void overwrite(SimulatedDisk on, Path path, long position, byte[] bytes)
      throws IOException {
    try (DiskFile file = on.open(path)) {
      file.write(position, bytes, 0, bytes.length);
      file.force();
    }
  }

  private static long frame(int number) {
    return SegmentHeader.BYTES + (long) number * FRAME;
  }

  private static void appendNumbered(Journal journal, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      byte[] payload = Payloads.numbered(journal.end(), 8);
      journal.append(journal.end(), payload, 0, payload.length);
    }
  }

  private static List<Long> sequences(Journal journal) throws IOException {
    try (JournalReader reader = journal.reader(0, Visibility.WRITTEN)) {
      List<Long> sequences = new ArrayList<>();
      while (reader.next()) {
        assertThat(Payloads.number(reader.payload())).isEqualTo(reader.sequence());
        sequences.add(reader.sequence());
      }
      return sequences;
    }
  }

  @Test
  void a_tail_cut_at_any_byte_costs_only_the_record_that_was_cut() throws Exception {
    appendNumbered(open(disk), 3);
    for (long cut = frame(1); cut <= frame(3); cut++) {
      SimulatedDisk killed = disk.afterKill();
      try (DiskFile file = killed.open(FIRST)) {
        file.truncate(cut);
      }
      try (Journal journal = open(killed)) {
        long whole = (cut - SegmentHeader.BYTES) / FRAME;
        assertThat(journal.end()).isEqualTo(whole);
        assertThat(sequences(journal)).hasSize((int) whole);
        RecoveryReport report = journal.stats().recovery();
        assertThat(report.scannedRecords()).isEqualTo(whole);
        assertThat(report.tornBytes()).isLessThanOrEqualTo(cut - frame((int) whole));
        assertThat(report.damagedRecords()).isZero();
        appendNumbered(journal, 1);
        assertThat(sequences(journal)).hasSize((int) whole + 1);
      }
    }
  }

  @Test
  void a_bad_record_in_the_middle_is_skipped_and_counted() throws Exception {
    appendNumbered(open(disk), 10);
    SimulatedDisk killed = disk.afterKill();
    overwrite(killed, FIRST, frame(4) + 3, new byte[2 * FRAME]);

    try (Journal journal = open(killed);
        JournalReader reader = journal.reader(0, Visibility.WRITTEN)) {
      assertThat(journal.stats().recovery().damagedRecords()).isEqualTo(3);
      assertThat(journal.end()).isEqualTo(10);
      assertThat(readAll(reader))
          .extracting(Read::sequence)
          .containsExactly(0L, 1L, 2L, 3L, 7L, 8L, 9L);
      assertThat(reader.damaged()).isEqualTo(3);
    }
  }

  @Test
  void after_a_restart_of_the_machine_a_gap_ends_the_journal_unless_it_was_durable()
      throws Exception {
    Journal writing = open(disk);
    appendNumbered(writing, 5);
    writing.awaitDurable(4);
    appendNumbered(writing, 5);
    SimulatedDisk durableGap = allWritten();
    overwrite(durableGap, FIRST, frame(2), new byte[FRAME]);
    try (Journal journal = open(durableGap)) {
      assertThat(sequences(journal)).containsExactly(0L, 1L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
      assertThat(journal.stats().recovery().damagedRecords()).isEqualTo(1);
      assertThat(journal.stats().recovery().tornRecords()).isZero();
    }

    SimulatedDisk tornGap = allWritten();
    overwrite(tornGap, FIRST, frame(6), new byte[FRAME]);
    try (Journal journal = open(tornGap)) {
      assertThat(sequences(journal)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
      assertThat(journal.end()).isEqualTo(6);
      assertThat(journal.stats().recovery().tornRecords()).isEqualTo(3);
      assertThat(journal.stats().recovery().tornBytes()).isEqualTo(4 * FRAME);
    }
  }

  /** An image after a loss of power that happens to hold every byte. */
  private SimulatedDisk allWritten() throws IOException {
    byte[] all = disk.bytes(FIRST);
    for (long seed = 0; ; seed++) {
      SimulatedDisk image = disk.afterPowerLoss(seed);
      if (image.exists(FIRST) && Arrays.equals(image.bytes(FIRST), all)) {
        return image;
      }
    }
  }

  @Test
  void a_frame_inside_of_a_payload_is_not_taken_for_one_of_the_journal() throws Exception {
    Journal journal = open(disk);
    appendNumbered(journal, 2);
    byte[] stolen = new byte[FRAME + 8];
    System.arraycopy(disk.bytes(FIRST), (int) frame(1), stolen, 8, FRAME);
    Frames.putInt(stolen, 8 + 8, 3); // as if it were the next record
    Frames.putInt(stolen, 8, Frames.checksum(stolen, 8, 8, 0, new CRC32C()));
    journal.append(0, stolen, 0, stolen.length);
    byte[] last = Payloads.numbered(3, 8);
    journal.append(3, last, 0, last.length);
    SimulatedDisk killed = disk.afterKill();
    overwrite(killed, FIRST, frame(2), new byte[8]); // the record around it is bad

    try (Journal recovered = open(killed);
        JournalReader reader = recovered.reader(2, Visibility.WRITTEN)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.sequence()).isEqualTo(3);
      assertThat(reader.epochNanos()).isEqualTo(3);
      assertThat(reader.missing()).isEqualTo(1);
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void a_segment_with_an_unreadable_header_is_set_aside_and_its_records_are_missing()
      throws Exception {
    try (Journal journal = open(disk)) {
      while (journal.stats().segments() < 3) {
        appendNumbered(journal, 10);
      }
    }
    Path second = DIRECTORY.resolve("0000000001.segment");
    assertThat(disk.exists(second)).isTrue();
    overwrite(disk, second, 16, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    overwrite(disk, second, 2048 + 16, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

    try (Journal journal = open(disk);
        JournalReader reader = journal.reader(0, Visibility.WRITTEN)) {
      assertThat(journal.stats().recovery().damagedSegments()).isEqualTo(1);
      assertThat(disk.exists(DIRECTORY.resolve("0000000001.damaged"))).isTrue();
      int read = readAll(reader).size();
      assertThat(reader.damaged()).isPositive();
      assertThat(read + reader.damaged()).isEqualTo(journal.end());
    }
  }

  @Test
  void a_segment_that_somebody_cut_costs_what_was_cut() throws Exception {
    try (Journal journal = open(disk)) {
      while (journal.stats().segments() < 2) {
        appendNumbered(journal, 10);
      }
      try (DiskFile file = disk.open(FIRST)) {
        file.truncate(frame(100));
      }
      try (JournalReader reader = journal.reader(0, Visibility.WRITTEN)) {
        List<Read> read = readAll(reader);
        assertThat(read.get(99).sequence()).isEqualTo(99);
        assertThat(read.get(100).missing()).isEqualTo(reader.damaged()).isPositive();
        assertThat(read.size() + reader.damaged()).isEqualTo(journal.end());
      }
    }
  }

  @Test
  void refuses_what_a_later_version_wrote_and_leaves_it_alone() throws Exception {
    try (Journal journal = open(disk)) {
      appendNumbered(journal, 1);
    }
    overwrite(disk, FIRST, 6, new byte[] {2, 5});
    overwrite(disk, FIRST, 2048 + 6, new byte[] {2, 5});
    byte[] before = disk.bytes(FIRST);

    assertThatThrownBy(() -> open(disk))
        .isInstanceOf(UnknownVersionException.class)
        .hasMessage(
            "segment must be of version 1, was 2.5: open it with the version that wrote it");
    assertThat(disk.bytes(FIRST)).isEqualTo(before);
  }

  @Test
  void refuses_a_segment_of_another_journal() throws Exception {
    try (Journal journal = open(disk)) {
      appendNumbered(journal, 1);
    }
    SimulatedDisk other = new SimulatedDisk(8);
    try (Journal journal = open(other)) {
      appendNumbered(journal, 1);
    }
    byte[] foreign = other.bytes(FIRST);
    try (DiskFile file = disk.create(DIRECTORY.resolve("0000000009.segment"))) {
      file.write(0, foreign, 0, foreign.length);
      // one whose first sequence is not void
      SegmentHeader header = SegmentHeader.parse(foreign);
      byte[] later =
          new SegmentHeader(
                  header.key(),
                  header.journalId(),
                  9,
                  1,
                  5,
                  5,
                  0,
                  0,
                  header.bootId(),
                  0,
                  header.epochStarts(),
                  0,
                  0,
                  "")
              .toBytes();
      file.write(0, later, 0, later.length);
    }

    assertThatThrownBy(() -> open(disk))
        .hasMessage(
            "/journal/0000000009.segment belongs to another journal than"
                + " /journal/0000000000.segment");
  }

  @Test
  void names_the_codec_that_it_does_not_have() throws Exception {
    SegmentCodec reversed =
        new SegmentCodec() {
          @Override
          public String name() {
            return "reversed";
          }

          @Override
          public byte[] compress(byte[] bytes, int offset, int length) {
            byte[] out = new byte[length];
            for (int i = 0; i < length; i++) {
              out[length - 1 - i] = bytes[offset + i];
            }
            return out;
          }

          @Override
          public void decompress(byte[] bytes, int offset, int length, byte[] into) {
            System.arraycopy(compress(bytes, offset, length), 0, into, 0, into.length);
          }
        };
    JournalConfig config = CONFIG.withCodec(reversed);
    try (Journal journal = Journal.open(disk, DIRECTORY, config, (l, m, c) -> {}, () -> 42, true)) {
      while (journal.stats().sealedSegments() < 1) {
        appendNumbered(journal, 10);
      }
      assertThat(sequences(journal)).hasSize((int) journal.end());
    }

    try (Journal journal = open(disk);
        JournalReader reader = journal.reader(0, Visibility.WRITTEN)) {
      assertThatThrownBy(reader::next)
          .hasMessage(
              "segment is sealed with codec 'reversed', which is neither the configured one"
                  + " ('none') nor gzip");
    }
  }

  @Test
  void forgets_the_oldest_of_very_many_epochs() throws Exception {
    Epochs epochs = Epochs.first();
    for (int i = 1; i < 200; i++) {
      epochs = epochs.then(10L * i);
    }

    assertThat(epochs.starts()).hasSize(SegmentHeader.MAX_EPOCH_STARTS);
    assertThat(epochs.current()).isEqualTo(200);
    assertThat(epochs.position(1_995)).isEqualTo(new Position(200, 1_995));
    assertThat(epochs.position(1_985)).isEqualTo(new Position(199, 1_985));
    assertThat(epochs.agreedEnd(new Position(199, 1_999), 5_000)).isEqualTo(1_990);
    assertThat(epochs.agreedEnd(new Position(1, 900), 5_000)).isEqualTo(800);
    assertThat(epochs.agreedEnd(new Position(200, 9_000), 5_000)).isEqualTo(5_000);
  }

  @Test
  void an_empty_segment_is_not_kept_when_the_journal_is_opened_again() throws Exception {
    for (int i = 0; i < 5; i++) {
      open(disk).close();
    }
    try (Journal journal = open(disk)) {
      assertThat(journal.stats().segments()).isEqualTo(1);
      assertThat(journal.epoch()).isEqualTo(1);
      append(journal, "first");
      assertThat(texts(journal)).containsExactly("first");
    }
    assertThat(disk.list(DIRECTORY)).hasSize(1);
  }

  @Test
  void a_segment_goes_only_when_the_name_of_its_sealed_form_is_sure() throws Exception {
    JournalConfig gzip = CONFIG.withCodec(SegmentCodec.GZIP);
    Call[] last = new Call[1];
    disk.at(
        (number, call, path) -> {
          boolean after = last[0] == Call.RENAME;
          last[0] = call;
          return after ? Fault.CRASH : null;
        });
    Journal writing = Journal.open(disk, DIRECTORY, gzip, (l, m, c) -> {}, () -> 42, true);
    assertThatThrownBy(() -> appendNumbered(writing, 10_000)).isInstanceOf(Crash.class);

    SimulatedDisk killed = disk.afterKill();
    killed.at(
        (number, call, path) -> {
          boolean after = last[0] == Call.DELETE;
          last[0] = call;
          return after ? Fault.CRASH : null;
        });
    assertThatThrownBy(() -> open(killed)).isInstanceOf(Crash.class);

    for (long seed = 0; seed < 100; seed++) {
      try (Journal journal = open(killed.afterPowerLoss(seed))) {
        assertThat(journal.first()).isZero();
        assertThat(sequences(journal)).hasSize((int) journal.end());
        assertThat(journal.end()).isGreaterThanOrEqualTo(1_000);
      }
    }
  }
}
