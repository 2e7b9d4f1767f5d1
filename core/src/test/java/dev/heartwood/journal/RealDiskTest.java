package dev.heartwood.journal;

import static dev.heartwood.journal.Payloads.append;
import static dev.heartwood.journal.Payloads.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heartwood.faults.ChildJvm;
import dev.heartwood.faults.LoopDisk;
import dev.heartwood.faults.SmallDisk;
import dev.heartwood.faults.Tools;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A journal on real file systems that are full, refuse, fail, or lose power. */
@Timeout(120)
class RealDiskTest {
  private static final int SEGMENT = JournalConfig.MIN_SEGMENT_BYTES;
  private static final JournalConfig CONFIG =
      JournalConfig.DEFAULT.withSegmentBytes(SEGMENT).withCodec(SegmentCodec.NONE);
  private static final int LOSSES = Integer.getInteger("heartwood.powerlosses", 3);

  @TempDir Path dir;

  private final List<String> reports = new CopyOnWriteArrayList<>();

  @Test
  void a_full_disk_is_an_error_when_the_journal_is_opened_and_leaves_no_segment() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 40)) {
      Path directory = disk.root().resolve("journal");

      assertThatThrownBy(() -> open(directory))
          .isInstanceOf(IOException.class)
          .hasMessageMatching(
              "cannot reserve 65536 bytes for .*/journal/0000000000.segment"
                  + " \\(\\d+ bytes left on the disk\\): No space left on device");
      assertThat(names(directory)).noneMatch(name -> name.endsWith("segment"));
      Files.delete(disk.fill(0)); // there is room for all that the error has left
      assertThat(Files.getFileStore(disk.root()).getUsableSpace()).isGreaterThan(30_000);
    }
  }

  @Test
  void a_disk_that_fills_up_refuses_appends_and_loses_none_that_it_took() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 1_024)) {
      Path directory = disk.root().resolve("journal");
      List<String> expected = new ArrayList<>();
      try (Journal journal = open(directory)) {
        Path ballast = disk.fill(SEGMENT);
        IOException full = null;
        while (full == null) {
          String text = "record " + expected.size() + " " + "x".repeat(100);
          full = catchThrowableOfType(IOException.class, () -> appendDurable(journal, text));
          if (full == null) {
            expected.add(text);
          }
        }
        assertThat(full)
            .hasMessageStartingWith("cannot reserve " + SEGMENT + " bytes for " + directory)
            .hasMessageEndingWith("No space left on device");
        assertThatThrownBy(() -> append(journal, "x".repeat(150)))
            .isInstanceOf(IOException.class)
            .hasMessageEndingWith("No space left on device");
        assertThat(journal.end()).isEqualTo(expected.size());
        assertThat(journal.durableEnd()).isEqualTo(expected.size());
        assertThat(texts(journal)).isEqualTo(expected);

        Files.delete(ballast);
        appendDurable(journal, "room again");
        expected.add("room again");
        assertThat(texts(journal)).isEqualTo(expected);
      }
      try (Journal journal = open(directory)) {
        assertThat(texts(journal)).isEqualTo(expected);
        assertThat(journal.stats().recovery().clean()).isTrue();
      }
    }
  }

  @Test
  void a_file_system_that_is_read_only_is_an_error_when_the_journal_is_opened() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 1_024)) {
      Path directory = disk.root().resolve("journal");
      open(directory).close();
      disk.makeReadOnly();

      assertThatThrownBy(() -> open(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("Read-only file system");
      assertThat(JournalFiles.read(directory, CONFIG.codec()).end()).isZero();
    }
  }

  @Test
  void after_a_loss_of_power_every_durable_record_is_there_and_no_hole() throws Exception {
    try (LoopDisk disk = LoopDisk.make(dir, 8);
        Journal journal = open(disk.root().resolve("journal"))) {
      for (int loss = 0; loss < LOSSES; loss++) {
        for (int i = 0; i < 1_000; i++) {
          byte[] payload = Payloads.numbered(journal.end(), 100);
          journal.append(journal.end(), payload, 0, payload.length);
          if (i == 400 * (loss % 3)) {
            journal.awaitDurable(journal.end() - 1);
          }
        }
        long durable = journal.durableEnd();
        assertThat(durable).isPositive();
        try (LoopDisk after = disk.afterPowerLoss(dir, "after-" + loss);
            Journal recovered = open(after.root().resolve("journal"))) {
          assertThat(recovered.end()).isBetween(durable, journal.end());
          assertThat(recovered.stats().recovery().clean()).isFalse();
          try (JournalReader reader = recovered.reader(0, Visibility.WRITTEN)) {
            for (long n = 0; n < recovered.end(); n++) {
              assertThat(reader.next()).isTrue();
              assertThat(Payloads.number(reader.payload())).isEqualTo(n);
            }
          }
        }
        Files.delete(dir.resolve("after-" + loss + ".image"));
      }
    }
  }

  @Test
  void a_segment_that_is_cut_while_it_is_written_costs_what_was_cut_and_is_counted()
      throws Exception {
    try (Journal journal = open(dir);
        JournalReader before = journal.reader(0, Visibility.WRITTEN)) {
      appendNumbered(journal, 300);
      assertThat(before.next()).isTrue();
      try (RandomAccessFile segment =
          new RandomAccessFile(dir.resolve("0000000000.segment").toFile(), "rw")) {
        segment.setLength(SegmentHeader.BYTES + 50L * Frames.size(100));
      }
      appendNumbered(journal, 100);
      assertThat(sequences(journal)).isEqualTo(withoutThoseCut());

      long read = 1;
      while (before.next()) {
        assertThat(Payloads.number(before.payload())).isEqualTo(before.sequence());
        read++;
      }
      assertThat(read + before.damaged()).as("by a reader that was on its way").isEqualTo(400);
    }
    try (Journal journal = open(dir)) {
      assertThat(journal.end()).isEqualTo(400);
      assertThat(sequences(journal)).isEqualTo(withoutThoseCut());
    }
  }

  private static List<Long> withoutThoseCut() {
    return LongStream.range(0, 400).filter(n -> n < 50 || n >= 300).boxed().toList();
  }

  private static void appendNumbered(Journal journal, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      byte[] payload = Payloads.numbered(journal.end(), 100);
      journal.append(journal.end(), payload, 0, payload.length);
    }
    journal.awaitDurable(journal.end() - 1);
  }

  private static List<Long> sequences(Journal journal) throws IOException {
    try (JournalReader reader = journal.reader(0, Visibility.WRITTEN)) {
      List<Long> sequences = new ArrayList<>();
      while (reader.next()) {
        assertThat(Payloads.number(reader.payload())).isEqualTo(reader.sequence());
        sequences.add(reader.sequence());
      }
      assertThat(sequences.size() + reader.damaged()).isEqualTo(journal.end());
      return sequences;
    }
  }

  @Test
  void a_force_that_the_disk_fails_is_told_and_what_came_later_is_durable() throws Exception {
    Path first = dir.resolve("0000000000.segment");
    List<String> failing = Tools.strace(first.toString(), "fsync:error=EIO:when=2");
    try (ChildJvm child =
        ChildJvm.start(failing, dir.resolve("errors"), FailingJournal.class, dir.toString())) {
      List<String> printed = child.lines();

      assertThat(child.await()).as(child.errors()).isZero();
      assertThat(printed)
          .containsExactly(
              "0: the disk did not confirm the records from 0 up to, not with, 1:" + " sync failed",
              "1: durable",
              "2: durable",
              "forces 1, writes 0, lost 0");
    }
    try (Journal journal = open(dir)) {
      assertThat(texts(journal)).containsExactly("record 0", "record 1", "record 2");
    }
  }

  @Test
  void a_write_that_the_disk_fails_is_told_and_the_next_one_is_kept() throws Exception {
    Path first = dir.resolve("0000000000.segment");
    // the first is the room itself, the second the header, the third "record 0"
    List<String> failing = Tools.strace(first.toString(), "write:error=EIO:when=3");
    try (ChildJvm child =
        ChildJvm.start(failing, dir.resolve("errors"), FailingJournal.class, dir.toString())) {
      List<String> printed = child.lines();

      assertThat(child.await()).as(child.errors()).isZero();
      assertThat(printed)
          .containsExactly(
              "0: cannot write to " + first + ": Input/output error",
              "1: durable",
              "2: durable",
              "forces 0, writes 1, lost 0");
    }
    try (Journal journal = open(dir)) {
      assertThat(texts(journal)).containsExactly("record 1", "record 2");
    }
  }

  private Journal open(Path directory) throws IOException {
    return Journal.open(directory, CONFIG, (level, message, cause) -> reports.add(message));
  }

  private static void appendDurable(Journal journal, String text) throws IOException {
    byte[] bytes = Payloads.bytes(text);
    journal.appendDurable(0, bytes, 0, bytes.length);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
