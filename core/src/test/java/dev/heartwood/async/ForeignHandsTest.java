package dev.heartwood.async;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others do to the file of a ring while a process logs, and what a loss of power leaves. */
@Timeout(120)
class ForeignHandsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private @TempDir Path dir;
  private final List<String> reports = new ArrayList<>();

  @Test
  void a_file_that_is_removed_is_reported_and_every_event_still_arrives() throws Exception {
    Path file = dir.resolve("app.ring");
    try (ChildJvm child = start(file)) {
      Files.delete(file);
      await().atMost(LONG).until(() -> child.errors().contains("removed or replaced"));
      Ending ending = Ending.of(child);

      assertThat(child.errors())
          .containsOnlyOnce(
              "ERROR async: ringFile ["
                  + file
                  + "] was moved, removed or replaced from outside: events still arrive, but those"
                  + " in the ring will not survive the process");
      ending.assertCounted();
      assertThat(ending.delivered).isEqualTo(ending.arrived);
      assertThat(ending.failed + ending.dropped).isZero();
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
        .withRingFileBytes(1 << 20)
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
