package dev.heartwood.async;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.GatedHandler;
import dev.heartwood.RecordingHandler;
import dev.heartwood.faults.ChildJvm;
import dev.heartwood.faults.LoopDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others do to the file of a ring while a process logs, and what a loss of power leaves. */
@Timeout(120)
class ForeignHandsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int RING_BYTES = 1 << 20;

  private @TempDir Path dir;
  private final List<String> reports = new ArrayList<>();

  @Test
  void a_file_that_is_removed_is_reported_and_another_takes_its_place() throws Exception {
    Path file = dir.resolve("app.ring");
    try (ChildJvm child = start(file)) {
      Files.delete(file);
      await().atMost(LONG).until(() -> child.errors().contains("] was moved"));
      awaitMore(child, 10_000);
      await().atMost(LONG).until(() -> Files.exists(file));
      Ending ending = Ending.of(child);

      assertThat(child.errors())
          .containsOnlyOnce(
              "ERROR async: ringFile ["
                  + file
                  + "] was moved or removed from outside: goes on in a new one, what was in it is"
                  + " delivered unless we are killed");
      ending.assertCounted();
      assertThat(ending.delivered).isEqualTo(ending.arrived);
      assertThat(ending.failed + ending.dropped).isZero();
    }
    assertThatTheNextStartFindsNothing(file);
  }

  @Test
  void a_file_in_the_place_of_a_ring_is_reported_and_left_alone() throws Exception {
    Path file = dir.resolve("app.ring");
    try (ChildJvm child = start(file)) {
      Files.move(
          Files.writeString(dir.resolve("theirs"), "theirs"),
          file,
          StandardCopyOption.REPLACE_EXISTING);
      await().atMost(LONG).until(() -> child.errors().contains("] was replaced"));
      awaitMore(child, 10_000);
      Ending ending = Ending.of(child);

      assertThat(child.errors())
          .containsOnlyOnce(
              "ERROR async: ringFile ["
                  + file
                  + "] was replaced from outside: events still arrive, but those in the ring will"
                  + " not survive the process");
      ending.assertCounted();
      assertThat(ending.delivered).isEqualTo(ending.arrived);
      assertThat(ending.failed + ending.dropped).isZero();
    }
    assertThat(file).hasContent("theirs");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 50_000, 700_000})
  void a_file_that_is_cut_costs_at_most_what_was_in_it_and_another_takes_its_place(long length)
      throws Exception {
    Path file = dir.resolve("app.ring");
    try (ChildJvm child = start(file)) {
      try (RandomAccessFile ring = new RandomAccessFile(file.toFile(), "rw")) {
        ring.setLength(length);
      }
      awaitReport(child);
      awaitMore(child, 10_000);
      Ending ending = Ending.of(child);

      assertThat(child.errors())
          .containsOnlyOnce(
              "ERROR async: ringFile ["
                  + file
                  + "] was cut or written to from outside: goes on in a new one, events that were"
                  + " in it may be lost");
      ending.assertCounted();
      assertThat(ending.failed).isLessThan(RING_BYTES / 50);
      assertThat(ending.dropped).isLessThanOrEqualTo(ending.unreadable);
    }
    assertThatTheNextStartFindsNothing(file);
  }

  @Test
  void a_file_that_is_written_to_costs_at_most_what_was_in_it() throws Exception {
    Path file = dir.resolve("app.ring");
    try (ChildJvm child = start(file)) {
      byte[] noise = new byte[RING_BYTES];
      new Random(20261124).nextBytes(noise);
      try (RandomAccessFile ring = new RandomAccessFile(file.toFile(), "rw")) {
        ring.seek(4_096);
        ring.write(noise);
      }
      awaitReport(child);
      awaitMore(child, 10_000);
      Ending ending = Ending.of(child);

      ending.assertCounted();
      assertThat(ending.dropped).isZero();
    }
    assertThatTheNextStartFindsNothing(file);
  }

  private void assertThatTheNextStartFindsNothing(Path file) throws IOException {
    var sink = new RecordingHandler();
    try (var next = new AsyncHandler(config(file), sink)) {
      next.handle(event("one"));
    }
    assertThat(sink.messages()).containsExactly("one");
    assertThat(reports).isEmpty();
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("app.ring", "app.ring.lock", "errors");
    }
  }

  @Test
  void a_file_without_its_header_as_a_loss_of_power_may_leave_it_is_made_anew() throws Exception {
    Path file = dir.resolve("app.ring");
    Files.write(file, new byte[4_096 + (1 << 20)]);
    var sink = new RecordingHandler();
    try (var async = new AsyncHandler(config(file), sink)) {
      async.handle(event("one"));
    }
    assertThat(sink.messages()).containsExactly("one");
    assertThat(reports)
        .containsExactly("ringFile [" + file + "] held nothing but zeros, and is made anew");
  }

  @Test
  void after_a_loss_of_power_what_is_delivered_is_whole_and_the_ring_goes_on() throws Exception {
    try (LoopDisk disk = LoopDisk.make(dir, 8)) {
      var stuck = new GatedHandler();
      AsyncConfig live =
          config(disk.root().resolve("app.ring")).withMaxFlushTime(Duration.ofMillis(10));
      try (var async = new AsyncHandler(live, stuck)) {
        log(async, 0, 1_500);
        disk.sync();
        log(async, 1_500, 1_500);
        try (LoopDisk after = disk.afterPowerLoss(dir, "after")) {
          Path file = after.root().resolve("app.ring");
          anotherBoot(file);
          var sink = new RecordingHandler();
          try (var next = new AsyncHandler(config(file), sink)) {
            log(next, 3_000, 1);
            assertThat(next.awaitDelivered(LONG)).isTrue();
            assertThat(next.delivery().failed()).isZero();
            assertThat(next.delivery().redelivered()).isEqualTo(sink.messages().size() - 1);
            assertThat(next.delivery().possiblyDuplicated())
                .isEqualTo(next.delivery().redelivered());
          }
          List<String> delivered = sink.messages();
          assertThat(delivered).containsAll(numbered(0, 1_500)).endsWith("event 3000");
          assertThat(numbered(0, 3_001).stream().filter(delivered::contains).toList())
              .isEqualTo(delivered);
        }
      }
    }
  }

  private static void log(AsyncHandler async, int from, int count) {
    numbered(from, count).forEach(message -> async.handle(event(message)));
  }

  private static List<String> numbered(int from, int count) {
    return IntStream.range(from, from + count).mapToObj(i -> "event " + i).toList();
  }

  /** As the file stands after the machine was booted again. */
  private static void anotherBoot(Path file) throws IOException {
    try (RandomAccessFile ring = new RandomAccessFile(file.toFile(), "rw")) {
      ring.seek(128);
      ring.write("another boot".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private AsyncConfig config(Path file) {
    return AsyncConfig.DEFAULT
        .withRingFile(file)
        .withRingFileBytes(RING_BYTES)
        .withStatus((level, text, cause) -> reports.add(text));
  }

  /** A process whose events arrive. */
  private ChildJvm start(Path file) throws IOException {
    ChildJvm child =
        ChildJvm.start(List.of(), dir.resolve("errors"), CutRing.class, file.toString());
    String arrived = "0";
    while ("0".equals(arrived)) {
      child.tell("");
      arrived = child.line();
    }
    assertThat(arrived).as(child.errors()).isNotNull();
    return child;
  }

  private static void awaitReport(ChildJvm child) {
    await()
        .atMost(LONG)
        .until(() -> child.errors().contains("from outside") || !child.crash().isEmpty());
    abortIfCrashed(child);
  }

  /** Until so many more events have arrived. */
  private static void awaitMore(ChildJvm child, long events) throws IOException {
    long before = arrived(child);
    await().atMost(LONG).until(() -> arrived(child) > before + events);
  }

  private static long arrived(ChildJvm child) throws IOException {
    child.tell("");
    String arrived = child.line();
    abortIfCrashed(child);
    return Long.parseLong(String.valueOf(arrived));
  }

  /** What JDK 17 may do if the file is cut while code is not yet compiled. */
  private static void abortIfCrashed(ChildJvm child) {
    assumeThat(child.crash()).as("the JVM did not die of the cut").doesNotContain("SIGBUS");
  }

  private record Ending(
      long calls,
      long thrown,
      long arrived,
      long accepted,
      long delivered,
      long failed,
      long inFlight,
      long dropped,
      long unreadable) {

    static Ending of(ChildJvm child) throws Exception {
      child.endInput();
      List<String> printed = child.lines();
      abortIfCrashed(child);
      assertThat(child.await()).as(child.errors()).isZero();
      long[] n =
          Arrays.stream(String.join(" ", printed).split(" ")).mapToLong(Long::parseLong).toArray();
      return new Ending(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8]);
    }

    /** An error that the JVM tells late may hit a call, or a delivery, that has succeeded. */
    void assertCounted() {
      assertThat(delivered).as(toString()).isLessThanOrEqualTo(arrived);
      assertThat(inFlight).as(toString()).isZero();
      assertThat(accepted).as(toString()).isEqualTo(delivered + failed);
      assertThat(accepted + dropped).as(toString()).isBetween(calls - thrown, calls + unreadable);
    }
  }
}
