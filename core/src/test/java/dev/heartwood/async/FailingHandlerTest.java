package dev.heartwood.async;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.RecordingHandler;
import dev.heartwood.UndeliveredException;
import dev.heartwood.filter.FilteringHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

class FailingHandlerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final StatusLines status = new StatusLines();
  private final AsyncConfig config =
      AsyncConfig.DEFAULT.withName("failing").withCapacity(64).withStatus(status);
  private final RecordingHandler sink = new RecordingHandler();

  static List<Throwable> throwables() {
    return List.of(
        new IOException("disk full"),
        new IllegalStateException(),
        new StackOverflowError(),
        new OutOfMemoryError(),
        new AssertionError());
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void loses_exactly_the_event_that_the_handler_threw_at(Throwable thrown) {
    LogHandler throwing =
        event -> {
          if (event.message().equals("bad")) {
            FailingHandlerTest.<RuntimeException>sneak(thrown);
          }
          sink.handle(event);
        };
    try (var async = new AsyncHandler(config, throwing)) {
      async.handle(event("good 1"));
      async.handle(event("bad"));
      async.handle(event("good 2"));
      assertThat(async.awaitDelivered(DEADLINE)).isTrue();
      assertThat(async.delivery().delivered()).isEqualTo(2);
      assertThat(async.delivery().failed()).isEqualTo(1);
      assertThat(async.delivery().failed(FailReason.HANDLER)).isEqualTo(1);
    }
    assertThat(sink.messages()).containsExactly("good 1", "good 2");
    assertThat(status.lines()).hasSize(1).first().asString().contains(thrown.toString());
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void hands_events_to_a_handler_that_fails_to_be_held(Throwable thrown) {
    LogHandler unheld =
        new LogHandler() {
          @Override
          public void handle(LogEvent event) {
            sink.handle(event);
          }

          @Override
          public boolean hold() {
            FailingHandlerTest.<RuntimeException>sneak(thrown);
            return true;
          }
        };
    try (var async = new AsyncHandler(config, unheld)) {
      async.handle(event("good"));
      assertThat(async.awaitDelivered(DEADLINE)).isTrue();
      assertThat(async.delivery().delivered()).isEqualTo(1);
    }
    assertThat(sink.messages()).containsExactly("good");
  }

  @Test
  void counts_the_events_that_a_filter_of_the_user_threw_at() {
    var filtering =
        new FilteringHandler(
            event -> {
              if (event.message().equals("bad")) {
                throw new IllegalStateException("filter");
              }
              return true;
            },
            sink);
    try (var async = new AsyncHandler(config, filtering)) {
      async.handle(event("good 1"));
      async.handle(event("bad"));
      async.handle(event("good 2"));
      assertThat(async.awaitDelivered(DEADLINE)).isTrue();
      assertThat(async.delivery().failed(FailReason.HANDLER)).isEqualTo(1);
    }
    assertThat(sink.messages()).containsExactly("good 1", "good 2");
    assertThat(status.lines()).hasSize(1).first().asString().contains("filter");
  }

  @Test
  void a_filter_of_the_ring_that_throws_lets_pass_and_is_reported() {
    AsyncConfig filtered =
        config.withFilter(
            event -> {
              throw new IllegalStateException("filter");
            });
    try (var async = new AsyncHandler(filtered, sink)) {
      async.handle(event("kept"));
    }
    assertThat(sink.messages()).containsExactly("kept");
    assertThat(status.lines()).hasSize(1).first().asString().contains("the filter failed");
  }

  @Test
  void reports_failures_at_most_once_a_second() {
    LogHandler throwing =
        event -> {
          throw new IOException("disk full");
        };
    long start = System.nanoTime();
    try (var async = new AsyncHandler(config, throwing)) {
      for (int i = 0; i < 1000; i++) {
        async.handle(event("bad"));
      }
      assertThat(async.awaitDelivered(DEADLINE)).isTrue();
      assertThat(async.delivery().failed()).isEqualTo(1000);
    }
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    assertThat(status.lines()).hasSizeLessThanOrEqualTo((int) seconds + 1);
  }

  @Test
  void a_failed_flush_means_all_since_the_last_good_one() {
    var flushing = new FlushingHandler(() -> new IOException("disk full"));
    try (var async = new AsyncHandler(config, flushing)) {
      for (int i = 0; i < 10; i++) {
        async.handle(event("bad"));
      }
      flushing.open();
      assertThat(async.awaitDelivered(DEADLINE)).isTrue();
      assertThat(async.delivery().failed()).isEqualTo(10);
      flushing.heal();
      async.handle(event("good"));
      assertThat(async.awaitDelivered(DEADLINE)).isTrue();
      assertThat(async.delivery().failed()).isEqualTo(10);
      assertThat(async.delivery().delivered()).isEqualTo(1);
    }
  }

  @Test
  void a_failed_flush_may_know_how_many_it_lost() {
    var flushing =
        new FlushingHandler(() -> new UndeliveredException(3, "disk full", new IOException()));
    try (var async = new AsyncHandler(config, flushing)) {
      for (int i = 0; i < 10; i++) {
        async.handle(event("some are bad"));
      }
      flushing.open();
      assertThat(async.awaitDelivered(DEADLINE)).isTrue();
      assertThat(async.delivery().accepted()).isEqualTo(10);
      assertThat(async.delivery().failed()).isBetween(3L, 9L); // 3, or fewer, of each batch
      assertThat(async.delivery().failed() + async.delivery().delivered()).isEqualTo(10);
    }
  }

  @Test
  void survives_a_status_reporter_that_throws() {
    LogHandler throwing =
        event -> {
          if (event.message().equals("bad")) {
            throw new IOException("disk full");
          }
          sink.handle(event);
        };
    AsyncConfig throwingStatus =
        config.withStatus(
            (level, message, cause) -> {
              throw new IllegalStateException();
            });
    try (var async = new AsyncHandler(throwingStatus, throwing)) {
      async.handle(event("bad"));
      async.handle(event("good"));
    }
    assertThat(sink.messages()).containsExactly("good");
  }

  @Test
  void survives_a_handler_that_leaves_its_thread_interrupted() {
    LogHandler interrupting =
        event -> {
          sink.handle(event);
          Thread.currentThread().interrupt();
        };
    try (var async = new AsyncHandler(config, interrupting)) {
      async.handle(event("1"));
      assertThat(async.awaitDelivered(DEADLINE)).isTrue();
      async.handle(event("2"));
      assertThat(async.awaitDelivered(DEADLINE)).isTrue();
    }
    assertThat(sink.messages()).containsExactly("1", "2");
  }

  @Test
  void takes_what_the_handler_itself_logs_but_not_what_that_makes_it_log() {
    var own = new AtomicReference<AsyncHandler>();
    LogHandler logging =
        event -> {
          sink.handle(event);
          own.get().handle(event(Level.WARN, "about " + event.message()));
        };
    try (var async = new AsyncHandler(config, logging)) {
      own.set(async);
      for (int i = 0; i < 10; i++) {
        async.handle(event("event " + i));
      }
      assertThat(async.awaitDelivered(DEADLINE)).isTrue();
      assertThat(async.awaitDelivered(DEADLINE)).isTrue();
      assertThat(async.delivery().accepted()).isEqualTo(20);
      assertThat(async.delivery().delivered()).isEqualTo(20);
      assertThat(async.delivery().dropped(DropReason.RECURSION)).isGreaterThanOrEqualTo(10);
    }
    assertThat(sink.messages()).filteredOn(m -> m.startsWith("about event")).hasSize(10);
  }

  @Test
  void refuses_the_barrier_on_the_worker() {
    var own = new AtomicReference<AsyncHandler>();
    var refused = new CountDownLatch(1);
    LogHandler waiting =
        event -> {
          if (!own.get().awaitDelivered(Duration.ofMinutes(1))) {
            refused.countDown();
          }
        };
    try (var async = new AsyncHandler(config, waiting)) {
      own.set(async);
      async.handle(event("x"));
      assertThat(async.awaitDelivered(DEADLINE)).isTrue();
    }
    assertThat(refused.getCount()).isZero();
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** Lets events through once opened, and fails to flush them until healed. */
  private static final class FlushingHandler implements LogHandler {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Supplier<IOException> failure;
    private volatile boolean healed;

    FlushingHandler(Supplier<IOException> failure) {
      this.failure = failure;
    }

    void open() {
      gate.countDown();
    }

    void heal() {
      healed = true;
    }

    @Override
    public void handle(LogEvent event) throws IOException {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void flush() throws IOException {
      if (!healed) {
        throw failure.get();
      }
    }
  }
}
