package dev.heartwood.async;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.GatedHandler;
import dev.heartwood.LogRecord;
import dev.heartwood.ring.WorkerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class FullRingTest {
  private static final int CAPACITY = 8;

  private final StatusLines status = new StatusLines();
  private final AsyncConfig config =
      AsyncConfig.DEFAULT
          .withName("full-ring")
          .withCapacity(CAPACITY)
          .withStatus(status)
          .withAppendTimeout(Duration.ofMillis(200));
  private final GatedHandler sink = new GatedHandler();

  @Test
  void counts_what_it_drops_by_level_and_tells_of_it_when_the_sink_moves_again() {
    AsyncConfig dropping = config.withOnFull(OnFull.DROP_NEWEST);
    try (var async = new AsyncHandler(dropping, sink)) {
      fill(async);
      for (int i = 0; i < 5; i++) {
        async.handle(event(Level.INFO, "lost"));
      }
      async.handle(event(Level.ERROR, "lost"));

      Delivery stuck = async.delivery();
      assertThat(stuck.accepted()).isEqualTo(CAPACITY);
      assertThat(stuck.inFlight()).isEqualTo(CAPACITY);
      assertThat(stuck.dropped())
          .isEqualTo(Map.of(DropReason.FULL, Map.of(Level.INFO, 5L, Level.ERROR, 1L)));

      sink.open();
      await().until(() -> async.delivery().notices() == 1);
      assertThat(async.delivery().delivered()).isEqualTo(CAPACITY);
    }
    LogRecord notice = notices(sink.records()).get(0);
    assertThat(notice.message())
        .startsWith("6 events dropped: ring full (ERROR 1, INFO 5) between");
    assertThat(notice.level()).isEqualTo(Level.ERROR);
    assertThat(notice.loggerName()).isEqualTo(LossNotices.LOGGER);
    assertThat(sink.records()).hasSize(CAPACITY + 1);
  }

  @Test
  void holds_a_hundred_calls_at_most_one_append_timeout_in_total() {
    AsyncConfig slow = config.withAppendTimeout(Duration.ofMillis(500));
    try (var async = new AsyncHandler(slow, sink)) {
      fill(async);
      long start = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        async.handle(event("lost"));
      }
      Duration held = Duration.ofNanos(System.nanoTime() - start);

      assertThat(held).isBetween(Duration.ofMillis(500), Duration.ofSeconds(5));
      assertThat(async.delivery().dropped(DropReason.TIMEOUT)).isEqualTo(1);
      assertThat(async.delivery().dropped(DropReason.FULL)).isEqualTo(99);
      assertThat(status.lines()).hasSize(1).first().asString().contains("ring was full for PT0.5S");
      sink.open();
    }
    assertThat(notices(sink.records()).get(0).message()).startsWith("100 events dropped");
  }

  @Test
  void counts_exactly_what_many_callers_lose() throws Exception {
    var own = new AtomicLong();
    try (var async = new AsyncHandler(config.withAppendTimeout(Duration.ofMillis(50)), sink)) {
      fill(async);
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        callers.add(
            new Thread(
                () -> {
                  for (int n = 0; n < 500; n++) {
                    async.handle(event("lost"));
                    own.incrementAndGet();
                  }
                }));
      }
      callers.forEach(Thread::start);
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(async.delivery().droppedTotal()).isEqualTo(own.get()).isEqualTo(4000);
      assertThat(async.delivery().accepted()).isEqualTo(CAPACITY);
      sink.open();
    }
    assertThat(sink.messages()).filteredOn(m -> m.equals("lost")).isEmpty();
    assertThat(sink.messages()).filteredOn(m -> m.equals("kept")).hasSize(CAPACITY);
  }

  @Test
  void never_waits_with_a_timeout_of_zero() {
    try (var async = new AsyncHandler(config.withAppendTimeout(Duration.ZERO), sink)) {
      fill(async);
      async.handle(event("lost"));
      assertThat(async.delivery().dropped(DropReason.FULL)).isEqualTo(1);
      sink.open();
    }
  }

  @Test
  void waits_for_ever_with_a_negative_timeout() throws Exception {
    try (var async = new AsyncHandler(config.withAppendTimeout(Duration.ofMillis(-1)), sink)) {
      fill(async);
      Thread caller = new Thread(() -> async.handle(event("late")));
      caller.start();
      WorkerThreads.awaitWaiting(caller);
      sink.open();
      caller.join();
    }
    assertThat(sink.messages()).contains("late");
  }

  @Test
  void drops_only_below_the_level_and_waits_at_it() {
    AsyncConfig below = config.withOnFull(OnFull.DROP_BELOW).withDropBelow(Level.WARN);
    try (var async = new AsyncHandler(below, sink)) {
      fill(async);
      async.handle(event(Level.INFO, "lost at once"));
      assertThat(async.delivery().dropped(DropReason.FULL)).isEqualTo(1);
      async.handle(event(Level.WARN, "lost after a wait"));
      assertThat(async.delivery().dropped())
          .containsEntry(DropReason.TIMEOUT, Map.of(Level.WARN, 1L));
      sink.open();
    }
  }

  @Test
  void an_interrupted_caller_keeps_waiting_its_flag_and_its_event() throws Exception {
    var flagKept = new AtomicBoolean();
    try (var async = new AsyncHandler(config.withAppendTimeout(Duration.ofSeconds(30)), sink)) {
      fill(async);
      Thread caller =
          new Thread(
              () -> {
                Thread.currentThread().interrupt();
                async.handle(event("interrupted"));
                flagKept.set(Thread.currentThread().isInterrupted());
              });
      caller.start();
      WorkerThreads.awaitWaiting(caller);
      caller.interrupt();
      sink.open();
      caller.join();
    }
    assertThat(flagKept).isTrue();
    assertThat(sink.messages()).contains("interrupted");
  }

  @Test
  void a_thread_that_heartwood_owns_never_waits() throws Exception {
    try (var async = new AsyncHandler(config.withAppendTimeout(Duration.ofSeconds(30)), sink)) {
      fill(async);
      var owned = new WorkerThread("owned", true, () -> async.handle(event("lost")));
      owned.start();
      owned.join();
      assertThat(async.delivery().dropped(DropReason.FULL)).isEqualTo(1);
      sink.open();
    }
  }

  @Test
  void writes_notices_at_most_once_a_second_and_at_close() {
    AsyncConfig dropping = config.withOnFull(OnFull.DROP_NEWEST).withCapacity(1);
    var slow = new GatedHandler();
    long own = 0;
    var async = new AsyncHandler(dropping, slow);
    async.handle(event("first"));
    slow.awaitEntered();
    slow.open();
    long start = System.nanoTime();
    for (; own < 200_000; own++) {
      async.handle(event("x"));
    }
    async.close();
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    Delivery delivery = async.delivery();
    assertThat(delivery.accepted() + delivery.droppedTotal()).isEqualTo(own + 1);
    assertThat(delivery.notices()).isLessThanOrEqualTo(seconds + 2);
    assertThat(lostByNotices(slow.records())).isEqualTo(delivery.droppedTotal());
  }

  @Test
  void tells_the_status_instead_if_notices_are_not_wanted() {
    AsyncConfig quiet = config.withOnFull(OnFull.DROP_NEWEST).withLossNotices(false);
    try (var async = new AsyncHandler(quiet, sink)) {
      fill(async);
      async.handle(event("lost"));
      sink.open();
    }
    assertThat(sink.messages()).containsOnly("kept");
    assertThat(status.lines()).hasSize(1).first().asString().contains("1 event dropped: ring full");
  }

  private static List<LogRecord> notices(List<LogRecord> records) {
    return records.stream()
        .filter(record -> record.loggerName().equals(LossNotices.LOGGER))
        .toList();
  }

  private static long lostByNotices(List<LogRecord> records) {
    return notices(records).stream()
        .mapToLong(record -> (Long) record.keyValues().get(1).value())
        .sum();
  }

  /** Fills the ring, the event in the stuck sink's hand included: it frees its place only later. */
  private void fill(AsyncHandler async) {
    for (int i = 0; i < CAPACITY; i++) {
      async.handle(event("kept"));
    }
    sink.awaitEntered();
    assertThat(async.remainingCapacity()).isZero();
    assertThat(async.queued()).isEqualTo(CAPACITY);
  }
}
