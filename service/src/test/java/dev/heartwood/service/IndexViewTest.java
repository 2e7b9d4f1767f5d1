package dev.heartwood.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.IngestJournal;
import dev.heartwood.service.ingest.IngestLimits;
import dev.heartwood.service.ingest.Intake;
import dev.heartwood.service.ingest.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps by hand; one that finds nothing new takes a second, after which what was added is due. */
class IndexViewTest {
  @TempDir Path directory;

  private final FailingStorage storage = new FailingStorage();
  private IngestJournal journal;
  private IndexView index;

  @BeforeEach
  void open() throws IOException {
    ServiceOptions options = Services.options(directory);
    journal = IngestJournal.open(EmbeddedLogService.journalOptions(options), options.status());
    index =
        new IndexView(
            journal,
            storage,
            new StatsCache(Clock.systemUTC()),
            Clock.systemUTC(),
            options.status());
    index.rewind();
  }

  @AfterEach
  void close() throws IOException {
    index.close();
    journal.close();
  }

  @Test
  void what_came_while_nobody_asked_is_found_by_the_first_question() throws Exception {
    ingest();
    index.step();
    index.step();
    assertThat(storage.refreshes()).isZero();

    index.asked();
    assertThat(storage.refreshes()).isEqualTo(1);
    index.asked();
    assertThat(storage.refreshes()).as("nothing new").isEqualTo(1);
  }

  @Test
  void what_comes_while_somebody_asks_is_found_after_a_second() throws Exception {
    index.asked();
    ingest();
    index.step();
    index.step();
    assertThat(storage.refreshes()).isEqualTo(1);
  }

  private void ingest() throws IOException {
    Intake intake =
        new Intake(
            journal, IngestLimits.DEFAULT, "rules: []", 10, Clock.systemUTC(), System::nanoTime);
    intake.ingest(Batch.of(List.of(Contents.info("one"))), Origin.LOCAL);
  }
}
