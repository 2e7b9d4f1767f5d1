package dev.heartwood.journal;

import static dev.heartwood.journal.Payloads.append;
import static dev.heartwood.journal.Payloads.readAll;
import static dev.heartwood.journal.Payloads.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heartwood.disk.SimulatedDisk;
import dev.heartwood.disk.SimulatedDisk.Call;
import dev.heartwood.disk.SimulatedDisk.Fault;
import dev.heartwood.disk.SimulatedDisk.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A disk that is full, or fails. */
class FailingDiskTest {
  private static final Path DIRECTORY = Path.of("/journal");
  private static final Path SECOND = DIRECTORY.resolve("0000000001.segment");
  private static final JournalConfig CONFIG =
      JournalConfig.DEFAULT.withSegmentBytes(JournalConfig.MIN_SEGMENT_BYTES);

  private final SimulatedDisk disk = new SimulatedDisk(7);
  private final List<String> reports = new ArrayList<>();

  private Journal open() throws IOException {
    return open(disk);
  }

  private Journal open(SimulatedDisk on) throws IOException {
    return Journal.open(
        on, DIRECTORY, CONFIG, (level, message, cause) -> reports.add(message), () -> 42, true);
  }

  private void failNext(Call failing) {
    long[] left = {1};
    disk.at(
        (number, call, path) -> call == failing && left[0]-- > 0 ? Fault.INPUT_OUTPUT_ERROR : null);
  }

  @Test
  void a_full_disk_is_an_error_when_the_journal_is_opened() {
    disk.capacity(1_000);

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "cannot reserve 65536 bytes for .*0000000000.segment \\(\\d+ bytes left on the disk\\):"
                + " No space left on device");
  }

  @Test
  void goes_on_by_itself_when_a_full_disk_has_room_again() throws Exception {
    try (Journal journal = open()) {
      disk.capacity(JournalConfig.MIN_SEGMENT_BYTES + 5_000);
      IOException full = null;
      List<String> expected = new ArrayList<>();
      while (full == null) {
        String text = "record " + expected.size();
        full = catchThrowableOfType(IOException.class, () -> append(journal, text));
        if (full == null) {
          expected.add(text);
        }
      }
      assertThat(full).hasMessageContaining("No space left on device");
      assertThat(reports).contains("journal journal could not reserve the next segment");
      assertThat(journal.stats().failedUpkeep()).isPositive();
      assertThat(texts(journal)).isEqualTo(expected);

      disk.capacity(Long.MAX_VALUE);
      append(journal, "room again");
      expected.add("room again");

      assertThat(texts(journal)).isEqualTo(expected);
    }
    try (Journal journal = open()) {
      assertThat(journal.stats().recovery().clean()).isTrue();
    }
  }

  @Test
  void a_record_that_the_disk_refused_is_not_there_and_the_next_one_is() throws Exception {
    Journal journal = open();
    append(journal, "before");
    failNext(Call.WRITE);

    assertThatThrownBy(() -> append(journal, "refused, however much of it was written"))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write to /journal/0000000000.segment: Input/output error");
    append(journal, "after");

    assertThat(texts(journal)).containsExactly("before", "after");
    assertThat(journal.stats().failedWrites()).isEqualTo(1);
    try (Journal recovered = open(disk.afterKill())) {
      assertThat(texts(recovered)).containsExactly("before", "after");
    }
  }

  @Test
  void a_failed_force_is_an_error_for_those_records_and_for_no_others() throws Exception {
    Journal journal = open();
    append(journal, "durable");
    journal.awaitDurable(0);
    append(journal, "in doubt 1");
    append(journal, "in doubt 2");
    failNext(Call.FORCE);

    ForceFailedException failed =
        catchThrowableOfType(ForceFailedException.class, () -> journal.awaitDurable(2));

    assertThat(failed)
        .hasMessage(
            "the disk did not confirm the records from 1 up to, not with, 3: Input/output error");
    assertThat(failed.from()).isEqualTo(1);
    assertThat(failed.end()).isEqualTo(3);
    assertThat(journal.durableEnd()).isEqualTo(1);
    assertThatThrownBy(() -> journal.awaitDurable(1)).isInstanceOf(ForceFailedException.class);
    journal.awaitDurable(0);
    append(journal, "later");
    journal.awaitDurable(3);
    assertThatThrownBy(() -> journal.awaitDurable(1)).isInstanceOf(ForceFailedException.class);
    assertThat(journal.stats().failedForces()).isEqualTo(1);
    assertThat(journal.stats().lostToFailedForces()).isZero();
  }

  @Test
  void what_a_failed_force_left_in_doubt_is_written_again_to_the_next_segment() throws Exception {
    Journal journal = open();
    append(journal, "durable");
    journal.awaitDurable(0);
    append(journal, "in doubt");
    JournalReader reader = journal.reader(1, Visibility.WRITTEN);
    failNext(Call.FORCE);
    assertThatThrownBy(() -> journal.awaitDurable(1)).isInstanceOf(ForceFailedException.class);

    append(journal, "later");
    journal.awaitDurable(2);

    assertThat(readAll(reader)).hasSize(2);
    assertThat(disk.exists(SECOND)).isTrue();
    for (long seed = 0; seed < 20; seed++) {
      try (Journal recovered = open(disk.afterPowerLoss(seed))) {
        assertThat(texts(recovered)).containsExactly("durable", "in doubt", "later");
      }
    }
  }

  @Test
  void appends_nothing_as_long_as_it_cannot_write_again_what_is_in_doubt() throws Exception {
    Journal journal = open();
    append(journal, "in doubt");
    disk.at(
        (number, call, path) ->
            call == Call.FORCE || call == Call.CREATE ? Fault.INPUT_OUTPUT_ERROR : null);
    assertThatThrownBy(() -> journal.awaitDurable(0)).isInstanceOf(ForceFailedException.class);

    assertThatThrownBy(() -> append(journal, "refused")).isInstanceOf(IOException.class);
    assertThat(texts(journal)).containsExactly("in doubt");

    disk.at(Faults.NONE);
    append(journal, "later");
    journal.awaitDurable(1);
    assertThat(texts(journal)).containsExactly("in doubt", "later");
  }

  @Test
  void upkeep_that_fails_is_counted_reported_and_tried_again() throws Exception {
    Journal journal = open();
    disk.at((number, call, path) -> call == Call.RENAME ? Fault.INPUT_OUTPUT_ERROR : null);
    while (journal.stats().segments() < 3) {
      append(journal, "a record that fills some of a segment");
    }
    assertThat(journal.stats().sealedSegments()).isZero();
    assertThat(journal.stats().failedUpkeep()).isPositive();
    assertThat(reports).containsOnlyOnce("journal journal could not compress a closed segment");
    List<String> before = texts(journal);

    disk.at(Faults.NONE);
    journal.maintain();

    assertThat(journal.stats().sealedSegments()).isEqualTo(2);
    assertThat(texts(journal)).isEqualTo(before);
  }

  @Test
  void says_so_when_closing_could_not_make_everything_durable() throws Exception {
    Journal journal = open();
    append(journal, "a");
    disk.at((number, call, path) -> call == Call.FORCE ? Fault.INPUT_OUTPUT_ERROR : null);

    assertThatThrownBy(journal::close).isInstanceOf(ForceFailedException.class);
    disk.at(Faults.NONE);
    journal.close();

    try (Journal again = open()) {
      assertThat(again.stats().recovery().clean()).isFalse();
      assertThat(again.epoch()).isEqualTo(2);
      assertThat(texts(again)).containsExactly("a");
    }
  }
}
