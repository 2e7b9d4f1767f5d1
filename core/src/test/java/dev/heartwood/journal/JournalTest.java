package dev.heartwood.journal;

import static dev.heartwood.journal.Payloads.append;
import static dev.heartwood.journal.Payloads.bytes;
import static dev.heartwood.journal.Payloads.readAll;
import static dev.heartwood.journal.Payloads.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.heartwood.EpochNanos;
import dev.heartwood.disk.LockedException;
import dev.heartwood.journal.Payloads.Read;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final JournalConfig SMALL =
      JournalConfig.DEFAULT.withSegmentBytes(JournalConfig.MIN_SEGMENT_BYTES);

  @TempDir Path directory;

  @Test
  void gives_back_what_was_appended_in_order_with_its_timestamps() throws Exception {
    try (Journal journal = Journal.open(directory, SMALL)) {
      assertThat(append(journal, 30, "a")).isZero();
      assertThat(append(journal, 10, "")).isEqualTo(1);
      assertThat(append(journal, -20, "ccc")).isEqualTo(2);

      try (JournalReader reader = journal.reader(0, Visibility.WRITTEN)) {
        assertThat(readAll(reader))
            .containsExactly(
                new Read(0, 30, "a", 0), new Read(1, 10, "", 0), new Read(2, -20, "ccc", 0));
      }
    }
  }

  @Test
  void goes_on_where_it_was_closed_in_the_same_epoch() throws Exception {
    try (Journal journal = Journal.open(directory, SMALL)) {
      append(journal, "a");
    }
    try (Journal journal = Journal.open(directory, SMALL)) {
      assertThat(journal.stats().recovery().clean()).isTrue();
      assertThat(journal.epoch()).isEqualTo(1);
      assertThat(append(journal, "b")).isEqualTo(1);
      assertThat(texts(journal)).containsExactly("a", "b");
    }
  }

  @Test
  void appends_a_batch_as_one() throws Exception {
    try (Journal journal = Journal.open(directory, SMALL)) {
      JournalBatch batch = journal.newBatch();
      for (int i = 0; i < 3; i++) {
        byte[] payload = bytes("r" + i);
        batch.add(i, payload, 0, payload.length);
      }
      assertThat(journal.appendDurable(batch)).isZero();
      assertThat(journal.append(batch)).isEqualTo(3);
      batch.clear();
      assertThat(journal.append(batch)).isEqualTo(6);

      assertThat(texts(journal)).containsExactly("r0", "r1", "r2", "r0", "r1", "r2");
    }
  }

  @Test
  void rolls_seals_and_reads_over_many_segments() throws Exception {
    List<String> expected = new ArrayList<>();
    try (Journal journal = Journal.open(directory, SMALL)) {
      for (int i = 0; i < 20_000; i++) {
        expected.add("record number " + i + " of many");
        append(journal, i, expected.get(i));
      }
      journal.maintain();
      assertThat(journal.stats().segments()).isGreaterThan(5);
      assertThat(journal.stats().sealedSegments()).isEqualTo(journal.stats().segments() - 1);

      assertThat(texts(journal)).isEqualTo(expected);
      for (int from : new int[] {0, 1, 777, 12_345, 19_999, 20_000}) {
        try (JournalReader reader = journal.reader(from, Visibility.WRITTEN)) {
          assertThat(readAll(reader).stream().map(Read::text).toList())
              .isEqualTo(expected.subList(from, expected.size()));
        }
      }
    }
    try (Journal journal = Journal.open(directory, SMALL)) {
      assertThat(texts(journal)).isEqualTo(expected);
    }
  }

  @Test
  void readers_at_disk_level_see_only_what_is_durable() throws Exception {
    try (Journal journal = Journal.open(directory, SMALL);
        JournalReader durable = journal.reader(0, Visibility.DURABLE)) {
      append(journal, "a");
      assertThat(durable.next()).isFalse();
      append(journal, "b");

      journal.awaitDurable(0);

      assertThat(readAll(durable)).hasSize(2); // one force takes all that is written
      assertThat(journal.durableEnd()).isEqualTo(2);
    }
  }

  @Test
  void a_second_opener_is_told_who_holds_it() throws Exception {
    try (Journal journal = Journal.open(directory, SMALL)) {
      assertThatThrownBy(() -> Journal.open(directory, SMALL))
          .isInstanceOf(LockedException.class)
          .hasMessageEndingWith("journal.lock is held by this process");
      append(journal, "still open");
    }
    Journal.open(directory, SMALL).close();
  }

  @Test
  void refuses_a_payload_that_is_too_long_and_a_batch_that_is_too_full() throws Exception {
    try (Journal journal = Journal.open(directory, SMALL)) {
      int most = SMALL.maxRecordBytes();
      byte[] payload = new byte[most + 1];
      assertThatThrownBy(() -> journal.append(0, payload, 0, most + 1))
          .hasMessage("payload must be at most 16384 bytes, was 16385");
      assertThatThrownBy(() -> journal.append(0, payload, 2, most))
          .isInstanceOf(IndexOutOfBoundsException.class);
      JournalBatch batch = journal.newBatch();
      assertThatThrownBy(() -> batch.add(0, payload, 0, most + 1))
          .hasMessage("payload must be at most 16384 bytes, was 16385");
      while (batch.hasRoom(most)) {
        batch.add(0, payload, 0, most);
      }
      assertThatThrownBy(() -> batch.add(0, payload, 0, most))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a batch must not hold more than 61416 bytes, was 65632");
      assertThat(batch.size()).isEqualTo(3);
      assertThat(journal.append(0, payload, 0, most)).isZero();
      assertThat(journal.append(batch)).isEqualTo(1);
      assertThat(journal.end()).isEqualTo(4);
      assertThat(journal.stats().appendedBytes()).isEqualTo(4L * most);
    }
  }

  @Test
  void a_closed_journal_refuses_records_and_lets_readers_finish() throws Exception {
    Journal journal = Journal.open(directory, SMALL);
    append(journal, "a");
    JournalReader reader = journal.reader("views", Visibility.DURABLE);
    journal.close();
    journal.close();

    assertThatThrownBy(() -> append(journal, "b")).hasMessage("journal journal is closed");
    assertThat(readAll(reader)).hasSize(1);
    assertThat(reader.isEnded()).isTrue();
    assertThatThrownBy(reader::commit)
        .hasMessage("reader views cannot commit: the journal is closed");
    assertThatThrownBy(() -> journal.reader("other", Visibility.WRITTEN))
        .hasMessage("the journal is closed");
    journal.awaitDurable(0);
    assertThatThrownBy(() -> journal.awaitDurable(1)).hasMessage("sequence must be 0 to 0, was 1");
  }

  @Test
  void an_append_allocates_nothing() throws Exception {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] payload = new byte[200];
    int count = 10_000;
    try (Journal journal = Journal.open(directory, JournalConfig.DEFAULT)) {
      JournalBatch batch = journal.newBatch();
      long allocated = 0;
      for (int round = 0; round < 2; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < count; i++) {
          journal.append(i, payload, 0, payload.length);
          batch.add(i, payload, 0, payload.length);
          if (batch.size() == 100) {
            journal.append(batch);
            batch.clear();
          }
        }
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(allocated).as("only the index grows, by 64 KiB").isLessThan(4L * count);
    }
  }

  @Test
  void shows_its_files_while_it_is_open() throws Exception {
    try (Journal journal = Journal.open(directory, SMALL)) {
      for (int i = 0; i < 2_000; i++) {
        append(journal, i, "record number " + i);
      }
      journal.maintain();
      try (JournalReader reader = journal.reader("views", Visibility.WRITTEN)) {
        reader.next();
        reader.commit();
      }

      JournalFiles files = JournalFiles.read(directory, SegmentCodec.GZIP);

      assertThat(files.first()).isZero();
      assertThat(files.end()).isEqualTo(2_000);
      assertThat(files.epochStarts()).containsExactly(new Position(1, 0));
      assertThat(files.readers()).containsEntry("views", new Position(1, 1));
      SegmentFile first = files.segments().get(0);
      assertThat(first.sealed()).isTrue();
      assertThat(first.codec()).isEqualTo("gzip");
      assertThat(first.end()).isEqualTo(files.segments().get(1).first());
      try (JournalReader reader = files.reader(EpochNanos.toInstant(1_990))) {
        assertThat(readAll(reader)).hasSize(10);
        assertThat(reader.next(Duration.ofSeconds(30))).as("waits for nothing").isFalse();
      }
      append(journal, "it is left alone");
    }
    assertThatThrownBy(() -> JournalFiles.read(directory.resolve(".."), SegmentCodec.GZIP))
        .hasMessageStartingWith("there is no journal in ");
  }

  @Test
  void a_copy_made_while_it_is_written_to_is_a_beginning_of_it() throws Exception {
    Path target = directory.resolve("copy");
    List<String> before = new ArrayList<>();
    try (Journal journal = Journal.open(directory.resolve("journal"), SMALL)) {
      for (int i = 0; i < 5000; i++) {
        before.add("record number " + i + " of many");
        append(journal, i, before.get(i));
      }
      journal.maintain();
      List<Long> copied = new ArrayList<>();
      journal.copyTo(
          target,
          bytes -> {
            copied.add(bytes);
            try {
              append(journal, 5000 + copied.size(), "meanwhile " + copied.size());
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      assertThat(copied).isSorted().hasSizeGreaterThan(1);
      assertThatThrownBy(() -> journal.copyTo(target, bytes -> {}))
          .hasMessageStartingWith("directory must be empty to take a copy");
    }
    try (Journal copy = Journal.open(target, SMALL)) {
      List<String> texts = texts(copy);
      assertThat(texts.subList(0, 5000)).isEqualTo(before);
      for (int i = 5000; i < texts.size(); i++) {
        assertThat(texts.get(i)).isEqualTo("meanwhile " + (i - 4999));
      }
      assertThat(append(copy, "goes on")).isEqualTo(texts.size());
    }
  }
}
