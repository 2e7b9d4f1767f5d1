package dev.heartwood.async;

import static dev.heartwood.TestEvents.event;
import static dev.heartwood.async.CallEvent.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heartwood.GatedHandler;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.RecordingHandler;
import dev.heartwood.Resumable;
import dev.heartwood.TestEvents;
import dev.heartwood.WriteLedger;
import dev.heartwood.disk.Disk;
import dev.heartwood.disk.SimulatedDisk;
import dev.heartwood.disk.SimulatedDisk.Call;
import dev.heartwood.disk.SimulatedDisk.Fault;
import dev.heartwood.faults.LoopDisk;
import dev.heartwood.filter.RedactingHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** An asynchronous handler whose calls wait for a disk. */
@Timeout(120)
class DiskRingTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Path RING = Path.of("/app.ring");

  private @TempDir Path directory;
  private final List<String> reports = new CopyOnWriteArrayList<>();
  private final SimulatedDisk disk = new SimulatedDisk(7);
  private final AsyncConfig config =
      AsyncConfig.DEFAULT
          .withRingDirectory(RING)
          .withRingFileBytes(1 << 20)
          .withLossNotices(false)
          .withStatus((level, text, cause) -> reports.add(level + " " + text));

  private AsyncHandler open(LogHandler sink) {
    return new AsyncHandler(config, sink, disk);
  }

  /** With a real disk. */
  private AsyncConfig real() {
    return config.withRingDirectory(directory.resolve("app.ring"));
  }

  @Test
  void delivers_in_order_and_counts() {
    var sink = new RecordingHandler();
    try (var async = new AsyncHandler(real(), sink)) {
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        async.handle(event("event " + i));
        expected.add("event " + i);
      }
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(sink.messages()).isEqualTo(expected);
      Delivery delivery = async.delivery();
      assertThat(delivery.accepted()).isEqualTo(300);
      assertThat(delivery.delivered()).isEqualTo(300);
      assertThat(delivery.inFlight()).isZero();
      assertThat(delivery.unconfirmed()).isZero();
    }
    assertThat(sink.isClosed()).isTrue();
    assertThat(reports).isEmpty();
    try (var async = new AsyncHandler(real(), new RecordingHandler())) {
      assertThat(async.delivery().redelivered()).isZero();
    }
  }

  @Test
  void the_handler_sees_what_it_would_see_behind_a_ring_in_memory() {
    List<LogEvent> events =
        List.of(
            TestEvents.event("pairs", new KeyValue("id", 42L), new KeyValue("at", List.of(1, 2))),
            call("order {} filled at {} for {}", 42, 3.5, "EUR"),
            call("{} of {}", new StringBuilder("mutable"), null),
            call("{}{}{}{}{}{}{}{}", 1, 2, 3, 4, 5, 6, 7, 8));
    var inMemory = new RecordingHandler();
    var onDisk = new RecordingHandler();
    try (var memory = new AsyncHandler(AsyncConfig.DEFAULT, inMemory);
        var durable = open(onDisk)) {
      events.forEach(memory::handle);
      events.forEach(durable::handle);
    }
    assertThat(onDisk.records()).hasToString(inMemory.records().toString());
  }

  @Test
  void after_a_loss_of_power_every_call_that_returned_is_delivered_and_no_producer_has_a_hole()
      throws Exception {
    int producers = 4;
    AtomicIntegerArray returned = new AtomicIntegerArray(producers);
    AsyncConfig impatient = config.withMaxFlushTime(Duration.ofMillis(10));
    try (var async = new AsyncHandler(impatient, new GatedHandler(), disk)) {
      List<Thread> threads = new ArrayList<>();
      for (int p = 0; p < producers; p++) {
        int producer = p;
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < 200; i++) {
                    async.handle(event(producer + " " + i));
                    returned.set(producer, i + 1);
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (int seed = 0; seed < 8; seed++) {
        int wanted = 20 * seed;
        await().until(() -> returned.get(0) >= wanted);
        int[] before = new int[producers];
        for (int p = 0; p < producers; p++) {
          before[p] = returned.get(p);
        }
        requireAll(disk.afterPowerLoss(seed), before);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(async.delivery().unconfirmed()).isZero();
      requireAll(disk.afterPowerLoss(99), new int[] {200, 200, 200, 200});
      requireAll(disk.afterKill(), new int[] {200, 200, 200, 200});
    }
  }

  @Test
  void after_a_loss_of_power_of_a_real_disk_every_call_that_returned_is_delivered()
      throws Exception {
    AsyncConfig impatient = config.withMaxFlushTime(Duration.ofMillis(10));
    try (LoopDisk loop = LoopDisk.make(directory, 16);
        var async =
            new AsyncHandler(
                impatient.withRingDirectory(loop.root().resolve("ring")), new GatedHandler())) {
      for (int i = 1; i <= 3; i++) {
        for (int n = 100 * (i - 1); n < 100 * i; n++) {
          async.handle(event("0 " + n));
        }
        try (LoopDisk after = loop.afterPowerLoss(directory, "after-" + i)) {
          requireAll(
              Disk.local(),
              config.withRingDirectory(after.root().resolve("ring")),
              new int[] {100 * i});
        }
      }
    }
  }

  private void requireAll(SimulatedDisk after, int[] returned) {
    requireAll(after, config, returned);
  }

  private static void requireAll(Disk after, AsyncConfig config, int[] returned) {
    var sink = new RecordingHandler();
    try (var async = new AsyncHandler(config, sink, after)) {
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(async.delivery().redelivered()).isEqualTo(sink.messages().size());
    }
    int[] seen = new int[returned.length];
    for (String message : sink.messages()) {
      int producer = Integer.parseInt(message.split(" ")[0]);
      assertThat(message).isEqualTo(producer + " " + seen[producer]++);
    }
    for (int p = 0; p < seen.length; p++) {
      assertThat(seen[p]).isGreaterThanOrEqualTo(returned[p]);
    }
  }

  @Test
  void a_force_that_fails_is_counted_exactly_and_told_and_its_events_arrive() {
    var sink = new RecordingHandler();
    try (var async = open(sink)) {
      async.handle(event("confirmed"));
      failNext(Call.FORCE);
      async.handle(event("in doubt"));

      assertThat(async.delivery().unconfirmed()).isEqualTo(1);
      assertThat(async.delivery().droppedTotal()).isZero();
      assertThat(reports)
          .containsExactly(
              "ERROR async: 1 events are written and not confirmed, a loss of power may take them:"
                  + " the disk did not confirm the records from 1 up to, not with, 2:"
                  + " Input/output error");
      async.handle(event("later"));
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(async.delivery().unconfirmed()).isEqualTo(1);
      assertThat(async.delivery().accepted()).isEqualTo(3);
      assertThat(async.delivery().delivered()).isEqualTo(3);
    }
    assertThat(sink.messages()).containsExactly("confirmed", "in doubt", "later");
  }

  @Test
  void what_a_failed_force_left_in_doubt_arrives_without_another_call() {
    var sink = new RecordingHandler();
    try (var async = open(sink)) {
      failNext(Call.FORCE);
      async.handle(event("in doubt"));

      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(sink.messages()).containsExactly("in doubt");
    }
  }

  @Test
  void an_event_that_the_disk_refuses_is_dropped_and_counted_and_the_next_one_is_not() {
    var sink = new RecordingHandler();
    try (var async = open(sink)) {
      failNext(Call.WRITE);
      async.handle(event(Level.ERROR, "refused"));
      async.handle(event("taken"));

      assertThat(async.awaitDelivered(LONG)).isTrue();
      Delivery delivery = async.delivery();
      assertThat(delivery.dropped().get(DropReason.DISK)).containsEntry(Level.ERROR, 1L);
      assertThat(delivery.droppedTotal()).isEqualTo(1);
      assertThat(delivery.accepted()).isEqualTo(1);
      assertThat(delivery.delivered()).isEqualTo(1);
    }
    assertThat(sink.messages()).containsExactly("taken");
    assertThat(reports).anyMatch(text -> text.startsWith("ERROR async: 1 events are lost: "));
  }

  @Test
  void a_full_disk_drops_and_counts_until_it_has_room_again() {
    var sink = new RecordingHandler();
    try (var async = open(sink)) {
      disk.capacity(200_000); // the first segment has 128 KiB
      int logged = 0;
      while (async.delivery().droppedTotal() < 3) {
        async.handle(event("x".repeat(5_000)));
        logged++;
      }
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(async.delivery().dropped(DropReason.DISK)).isEqualTo(3);
      assertThat(async.delivery().delivered()).isEqualTo(logged - 3);

      disk.capacity(Long.MAX_VALUE);
      async.handle(event("room again"));
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(sink.messages()).hasSize(logged - 2).endsWith("room again");
    }
  }

  @Test
  void a_disk_that_does_not_answer_holds_nobody_longer_than_the_append_timeout() throws Exception {
    var sink = new RecordingHandler();
    AsyncConfig impatient = config.withAppendTimeout(Duration.ofMillis(50));
    try (var async = new AsyncHandler(impatient, sink, disk)) {
      CountDownLatch answer = stick(Call.FORCE);
      async.handle(event("being written"));
      assertThat(async.delivery().accepted()).isEqualTo(1);
      assertThat(async.delivery().unconfirmed()).isEqualTo(1);
      for (int i = 0; i < 1_000; i++) {
        async.handle(event("refused at once"));
      }
      assertThat(async.delivery().dropped(DropReason.FULL)).isEqualTo(1_000);
      assertThat(async.awaitDelivered(Duration.ofMillis(1))).isFalse();

      answer.countDown();
      assertThat(async.awaitDelivered(LONG)).isTrue();
      async.handle(event("answers again"));
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(async.delivery().unconfirmed()).isEqualTo(1);
      assertThat(async.delivery().delivered()).isEqualTo(2);
    }
    assertThat(sink.messages()).containsExactly("being written", "answers again");
  }

  @Test
  void an_event_that_waits_behind_a_stuck_disk_is_taken_back_and_never_arrives() throws Exception {
    var sink = new RecordingHandler();
    AsyncConfig impatient = config.withAppendTimeout(Duration.ofMillis(300));
    try (var async = new AsyncHandler(impatient, sink, disk)) {
      CountDownLatch answer = stick(Call.FORCE);
      Thread first = new Thread(() -> async.handle(event("being written")));
      first.start();
      await().until(() -> stuck.getCount() == 0);
      async.handle(event("waiting"));
      first.join();
      assertThat(async.delivery().droppedTotal()).isEqualTo(1);

      answer.countDown();
      assertThat(async.awaitDelivered(LONG)).isTrue();
    }
    assertThat(sink.messages()).containsExactly("being written");
  }

  @RepeatedTest(3)
  void every_call_is_counted_once_while_the_disk_stalls_and_fails_at_random() throws Exception {
    var sink = new RecordingHandler();
    int producers = 8;
    int calls = 150;
    AsyncConfig impatient = config.withAppendTimeout(Duration.ofMillis(2));
    try (var async = new AsyncHandler(impatient, sink, disk)) {
      disk.at(
          (number, call, path) -> {
            int dice = ThreadLocalRandom.current().nextInt(100);
            if (!isSegment(path) || (call != Call.WRITE && call != Call.FORCE)) {
              return null;
            }
            if (dice < 10) {
              LockSupport.parkNanos(4_000_000);
            }
            return dice > 95 ? Fault.INPUT_OUTPUT_ERROR : null;
          });
      List<Thread> threads = new ArrayList<>();
      for (int p = 0; p < producers; p++) {
        int producer = p;
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < calls; i++) {
                    async.handle(event(producer + " " + i));
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      disk.at(SimulatedDisk.Faults.NONE);
      assertThat(async.awaitDelivered(LONG)).isTrue();

      Delivery delivery = async.delivery();
      assertThat(delivery.accepted() + delivery.droppedTotal()).isEqualTo(producers * calls);
      assertThat(delivery.delivered()).isEqualTo(delivery.accepted());
      assertThat(delivery.inFlight()).isZero();
      assertThat(delivery.unconfirmed()).isBetween(0L, delivery.accepted());
      assertThat(sink.messages()).doesNotHaveDuplicates().hasSize((int) delivery.accepted());
    }
  }

  @Test
  void closing_does_not_wait_for_a_stuck_disk_longer_than_it_may() throws Exception {
    AsyncConfig impatient =
        config.withAppendTimeout(Duration.ofMillis(-1)).withMaxFlushTime(Duration.ofMillis(20));
    CountDownLatch answer;
    var async = new AsyncHandler(impatient, new RecordingHandler(), disk);
    answer = stick(Call.FORCE);
    Thread caller = new Thread(() -> async.handle(event("being written")));
    caller.start();
    await().until(() -> stuck.getCount() == 0);

    async.close();
    caller.join(); // for ever, but not beyond the end
    assertThat(async.delivery().unconfirmed()).isEqualTo(1);
    async.handle(event("too late"));
    assertThat(async.delivery().dropped(DropReason.CLOSED)).isEqualTo(1);
    answer.countDown();
  }

  @Test
  void a_full_ring_drops_as_told_and_its_disk_gets_no_larger() throws Exception {
    var stuck = new GatedHandler();
    AsyncConfig dropping = real().withOnFull(OnFull.DROP_NEWEST);
    LogEvent large = event("x".repeat(20_000));
    try (var async = new AsyncHandler(dropping, stuck)) {
      int logged = 0;
      while (async.delivery().droppedTotal() < 10) {
        async.handle(large);
        logged++;
      }
      assertThat(async.delivery().dropped(DropReason.FULL)).isEqualTo(10);
      assertThat(logged - 10).as("of 52 that 1 MiB would hold").isGreaterThan(30);
      assertThat(bytesOnDisk()).isLessThan((1 << 20) + 2_000);
      assertThat(async.queued()).isGreaterThan(700_000);

      stuck.open();
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(async.delivery().delivered()).isEqualTo(logged - 10);
      assertThat(stuck.messages()).hasSize(logged - 10);
    }
  }

  @Test
  void a_full_ring_holds_up_its_callers_and_loses_nothing() throws Exception {
    var sink = new RecordingHandler();
    try (var async = new AsyncHandler(real(), sink)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Thread thread =
            new Thread(
                () -> {
                  for (int i = 0; i < 60; i++) {
                    async.handle(event(i + " " + "x".repeat(20_000)));
                  }
                });
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(async.delivery().delivered()).isEqualTo(240);
      assertThat(async.delivery().droppedTotal()).isZero();
    }
    assertThat(sink.messages()).hasSize(240);
    assertThat(bytesOnDisk()).as("what is delivered is deleted").isLessThan(500_000);
  }

  private long bytesOnDisk() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(directory.resolve("app.ring"))) {
      for (Path each : files.toList()) {
        bytes += Files.size(each);
      }
    }
    return bytes;
  }

  @Test
  void what_a_stuck_handler_left_is_delivered_first_at_the_next_start() {
    var stuck = new GatedHandler();
    var dying = new AsyncHandler(real().withMaxFlushTime(Duration.ofMillis(10)), stuck);
    dying.handle(event("one"));
    stuck.awaitEntered();
    dying.handle(event("two"));
    dying.close();
    assertThat(dying.delivery().inFlight()).isEqualTo(2);
    assertThat(dying.delivery().failed()).isZero();
    var sink = new RecordingHandler();
    await().untilAsserted(() -> new AsyncHandler(real(), sink).close()); // it closes on its worker

    assertThat(sink.messages()).containsExactly("one", "two");
  }

  @Test
  void says_how_many_events_a_handler_may_have_had_that_cannot_tell() {
    var stuck = new GatedHandler();
    try (var dying = new AsyncHandler(config.withMaxFlushTime(Duration.ZERO), stuck, disk)) {
      dying.handle(event("one"));
      stuck.awaitEntered();
      dying.handle(event("two"));
      var sink = new RecordingHandler();
      try (var async = new AsyncHandler(config, sink, disk.afterKill())) {
        assertThat(async.delivery().redelivered()).isEqualTo(2);
        assertThat(async.delivery().possiblyDuplicated()).as("the one in hand").isEqualTo(1);
      }
      try (var async = new AsyncHandler(config, sink, disk.afterPowerLoss(1))) {
        assertThat(async.delivery().possiblyDuplicated()).as("nobody can tell").isEqualTo(2);
      }
    }
  }

  @Test
  void an_event_is_kept_until_the_handlers_own_disk_has_confirmed_it() {
    var forced = new CountDownLatch(1);
    var sink = new ForcedLate(forced);
    try (var async = open(sink)) {
      async.handle(event("one"));
      async.handle(event("two"));
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(redelivered(disk.afterPowerLoss(3))).containsExactly("one", "two");

      forced.countDown();
    }
    assertThat(redelivered(disk.afterPowerLoss(4))).isEmpty();
  }

  private List<String> redelivered(SimulatedDisk after) {
    var sink = new RecordingHandler();
    new AsyncHandler(config, sink, after).close();
    return sink.messages();
  }

  /** Can tell what it has, and whose disk takes its time once there is something. */
  private static final class ForcedLate extends RecordingHandler implements Resumable {
    private final CountDownLatch forced;

    ForcedLate(CountDownLatch forced) {
      this.forced = forced;
    }

    @Override
    public Outcome resume(WriteLedger ledger) {
      assertThat(ledger.forces()).isTrue();
      return Outcome.WRITTEN;
    }

    @Override
    public void force() throws IOException {
      if (!records().isEmpty()) {
        try {
          forced.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    }
  }

  @Test
  void threads_of_our_own_do_not_wait_for_the_disk_and_are_taken_once() {
    var recursive = new RecordingHandler();
    AsyncHandler[] self = new AsyncHandler[1];
    LogHandler chatty =
        handled -> {
          recursive.handle(handled);
          self[0].handle(event("inner"));
        };
    try (var async = open(chatty)) {
      self[0] = async;
      async.handle(event("outer"));
      await().untilAsserted(() -> assertThat(async.delivery().delivered()).isEqualTo(2));
      assertThat(async.delivery().dropped(DropReason.RECURSION)).isEqualTo(1);
      assertThat(async.delivery().unconfirmed()).as("nobody waited for it").isEqualTo(1);
    }
    assertThat(recursive.messages()).containsExactly("outer", "inner");
  }

  @Test
  void an_interrupted_caller_loses_nothing_and_keeps_its_flag() {
    var sink = new RecordingHandler();
    try (var async = open(sink)) {
      Thread.currentThread().interrupt();
      async.handle(event("interrupted"));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(async.delivery().unconfirmed()).isZero();
    }
    assertThat(sink.messages()).containsExactly("interrupted");
  }

  @Test
  void an_event_too_long_is_cut_with_a_note_and_counted() {
    var sink = new RecordingHandler();
    try (var async = open(sink)) {
      async.handle(event("x".repeat(1_000_000)));
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(async.delivery().cut()).isEqualTo(1);
    }
    assertThat(sink.messages()).singleElement().asString().endsWith("x[cut: 1000000 chars]");
  }

  @Test
  void a_redactor_behind_the_ring_is_refused() {
    assertThatThrownBy(() -> open(new RedactingHandler(e -> e, new RecordingHandler())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("secrets would be on the disk");
  }

  @Test
  void a_directory_in_use_is_refused_unless_another_one_may_be_taken() {
    try (var async = new AsyncHandler(real(), new RecordingHandler())) {
      assertThat(async.isClosed()).isFalse();
      assertThatThrownBy(() -> new AsyncHandler(real(), new RecordingHandler()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("app.ring] must not be in use, was: ")
          .hasMessageContaining("is held by this process");
      new AsyncHandler(real().withOwnRingFile(true), new RecordingHandler()).close();
    }
    assertThat(directory.resolve("app.ring-2")).isDirectory();
  }

  @Test
  void a_file_in_place_of_the_directory_is_refused() throws IOException {
    Files.writeString(directory.resolve("app.ring"), "a ring of durability process, perhaps");

    assertThatThrownBy(() -> new AsyncHandler(real(), new RecordingHandler()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageEndingWith("app.ring] must be a directory with durability DISK, was a file");
  }

  @Test
  void options_that_contradict_each_other_are_refused() {
    assertThatThrownBy(() -> config.withCapture(Capture.BY_REFERENCE))
        .hasMessage("capture must be FREEZE with durability DISK, was BY_REFERENCE");
    assertThatThrownBy(() -> config.withAppendTimeout(Duration.ZERO))
        .hasMessage("appendTimeout must not be 0 with durability DISK: a call waits for the disk");
    assertThatThrownBy(
            () -> new ShardedHandler(config, 2, e -> null, shard -> new RecordingHandler()))
        .hasMessage("durability must be MEMORY for shards, was DISK");
    assertThat(config.withRingFile(RING).durability()).isEqualTo(Durability.DISK);
  }

  private void failNext(Call failing) {
    long[] left = {1};
    disk.at(
        (number, call, path) ->
            call == failing && isSegment(path) && left[0]-- > 0 ? Fault.INPUT_OUTPUT_ERROR : null);
  }

  private final CountDownLatch stuck = new CountDownLatch(1);

  /** From the next such call on the disk does not answer, until the latch is counted down. */
  private CountDownLatch stick(Call sticking) {
    CountDownLatch answer = new CountDownLatch(1);
    disk.at(
        new SimulatedDisk.Faults() {
          @Override
          public @Nullable Fault on(long number, Call call, Path path) {
            if (call == sticking && isSegment(path)) {
              stuck.countDown();
              try {
                answer.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
            return null;
          }
        });
    return answer;
  }

  private static boolean isSegment(Path path) {
    return path.toString().endsWith(".segment");
  }
}
