package dev.heartwood.async;

import static dev.heartwood.TestEvents.event;
import static dev.heartwood.async.CallEvent.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import dev.heartwood.GatedHandler;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.RecordingHandler;
import dev.heartwood.Resumable;
import dev.heartwood.TestEvents;
import dev.heartwood.ThrownData;
import dev.heartwood.WriteLedger;
import dev.heartwood.filter.FilteringHandler;
import dev.heartwood.filter.RedactingHandler;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** An asynchronous handler whose ring lies in a file. */
class FileRingTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private @TempDir Path directory;
  private AsyncConfig config;

  @BeforeEach
  void configure() {
    config =
        AsyncConfig.DEFAULT
            .withRingFile(directory.resolve("app.ring"))
            .withRingFileBytes(1 << 20)
            .withStatus((level, text, cause) -> {});
  }

  @Test
  void delivers_in_order_and_counts() {
    var sink = new RecordingHandler();
    try (var async = new AsyncHandler(config, sink)) {
      for (int i = 0; i < 10_000; i++) {
        async.handle(event("event " + i));
      }
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(sink.messages()).hasSize(10_000).startsWith("event 0", "event 1");
      assertThat(async.delivery().accepted()).isEqualTo(10_000);
      assertThat(async.delivery().delivered()).isEqualTo(10_000);
      assertThat(async.delivery().inFlight()).isZero();
      assertThat(async.awaitDelivered(LONG)).isTrue(); // nothing new to wait for
    }
    assertThat(sink.isClosed()).isTrue();
  }

  @Test
  void the_handler_sees_what_it_would_see_behind_a_ring_in_memory() {
    List<LogEvent> events =
        List.of(
            TestEvents.event("pairs", new KeyValue("id", 42L), new KeyValue("at", List.of(1, 2))),
            call("order {} filled at {} for {}", 42, 3.5, "EUR"),
            call("{} of {}", new StringBuilder("mutable"), null),
            call("{}{}{}{}{}{}{}{}", 1, 2, 3, 4, 5, 6, 7, 8),
            new LogRecord(
                TestEvents.TIME,
                Level.ERROR,
                "orders",
                "main",
                "failed",
                List.of(),
                "failed",
                List.of(),
                List.of(new LogMarker("AUDIT", List.of())),
                Map.of("user", "me"),
                ThrownData.of(new IllegalStateException("why", new RuntimeException("cause"))),
                null));
    var inMemory = new RecordingHandler();
    var inFile = new RecordingHandler();
    try (var memory = new AsyncHandler(AsyncConfig.DEFAULT, inMemory);
        var file = new AsyncHandler(config, inFile)) {
      events.forEach(memory::handle);
      events.forEach(file::handle);
    }
    assertThat(inFile.records()).hasToString(inMemory.records().toString()); // as they print
  }

  @Test
  void what_a_stuck_handler_left_is_delivered_first_at_the_next_start() {
    var stuck = new GatedHandler();
    AsyncConfig impatient = config.withMaxFlushTime(Duration.ofMillis(10));
    var dying = new AsyncHandler(impatient, stuck);
    dying.handle(event("one"));
    stuck.awaitEntered();
    dying.handle(event("two"));
    dying.close();
    assertThat(dying.delivery().inFlight()).isEqualTo(2);
    assertThat(dying.delivery().failed()).isZero();
    var sink = new RecordingHandler();
    try (var async = new AsyncHandler(config, sink)) {
      async.handle(event("three"));
      assertThat(async.awaitDelivered(LONG)).isTrue();

      assertThat(sink.messages()).containsExactly("one", "two", "three");
      assertThat(async.delivery().redelivered()).isEqualTo(2);
      assertThat(async.delivery().possiblyDuplicated()).isEqualTo(1); // the one in hand
      assertThat(async.delivery().accepted()).isEqualTo(3);
      assertThat(async.delivery().delivered()).isEqualTo(3);
    }
  }

  @Test
  void what_was_delivered_is_not_delivered_again() {
    try (var async = new AsyncHandler(config, new RecordingHandler())) {
      async.handle(event("one"));
    }
    var sink = new RecordingHandler();
    try (var async = new AsyncHandler(config, sink)) {
      assertThat(async.delivery().redelivered()).isZero();
    }
    assertThat(sink.messages()).isEmpty();
  }

  @Test
  void a_full_ring_drops_and_counts_as_told() {
    var stuck = new GatedHandler();
    AsyncConfig dropping = config.withOnFull(OnFull.DROP_NEWEST).withLossNotices(false);
    LogEvent large = event("x".repeat(100_000));
    try (var async = new AsyncHandler(dropping, stuck)) {
      for (int i = 0; i < 20; i++) {
        async.handle(large);
      }
      assertThat(async.delivery().accepted()).isEqualTo(10);
      assertThat(async.delivery().dropped(DropReason.FULL)).isEqualTo(10);
      stuck.open();
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(async.delivery().delivered()).isEqualTo(10);
    }
    assertThat(stuck.messages()).hasSize(10);
  }

  @Test
  void a_full_ring_holds_up_its_callers_and_loses_nothing() throws Exception {
    try (var async = new AsyncHandler(config, handled -> {})) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Thread thread =
            new Thread(
                () -> {
                  for (int i = 0; i < 20_000; i++) {
                    async.handle(call("order {} filled at {} for {}", i, 3.5, "EUR"));
                  }
                });
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(async.delivery().delivered()).isEqualTo(80_000);
      assertThat(async.delivery().inFlight()).isZero();
      assertThat(async.delivery().droppedTotal()).isZero();
    }
  }

  @Test
  void an_event_too_long_is_cut_with_a_note_and_counted() {
    var sink = new RecordingHandler();
    String text = "x".repeat(1_000_000);
    try (var async = new AsyncHandler(config, sink)) {
      async.handle(event(text));
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(async.delivery().cut()).isEqualTo(1);
    }
    assertThat(sink.messages()).singleElement().asString().endsWith("x[cut: 1000000 chars]");
  }

  @Test
  void events_logged_while_handling_are_taken_once() {
    var recursive = new RecordingHandler();
    AsyncHandler[] self = new AsyncHandler[1];
    LogHandler chatty =
        handled -> {
          recursive.handle(handled);
          self[0].handle(event("inner"));
        };
    try (var async = new AsyncHandler(config.withLossNotices(false), chatty)) {
      self[0] = async;
      async.handle(event("outer"));
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(async.awaitDelivered(LONG)).isTrue();
      assertThat(async.delivery().dropped(DropReason.RECURSION)).isEqualTo(1);
    }
    assertThat(recursive.messages()).startsWith("outer", "inner");
  }

  @Test
  void a_plain_call_allocates_nothing_once_it_is_compiled() {
    AsyncConfig roomy = config.withRingFileBytes(8 << 20);
    try (var async = new AsyncHandler(roomy, handled -> {})) {
      await().until(() -> allocatedByPlainCalls(async) < 10_000); // that is: not one per call
    }
  }

  private static long allocatedByPlainCalls(AsyncHandler async) {
    assertThat(async.awaitDelivered(LONG)).isTrue();
    Integer first = 42;
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      async.handleCall(
          i, Level.INFO, "orders", "main", "order {} of {}", first, "EUR", null, 2, Map.of());
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void a_redactor_behind_the_ring_is_refused() {
    LogHandler masking =
        new FilteringHandler(e -> true, new RedactingHandler(e -> e, new RecordingHandler()));

    assertThatThrownBy(() -> new AsyncHandler(config, masking))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a redactor must stand in front of a ring in a file, was behind it: secrets would be on"
                + " the disk");
  }

  @Test
  void a_file_in_use_is_refused_unless_another_one_may_be_taken() {
    try (var async = new AsyncHandler(config, new RecordingHandler())) {
      assertThat(async.isClosed()).isFalse();
      assertThatThrownBy(() -> new AsyncHandler(config, new RecordingHandler()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("must not be in use, was by another handler of this process");
      new AsyncHandler(config.withOwnRingFile(true), new RecordingHandler()).close();
    }
    assertThat(directory.resolve("app.ring-2")).exists();
  }

  @Test
  void options_that_contradict_each_other_are_refused() {
    assertThatThrownBy(() -> config.withCapture(Capture.BY_REFERENCE))
        .hasMessage("capture must be FREEZE with durability PROCESS, was BY_REFERENCE");
    assertThatThrownBy(() -> config.withRingFileBytes(1000))
        .hasMessage("ringFileSize must be a power of two from 1 MiB to 512 MiB, was 1000 bytes");
    assertThatThrownBy(
            () -> new ShardedHandler(config, 2, e -> null, shard -> new RecordingHandler()))
        .hasMessage("durability must be MEMORY for shards, was PROCESS");
  }

  @Test
  void a_handler_that_can_tell_is_asked_and_gets_only_the_rest() {
    var first = new Noting(Resumable.Outcome.UNKNOWN);
    try (var async = new AsyncHandler(config.withMaxFlushTime(Duration.ofMillis(10)), first)) {
      async.handle(event("one"));
      async.handle(event("two"));
      async.handle(event("stuck"));
      first.stuck.awaitEntered();
    }
    assertThat(first.last).isNull();
    var second = new Noting(Resumable.Outcome.WRITTEN);
    second.stuck.open();
    try (var async = new AsyncHandler(config, second)) {
      assertThat(async.delivery().possiblyDuplicated()).isZero();
    }
    assertThat(second.last)
        .isEqualTo(new WriteLedger.Note(WriteLedger.Kind.WRITING, 4711, 10, 20, 99));
    assertThat(second.messages()).containsExactly("stuck");
  }

  /** Notes before the third event that two were written, and sticks there. */
  private static final class Noting implements Resumable {
    private final Outcome outcome;
    private final GatedHandler stuck = new GatedHandler();
    private final List<String> seen = new ArrayList<>();
    private WriteLedger.Note last;
    private WriteLedger ledger;

    Noting(Outcome outcome) {
      this.outcome = outcome;
    }

    List<String> messages() {
      return stuck.messages();
    }

    @Override
    public Outcome resume(WriteLedger given) {
      ledger = given;
      last = given.last();
      return outcome;
    }

    @Override
    public void handle(LogEvent event) {
      if (event.message().equals("stuck")) {
        ledger.writing(4711, 10, 20, 99);
        stuck.handle(event);
      }
      seen.add(event.message());
      ledger.taken();
    }
  }
}
