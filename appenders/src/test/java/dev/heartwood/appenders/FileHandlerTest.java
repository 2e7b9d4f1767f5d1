package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.UndeliveredException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHandlerTest {
  private static final int THREADS = 8;
  private static final int EVENTS = 2_000;

  @TempDir Path dir;
  private final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  private final Reports reports = new Reports();

  @Test
  void writes_lines_at_the_end_of_a_batch_and_makes_directories() throws Exception {
    Path file = dir.resolve("deep/down/app.log");
    try (FileHandler handler = handler(FileConfig.of(file))) {
      handler.handle(event("one"));
      handler.handle(event("two"));
      assertThat(file).isEmptyFile();
      handler.flush();
      assertThat(file).hasContent("one\ntwo\n");
    }
  }

  @Test
  void writes_a_full_buffer_before_the_batch_ends() throws Exception {
    Path file = dir.resolve("app.log");
    try (FileHandler handler = handler(FileConfig.of(file).withBufferBytes(8))) {
      handler.handle(event("one"));
      assertThat(file).isEmptyFile();
      handler.handle(event("two"));
      assertThat(file).hasContent("one\ntwo\n");
    }
  }

  @Test
  void writes_each_event_at_once_on_request() throws Exception {
    Path file = dir.resolve("app.log");
    try (FileHandler handler = handler(FileConfig.of(file).withImmediateFlush(true))) {
      handler.handle(event("one"));
      assertThat(file).hasContent("one\n");
    }
  }

  @Test
  void forces_each_batch_to_the_disk_on_request() throws Exception {
    Path file = dir.resolve("app.log");
    try (FileHandler handler = handler(FileConfig.of(file).withFsync(true))) {
      handler.handle(event("one"));
      handler.flush();
      handler.flush();
      assertThat(file).hasContent("one\n");
    }
  }

  @Test
  void appends_to_what_is_there_or_empties_it() throws Exception {
    Path file = Files.writeString(dir.resolve("app.log"), "old\n");
    try (FileHandler handler = handler(FileConfig.of(file))) {
      handler.handle(event("new"));
    }
    assertThat(file).hasContent("old\nnew\n");
    try (FileHandler handler = handler(FileConfig.of(file).withAppend(false))) {
      handler.handle(event("newer"));
    }
    assertThat(file).hasContent("newer\n");
  }

  @Test
  void begins_a_fresh_file_with_the_header_and_ends_with_the_footer() throws Exception {
    Path file = dir.resolve("app.log");
    MessageEncoder encoder = new MessageEncoder("<\n", ">\n");
    for (String message : List.of("one", "two")) {
      try (FileHandler handler = new FileHandler(FileConfig.of(file), encoder)) {
        handler.handle(event(message));
      }
    }
    assertThat(file).hasContent("<\none\n>\ntwo\n>\n");
  }

  @Test
  void ends_the_half_line_that_a_killed_process_left() throws Exception {
    Path file = Files.writeString(dir.resolve("app.log"), "whole\nhal");
    try (FileHandler handler = handler(FileConfig.of(file))) {
      handler.handle(event("new"));
    }
    assertThat(file).hasContent("whole\nhal\nnew\n");
  }

  @Test
  void opens_at_once_on_request_so_that_a_wrong_path_shows() throws Exception {
    Path inTheWay = Files.writeString(dir.resolve("file"), "");
    try (FileHandler handler = handler(FileConfig.of(inTheWay.resolve("app.log")))) {
      assertThatThrownBy(handler::open).isInstanceOf(IOException.class);
      assertThat(reports.problems()).hasSize(1);
    }
    Path file = dir.resolve("app.log");
    try (FileHandler handler = handler(FileConfig.of(file))) {
      handler.open();
      assertThat(file).exists();
    }
  }

  @Test
  void refuses_a_file_that_another_handler_has() throws Exception {
    Files.createDirectories(dir.resolve("real"));
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("real"));
    Path file = dir.resolve("real/app.log");
    try (FileHandler first = handler(FileConfig.of(file))) {
      first.open();
      for (Path same :
          List.of(file, dir.resolve("real/../real/app.log"), link.resolve("app.log"))) {
        assertThatThrownBy(() -> handler(FileConfig.of(same)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("file must not be in use by another handler, was [" + same + "]");
      }
    }
    handler(FileConfig.of(file)).close();
  }

  @Test
  void refuses_events_when_closed_and_closes_twice() throws Exception {
    FileHandler handler = handler(FileConfig.of(dir.resolve("app.log")));
    handler.handle(event("one"));
    handler.close();
    handler.close();
    assertThatThrownBy(() -> handler.handle(event("two")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is closed");
    assertThat(dir.resolve("app.log")).hasContent("one\n");
  }

  @Test
  void an_encoder_that_fails_leaves_no_half_line() throws Exception {
    Path file = dir.resolve("app.log");
    FileHandler handler =
        new FileHandler(
            FileConfig.of(file),
            (event, out) -> {
              out.append(event.message());
              if (event.message().equals("bad")) {
                throw new IllegalStateException("bad");
              }
              out.append("\n");
            });
    try (handler) {
      handler.handle(event("one"));
      assertThatThrownBy(() -> handler.handle(event("bad"))).hasMessage("bad");
      handler.handle(event("two"));
    }
    assertThat(file).hasContent("one\ntwo\n");
  }

  @Test
  void an_interrupt_of_the_caller_does_not_close_the_file() throws Exception {
    Path file = dir.resolve("app.log");
    try (FileHandler handler = handler(FileConfig.of(file).withImmediateFlush(true))) {
      Thread.currentThread().interrupt();
      handler.handle(event("one"));
      handler.handle(event("two"));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(file).hasContent("one\ntwo\n");
      assertThat(reports.all()).isEmpty();
    }
  }

  @Test
  void lines_of_several_threads_are_whole_and_in_the_order_of_each() throws Exception {
    Path file = dir.resolve("app.log");
    try (FileHandler handler = handler(FileConfig.of(file).withBufferBytes(1000))) {
      Writers.run(THREADS, EVENTS, handler);
    }
    Map<String, Integer> next = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ");
      assertThat(words).hasSize(3);
      assertThat(words[2]).isEqualTo(Writers.FILL);
      assertThat(Integer.parseInt(words[1])).isEqualTo(next.merge(words[0], 1, Integer::sum) - 1);
    }
    assertThat(next).hasSize(THREADS).containsValue(EVENTS).doesNotContainValue(EVENTS - 1);
  }

  @Test
  void a_full_disk_fails_the_events_and_the_file_is_tried_again_later() throws Exception {
    Path full = Path.of("/dev/full");
    assumeThat(Files.isWritable(full)).isTrue();
    Path link = Files.createSymbolicLink(dir.resolve("app.log"), full);
    try (FileHandler handler = handler(FileConfig.of(link))) {
      handler.handle(event("one"));
      handler.handle(event("two"));
      assertThatThrownBy(handler::flush)
          .isInstanceOfSatisfying(
              UndeliveredException.class, e -> assertThat(e.undelivered()).isEqualTo(2));

      Files.delete(link); // there is space again
      assertThatThrownBy(() -> handler.handle(event("too early")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("waits for its next attempt");
      clock.advance(FileConfig.DEFAULT_RETRY_DELAY);
      handler.handle(event("three"));
      handler.flush();
      assertThat(link).hasContent("three\n");
      assertThat(reports.problems()).hasSize(1);
      assertThat(reports.all()).last().asString().endsWith("is written again");
    }
  }

  @Test
  void a_full_buffer_that_cannot_be_written_fails_its_last_event_and_keeps_the_others()
      throws Exception {
    Path full = Path.of("/dev/full");
    assumeThat(Files.isWritable(full)).isTrue();
    Path link = Files.createSymbolicLink(dir.resolve("app.log"), full);
    try (FileHandler handler =
        handler(FileConfig.of(link).withBufferBytes(8).withRetryDelay(Duration.ZERO))) {
      handler.handle(event("one"));
      assertThatThrownBy(() -> handler.handle(event("two"))).isInstanceOf(IOException.class);
      Files.delete(link);
      handler.flush();
      assertThat(link).hasContent("one\n");
    }
  }

  @Test
  void waits_longer_after_each_failure_up_to_a_limit_and_reports_once() throws Exception {
    Path full = Path.of("/dev/full");
    assumeThat(Files.isWritable(full)).isTrue();
    Path inTheWay = Files.writeString(dir.resolve("file"), "");
    Path opensButTakesNothing = Files.createSymbolicLink(dir.resolve("app.log"), full);
    for (Path file : List.of(inTheWay.resolve("app.log"), opensButTakesNothing)) {
      reports.all().clear();
      try (FileHandler handler = handler(FileConfig.of(file).withImmediateFlush(true))) {
        assertThat(waits(handler))
            .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 10_000L, 10_000L);
        assertThat(reports.all()).hasSize(1);
      }
    }
  }

  @Test
  void a_clock_set_back_does_not_lengthen_the_wait() throws Exception {
    Path file = dir.resolve("logs/app.log");
    Path inTheWay = Files.writeString(dir.resolve("logs"), "");
    try (FileHandler handler = handler(FileConfig.of(file).withImmediateFlush(true))) {
      assertThat(failure(handler, "lost")).isNotEqualTo("none");
      Files.delete(inTheWay);
      clock.advance(Duration.ofHours(-1));
      handler.handle(event("one"));
      Files.move(file, dir.resolve("moved"));
      clock.advance(Duration.ofHours(-1));
      handler.handle(event("two"));
      assertThat(file).hasContent("two\n");
    }
  }

  /** Milliseconds between attempts. */
  private List<Long> waits(FileHandler handler) {
    List<Long> waits = new ArrayList<>();
    failure(handler, "lost");
    long since = clock.millis();
    while (waits.size() < 9) {
      clock.advance(Duration.ofMillis(100));
      if (!failure(handler, "lost").contains("waits")) {
        waits.add(clock.millis() - since);
        since = clock.millis();
      }
    }
    return waits;
  }

  private static String failure(FileHandler handler, String message) {
    try {
      handler.handle(event(message));
      return "none";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void follows_a_file_that_is_moved_away_and_loses_nothing() throws Exception {
    Path file = dir.resolve("app.log");
    Path moved = dir.resolve("app.log.1");
    try (FileHandler handler = handler(FileConfig.of(file).withImmediateFlush(true))) {
      handler.handle(event("one"));
      Files.move(file, moved);
      handler.handle(event("before the next look"));
      clock.advance(FileConfig.DEFAULT_EXTERNAL_CHECK);
      handler.handle(event("two"));
    }
    assertThat(moved).hasContent("one\nbefore the next look\n");
    assertThat(file).hasContent("two\n");
  }

  @Test
  void follows_a_file_that_is_removed_with_its_directory_or_replaced() throws Exception {
    Path file = dir.resolve("logs/app.log");
    FileConfig config =
        FileConfig.of(file).withImmediateFlush(true).withExternalCheck(Duration.ZERO);
    try (FileHandler handler = handler(config)) {
      handler.handle(event("one"));
      Files.delete(file);
      Files.delete(file.getParent());
      handler.handle(event("two"));
      assertThat(file).hasContent("two\n");
      Files.move(file, dir.resolve("moved"));
      Files.writeString(file, "theirs\n");
      handler.handle(event("three"));
      assertThat(file).hasContent("theirs\nthree\n");
    }
  }

  @Test
  void a_file_that_is_cut_from_outside_gets_no_hole() throws Exception {
    Path file = dir.resolve("app.log");
    FileConfig config =
        FileConfig.of(file).withImmediateFlush(true).withExternalCheck(Duration.ZERO);
    try (FileHandler handler = handler(config)) {
      handler.handle(event("one"));
      Files.write(file, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
      handler.handle(event("two"));
      assertThat(file).hasContent("two\n");
      assertThat(reports.all()).hasSize(1);
    }
  }

  @Test
  void a_stuck_file_holds_up_one_thread_and_is_closed_in_bounded_time() throws Exception {
    Path pipe = dir.resolve("pipe");
    Path make = Path.of("/usr/bin/mkfifo");
    assumeThat(Files.isExecutable(make)).isTrue();
    new ProcessBuilder(make.toString(), pipe.toString()).start().waitFor();
    try (RandomAccessFile reader = new RandomAccessFile(pipe.toFile(), "rw")) {
      FileHandler handler =
          handler(FileConfig.of(pipe).withWriteTimeout(Duration.ofMillis(50)).withBufferBytes(1));
      handler.open();
      CountDownLatch begun = new CountDownLatch(1);
      String huge = "x".repeat(1_000_000); // more than a pipe holds
      Thread first =
          new Thread(
              () -> {
                begun.countDown();
                failure(handler, huge);
              });
      first.start();
      begun.await();
      await().until(() -> failure(handler, "x").contains("has not finished a write"));
      assertThatThrownBy(handler::close).isInstanceOf(IOException.class);
      handler(FileConfig.of(pipe)).close(); // its file is given up
      reader.readFully(new byte[huge.length()]);
      first.join();
    }
  }

  @Test
  void config_names_value_and_rule() {
    FileConfig config = FileConfig.of(dir.resolve("app.log"));
    assertThatThrownBy(() -> config.withBufferBytes(0))
        .hasMessage("bufferSize must be in 1..67108864 bytes, was 0");
    assertThatThrownBy(() -> config.withRetryDelay(Duration.ofMillis(-1)))
        .hasMessage("retryDelay must not be negative, was PT-0.001S");
    assertThatThrownBy(() -> config.withFile(null))
        .hasMessage("file must be set unless rolling by time, was null");
  }

  private FileHandler handler(FileConfig config) {
    return new FileHandler(config.withClock(clock).withStatus(reports), new MessageEncoder());
  }
}
