package dev.heartwood.spool;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.UndeliveredException;
import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {
  private static final int MAX_RECORD_BYTES = 16 * 1024;

  @TempDir Path dir;

  @Test
  void tells_at_the_flush_how_many_events_the_journal_refused() throws Exception {
    Journal journal = journal();
    Intake intake = new Intake(SpoolConfig.in(dir).build(), journal, MAX_RECORD_BYTES);
    intake.add(event("kept"));
    intake.flush();
    intake.add(event("refused"));
    intake.add(event("refused"));
    journal.close();

    assertThatThrownBy(intake::flush)
        .isInstanceOfSatisfying(
            UndeliveredException.class, e -> assertThat(e.undelivered()).isEqualTo(2))
        .hasMessageStartingWith("2 events not written to spool [" + dir + "]: ");
    intake.flush();
    assertThat(intake.appended()).isEqualTo(1);
  }

  @Test
  void takes_nothing_between_a_refusal_and_the_flush_that_tells_it() throws Exception {
    Journal journal = journal();
    Intake intake = new Intake(SpoolConfig.in(dir).build(), journal, MAX_RECORD_BYTES);
    intake.add(event("refused"));
    journal.close();
    assertThat(intake.push()).isFalse();

    assertThatThrownBy(() -> intake.add(event("later")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("until the failed write before is accounted for");
    assertThatThrownBy(intake::flush)
        .isInstanceOfSatisfying(
            UndeliveredException.class, e -> assertThat(e.undelivered()).isEqualTo(1));
    intake.add(event("taken again"));
    assertThat(intake.push()).as("the journal is still closed").isFalse();
  }

  @Test
  void writes_what_one_write_cannot_hold_by_several() throws Exception {
    int events = 100;
    try (Journal journal = journal()) {
      Intake intake = new Intake(SpoolConfig.in(dir).build(), journal, MAX_RECORD_BYTES);
      for (int i = 0; i < events; i++) {
        intake.add(event("x".repeat(10_000)));
      }
      assertThat(journal.end()).as("before the flush").isPositive();
      intake.flush();
      assertThat(journal.end()).isEqualTo(events);
      assertThat(intake.appended()).isEqualTo(events);
    }
  }

  private Journal journal() throws IOException {
    JournalConfig config =
        JournalConfig.DEFAULT
            .withSegmentBytes(JournalConfig.MIN_SEGMENT_BYTES)
            .withMaxRecordBytes(MAX_RECORD_BYTES);
    return Journal.open(dir, config);
  }
}
