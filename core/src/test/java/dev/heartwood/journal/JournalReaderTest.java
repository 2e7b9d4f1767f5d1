package dev.heartwood.journal;

import static dev.heartwood.journal.Payloads.append;
import static dev.heartwood.journal.Payloads.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heartwood.EpochNanos;
import dev.heartwood.disk.SimulatedDisk;
import dev.heartwood.journal.Payloads.Read;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JournalReaderTest {
  private static final Path SIMULATED = Path.of("/journal");
  private static final JournalConfig CONFIG =
      JournalConfig.DEFAULT.withSegmentBytes(JournalConfig.MIN_SEGMENT_BYTES);

  @TempDir Path directory;

  private static Journal simulated(SimulatedDisk disk) throws IOException {
    return Journal.open(disk, SIMULATED, CONFIG, (l, m, c) -> {}, () -> 42, true);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void reads_from_a_time_all_that_is_not_older_however_late_it_came(int seed) throws Exception {
    Random random = new Random(seed);
    List<Long> times = new ArrayList<>();
    try (Journal journal = Journal.open(directory, CONFIG)) {
      for (int i = 0; i < 6_000; i++) {
        long late = random.nextInt(10) == 0 ? random.nextInt(2_000) : random.nextInt(5);
        times.add(i - late);
        append(journal, i - late, "record " + i);
      }
      journal.maintain();
      for (int from = -3_000; from < 6_100; from += 131) {
        long time = from;
        try (JournalReader reader =
            journal.reader(EpochNanos.toInstant(time), Visibility.WRITTEN)) {
          List<Read> read = readAll(reader);
          List<Long> expected = times.stream().filter(each -> each >= time).toList();
          assertThat(read.stream().map(Read::epochNanos).toList()).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void a_time_index_leaves_out_segments_that_are_too_old() throws Exception {
    SimulatedDisk disk = new SimulatedDisk(1);
    try (Journal journal = simulated(disk)) {
      while (journal.stats().segments() < 5) {
        append(journal, journal.end(), "a record");
      }
      Instant last = EpochNanos.toInstant(journal.end() - 1);
      try (JournalReader reader = journal.reader(last, Visibility.WRITTEN)) {
        assertThat(reader.nextSequence()).isGreaterThan(journal.end() * 3 / 5);
        assertThat(readAll(reader)).hasSize(1);
      }
    }
  }

  @Test
  void a_named_reader_goes_on_behind_what_it_committed() throws Exception {
    try (Journal journal = Journal.open(directory, CONFIG)) {
      for (int i = 0; i < 10; i++) {
        append(journal, "r" + i);
      }
      try (JournalReader reader = journal.reader("views", Visibility.WRITTEN)) {
        reader.next();
        reader.next();
        reader.commit();
        reader.next();
      }
      try (JournalReader reader = journal.reader("views", Visibility.WRITTEN)) {
        assertThat(reader.behind()).isEqualTo(8);
        reader.next();
        assertThat(reader.payload()).isEqualTo(Payloads.bytes("r2"));
      }
    }
    try (Journal journal = Journal.open(directory, CONFIG);
        JournalReader reader = journal.reader("views", Visibility.WRITTEN)) {
      assertThat(reader.nextSequence()).isEqualTo(2);
      assertThatThrownBy(() -> reader.commit(3))
          .hasMessage("committed sequence must be 0 to 2, was 3");
    }
  }

  @Test
  void a_reader_moves_to_wherever_it_is_told() throws Exception {
    try (Journal journal = Journal.open(directory, CONFIG);
        JournalReader reader = journal.reader("checkpoint", Visibility.DURABLE)) {
      append(journal, 0, "record number 0");
      assertThatThrownBy(() -> reader.moveTo(1)).hasMessage("sequence must be 0 to 0, was 1");
      for (int i = 1; i < 5_000; i++) {
        append(journal, i, "record number " + i);
      }
      journal.awaitDurable(4_999);
      for (long sequence : new long[] {4_321, 17, 17, 4_999, 0}) {
        reader.moveTo(sequence);
        assertThat(reader.next()).isTrue();
        assertThat(reader.sequence()).isEqualTo(sequence);
        assertThat(reader.epochNanos()).isEqualTo(sequence);
        assertThat(reader.missing()).isZero();
      }
      reader.moveTo(5_000);
      assertThat(reader.next()).isFalse();
      reader.commit();
      assertThat(reader.behind()).isZero();
    }
  }

  @Test
  void a_named_reader_survives_a_bad_slot() throws Exception {
    SimulatedDisk disk = new SimulatedDisk(1);
    Journal journal = simulated(disk);
    for (int i = 0; i < 10; i++) {
      append(journal, "r" + i);
    }
    try (JournalReader reader = journal.reader("views", Visibility.WRITTEN)) {
      while (reader.next()) {
        reader.commit();
      }
    }
    journal.close();
    for (long bit = 0; bit < 1024 * 8; bit++) {
      SimulatedDisk flipped = disk.afterKill();
      flipped.flip(SIMULATED.resolve("reader-views"), bit);
      JournalFiles files = JournalFiles.read(flipped, SIMULATED, CONFIG.codec());
      assertThat(files.readers().get("views").sequence()).isBetween(9L, 10L);
    }
  }

  @Test
  void a_waiting_reader_gets_a_record_as_it_comes() throws Exception {
    Journal journal = Journal.open(directory, CONFIG);
    try (JournalReader reader = journal.reader(0, Visibility.WRITTEN)) {
      CompletableFuture<List<String>> read =
          CompletableFuture.supplyAsync(
              () -> {
                List<String> texts = new ArrayList<>();
                try {
                  while (reader.next(Duration.ofSeconds(30))) {
                    texts.add(new String(reader.payload(), StandardCharsets.UTF_8));
                  }
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                return texts;
              });
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        expected.add("record number " + i);
        append(journal, expected.get(i));
      }
      journal.close(); // ends the wait

      assertThat(read.get(30, TimeUnit.SECONDS)).isEqualTo(expected);
      assertThat(reader.isEnded()).isTrue();
    }
  }

  @Test
  void a_waiting_reader_at_disk_level_is_woken_by_the_force() throws Exception {
    try (Journal journal = Journal.open(directory, CONFIG);
        JournalReader reader = journal.reader(0, Visibility.DURABLE)) {
      append(journal, "a");
      CompletableFuture<Boolean> came = new CompletableFuture<>();
      Thread waiting =
          new Thread(
              () -> {
                try {
                  came.complete(reader.next(Duration.ofSeconds(30)));
                } catch (IOException | InterruptedException e) {
                  came.completeExceptionally(e);
                }
              });
      waiting.start();
      await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
      assertThat(came).isNotDone();

      journal.awaitDurable(0);

      assertThat(came.get(30, TimeUnit.SECONDS)).isTrue();
      waiting.join();
    }
  }

  @Test
  void closing_a_reader_ends_its_wait() throws Exception {
    try (Journal journal = Journal.open(directory, CONFIG)) {
      JournalReader reader = journal.reader(0, Visibility.WRITTEN);
      CompletableFuture<Boolean> came = new CompletableFuture<>();
      Thread waiting =
          new Thread(
              () -> {
                try {
                  came.complete(reader.next(Duration.ofSeconds(30)));
                } catch (IOException | InterruptedException e) {
                  came.completeExceptionally(e);
                }
              });
      waiting.start();
      await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

      reader.close();

      assertThat(came.get(30, TimeUnit.SECONDS)).isFalse();
      waiting.join();
      assertThatThrownBy(reader::next).hasMessage("reader is closed");
    }
  }

  @Test
  void a_view_that_has_seen_lost_records_is_told_where_to_go_back_to() throws Exception {
    SimulatedDisk disk = new SimulatedDisk(1);
    Journal journal = simulated(disk);
    append(journal, "kept");
    journal.awaitDurable(0);
    append(journal, "lost");
    JournalReader view = journal.reader("view", Visibility.WRITTEN);
    readAll(view);
    view.commit();
    Position seen = journal.position(2);
    assertThat(seen).isEqualTo(new Position(1, 2));

    SimulatedDisk after = null;
    for (long seed = 0; after == null; seed++) {
      SimulatedDisk image = disk.afterPowerLoss(seed);
      try (Journal each = simulated(image.afterKill())) {
        after = each.end() == 1 ? image : null;
      }
    }
    try (Journal recovered = simulated(after)) {
      append(recovered, "another");
      assertThat(recovered.agreedEnd(seen)).isEqualTo(1);
      assertThat(recovered.position(1)).isEqualTo(new Position(2, 1));
      assertThat(recovered.agreedEnd(new Position(2, 2))).isEqualTo(2);
      try (JournalReader again = recovered.reader(seen, Visibility.WRITTEN)) {
        assertThat(readAll(again)).extracting(Read::text).containsExactly("another");
      }
    }
  }

  @Test
  void there_is_no_record_before_the_first_and_behind_the_last() throws Exception {
    try (Journal journal = Journal.open(directory, CONFIG);
        JournalReader reader = journal.reader(0, Visibility.WRITTEN)) {
      String none = "there is no current record: next() was not true";
      assertThatThrownBy(reader::payload).hasMessage(none);
      append(journal, "a");
      reader.next();
      assertThat(reader.sequence()).isZero();
      reader.next();
      assertThatThrownBy(reader::sequence).hasMessage(none);
      assertThatThrownBy(reader::commit).hasMessage("only a named reader can commit");
      assertThatThrownBy(() -> journal.reader(2, Visibility.WRITTEN))
          .hasMessage("sequence must be 0 to 1, was 2");
    }
  }
}
