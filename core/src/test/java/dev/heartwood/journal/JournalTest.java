package dev.heartwood.journal;

import static dev.heartwood.journal.Payloads.append;
import static dev.heartwood.journal.Payloads.bytes;
import static dev.heartwood.journal.Payloads.readAll;
import static dev.heartwood.journal.Payloads.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.disk.LockedException;
import dev.heartwood.journal.Payloads.Read;
import java.nio.file.Path;
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
}
