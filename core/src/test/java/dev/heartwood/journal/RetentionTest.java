package dev.heartwood.journal;

import static dev.heartwood.journal.Payloads.append;
import static dev.heartwood.journal.Payloads.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.SettableClock;
import dev.heartwood.disk.Disk;
import dev.heartwood.journal.Payloads.Read;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which segments go, and what readers learn of it. */
class RetentionTest {
  @TempDir Path directory;

  private final SettableClock clock = new SettableClock();
  private final JournalConfig config =
      JournalConfig.DEFAULT
          .withSegmentBytes(JournalConfig.MIN_SEGMENT_BYTES)
          .withCodec(SegmentCodec.NONE)
          .withClock(clock);

  /** Upkeep is done by the appending thread, so that nothing is to be waited for. */
  private Journal open(JournalConfig with) throws IOException {
    return Journal.open(Disk.local(), directory, with, (l, m, c) -> {}, () -> 42, true);
  }

  private static void fillSegments(Journal journal, int count) throws IOException {
    int target = journal.stats().segments() + count;
    while (journal.stats().segments() < target) {
      append(journal, "x".repeat(1_000));
    }
  }

  @Test
  void the_byte_cap_beats_the_slowest_reader_which_learns_how_much_it_missed() throws Exception {
    try (Journal journal = open(config.withMaxBytes(4L * JournalConfig.MIN_SEGMENT_BYTES));
        JournalReader slow = journal.reader("slow", Visibility.WRITTEN)) {
      for (int i = 0; i < 1_000; i++) {
        append(journal, "x".repeat(1_000));
      }
      JournalStats stats = journal.stats();
      assertThat(stats.diskBytes()).isLessThanOrEqualTo(4L * JournalConfig.MIN_SEGMENT_BYTES);
      assertThat(stats.first()).isPositive().isEqualTo(stats.retiredByBytes());

      List<Read> read = readAll(slow);

      assertThat(read.get(0).missing()).isEqualTo(stats.first());
      assertThat(slow.retired()).isEqualTo(stats.first());
      assertThat(slow.damaged()).isZero();
      assertThat(read).hasSize((int) (stats.end() - stats.first()));
      assertThat(read.subList(1, read.size())).allMatch(each -> each.missing() == 0);
    }
  }

  @Test
  void a_reader_within_a_segment_that_goes_reads_it_to_its_end() throws Exception {
    try (Journal journal = open(config.withMaxBytes(4L * JournalConfig.MIN_SEGMENT_BYTES));
        JournalReader reader = journal.reader(0, Visibility.WRITTEN)) {
      fillSegments(journal, 1);
      long endOfFirst = journal.end() - 1;
      assertThat(reader.next()).isTrue();
      while (journal.first() == 0) {
        append(journal, "x".repeat(1_000));
      }

      while (reader.nextSequence() < endOfFirst) {
        assertThat(reader.next()).isTrue();
        assertThat(reader.missing()).isZero();
      }
    }
  }

  @Test
  void old_segments_go_once_every_named_reader_has_read_them() throws Exception {
    try (Journal journal = open(config.withMaxAge(Duration.ofDays(7)))) {
      JournalReader reader = journal.reader("a", Visibility.WRITTEN);
      fillSegments(journal, 2);
      clock.advance(Duration.ofDays(8));
      journal.maintain();
      assertThat(journal.first()).isZero();

      readAll(reader);
      reader.commit();
      reader.close();
      journal.maintain();

      assertThat(journal.first()).isPositive();
      assertThat(journal.stats().retiredByAge()).isEqualTo(journal.first());
    }
  }

  @Test
  void a_segment_from_before_a_start_is_as_old_as_that_start() throws Exception {
    try (Journal journal = open(config.withMaxAge(Duration.ofDays(7)))) {
      append(journal, "a");
    }
    clock.advance(Duration.ofDays(8));
    try (Journal journal = open(config.withMaxAge(Duration.ofDays(7)))) {
      journal.maintain();
      assertThat(journal.first()).isZero();

      clock.advance(Duration.ofDays(7));
      journal.maintain();
      assertThat(journal.first()).isEqualTo(1);
    }
  }

  @Test
  void young_segments_stay() throws Exception {
    try (Journal journal = open(config.withMaxAge(Duration.ofDays(7)))) {
      fillSegments(journal, 2);
      clock.advance(Duration.ofDays(6));
      journal.maintain();

      assertThat(journal.first()).isZero();
    }
  }

  @Test
  void a_segment_goes_as_soon_as_the_last_of_the_named_readers_has_read_it() throws Exception {
    try (Journal journal = open(config.withDeleteConsumed(true))) {
      JournalReader fast = journal.reader("fast", Visibility.WRITTEN);
      JournalReader slow = journal.reader("slow", Visibility.WRITTEN);
      fillSegments(journal, 3);
      readAll(fast);
      fast.commit();
      journal.maintain();
      assertThat(journal.first()).isZero();

      readAll(slow);
      slow.commit(journal.end() / 2);
      journal.maintain();

      assertThat(journal.first()).isPositive().isLessThanOrEqualTo(journal.end() / 2);
      assertThat(journal.stats().retiredConsumed()).isEqualTo(journal.first());
      slow.close();
      journal.forget("slow");
      journal.maintain();
      assertThat(journal.stats().segments()).isEqualTo(1);
    }
  }

  @Test
  void a_reader_that_nobody_has_opened_again_still_holds_segments_back() throws Exception {
    try (Journal journal = open(config)) {
      journal.reader("absent", Visibility.WRITTEN).close();
      fillSegments(journal, 2);
    }
    try (Journal journal = open(config.withDeleteConsumed(true))) {
      journal.maintain();
      assertThat(journal.first()).isZero();
    }
  }

  @Test
  void without_a_named_reader_nothing_counts_as_consumed() throws Exception {
    try (Journal journal = open(config.withDeleteConsumed(true))) {
      fillSegments(journal, 2);
      journal.maintain();

      assertThat(journal.first()).isZero();
    }
  }

  @Test
  void a_segment_ends_when_it_is_old() throws Exception {
    try (Journal journal = open(config.withSegmentAge(Duration.ofHours(1)))) {
      append(journal, "a");
      clock.advance(Duration.ofMinutes(59));
      journal.maintain();
      assertThat(journal.stats().segments()).isEqualTo(1);

      clock.advance(Duration.ofMinutes(1));
      journal.maintain();
      assertThat(journal.stats().segments()).isEqualTo(2);

      clock.advance(Duration.ofHours(2));
      journal.maintain();
      assertThat(journal.stats().segments()).as("an empty one does not").isEqualTo(2);
    }
  }

  @Test
  void a_reader_cannot_be_forgotten_while_it_is_open_nor_opened_twice() throws Exception {
    try (Journal journal = open(config);
        JournalReader reader = journal.reader("a", Visibility.WRITTEN)) {
      assertThatThrownBy(() -> journal.forget("a")).hasMessage("reader a is open");
      assertThatThrownBy(() -> journal.reader("a", Visibility.WRITTEN))
          .hasMessage("reader a is open already");
      assertThatThrownBy(() -> journal.reader("../a", Visibility.WRITTEN))
          .hasMessageStartingWith("reader name must be 1 to 64 of a-z, 0-9")
          .hasMessageEndingWith("was '../a'");
      assertThat(reader.next()).isFalse();
    }
  }
}
