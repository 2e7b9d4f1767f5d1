package dev.heartwood.async;

import static dev.heartwood.TestEvents.event;
import static dev.heartwood.async.CallEvent.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.GatedHandler;
import dev.heartwood.LogHandler;
import dev.heartwood.RecordingHandler;
import dev.heartwood.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CloseTest {
  private static final int ROUNDS = 200;
  private static final int CALLERS = 4;

  private final StatusLines status = new StatusLines();
  private final AsyncConfig config =
      AsyncConfig.DEFAULT.withName("close").withCapacity(64).withStatus(status);

  @Test
  void accounts_for_every_call_that_races_with_close() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      var sink = new CountingHandler(CALLERS);
      var async = new AsyncHandler(config, sink);
      var own = new AtomicLong();
      var stop = new AtomicBoolean();
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int caller = i;
        callers.add(
            new Thread(
                () -> {
                  long calls = 0;
                  while (!stop.get()) {
                    async.handle(call("{} {}", caller, calls));
                    calls++;
                  }
                  own.addAndGet(calls);
                }));
      }
      callers.forEach(Thread::start);
      while (async.delivery().accepted() < 500) {
        Thread.onSpinWait();
      }
      async.close();
      stop.set(true);
      for (Thread caller : callers) {
        caller.join();
      }
      Delivery delivery = async.delivery();
      assertThat(delivery.accepted() + delivery.droppedTotal()).isEqualTo(own.get());
      assertThat(delivery.dropped(DropReason.CLOSED)).isEqualTo(delivery.droppedTotal());
      assertThat(delivery.delivered()).isEqualTo(delivery.accepted()).isEqualTo(sink.events());
      assertThat(delivery.inFlight()).isZero();
      assertThat(sink.outOfOrder()).isZero();
    }
  }

  @Test
  void delivers_what_was_accepted_then_closes_the_handler_and_leaves_no_thread() {
    var sink = new RecordingHandler();
    var async = new AsyncHandler(config, sink);
    for (int i = 0; i < 50; i++) {
      async.handle(event("event " + i));
    }
    async.close();
    assertThat(sink.messages()).hasSize(50);
    assertThat(sink.isClosed()).isTrue();
    assertThat(async.isClosed()).isTrue();
    assertThat(async.remainingCapacity()).isZero();
    WorkerThreads.awaitEnd("close");
    async.close();
    async.handle(event("late"));
    assertThat(async.delivery().dropped(DropReason.CLOSED)).isEqualTo(1);
    assertThat(async.awaitDelivered(Duration.ofSeconds(1))).isTrue();
  }

  @Test
  void whoever_closes_second_takes_no_time_from_the_first() throws Exception {
    for (int round = 0; round < 500; round++) {
      var async = new AsyncHandler(config, new RecordingHandler());
      for (int i = 0; i < 20; i++) {
        async.handle(event("event " + i));
      }
      Delivery[] seen =
          Threads.collect(
              4,
              () -> {
                async.close();
                return async.delivery();
              },
              Delivery[]::new);
      assertThat(seen).allMatch(delivery -> delivery.delivered() == 20);
    }
  }

  @Test
  void gives_up_on_a_handler_that_is_stuck_and_says_what_was_not_delivered() {
    var stuck = new UninterruptibleHandler();
    var async = new AsyncHandler(config.withMaxFlushTime(Duration.ofMillis(200)), stuck);
    for (int i = 0; i < 10; i++) {
      async.handle(event("event " + i));
    }
    stuck.awaitEntered();
    long start = System.nanoTime();
    async.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));

    Delivery delivery = async.delivery();
    assertThat(delivery.accepted()).isEqualTo(10);
    assertThat(delivery.failed(FailReason.ABANDONED)).isEqualTo(10);
    assertThat(delivery.inFlight()).isZero();
    assertThat(status.lines())
        .hasSize(1)
        .first()
        .asString()
        .contains("10 events not delivered")
        .contains("the worker is at ");

    stuck.open();
    WorkerThreads.awaitEnd("close");
    assertThat(async.delivery()).isEqualTo(delivery);
  }

  @Test
  void interrupts_a_stuck_handler_when_the_time_is_over() {
    var interrupted = new AtomicBoolean();
    LogHandler stuck =
        event -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.set(true);
          }
        };
    var async = new AsyncHandler(config.withMaxFlushTime(Duration.ofMillis(100)), stuck);
    async.handle(event("stuck"));
    async.close();
    WorkerThreads.awaitEnd("close");
    assertThat(interrupted).isTrue();
  }

  @Test
  void lets_callers_go_that_wait_for_room() throws Exception {
    var stuck = new UninterruptibleHandler();
    AsyncConfig patient =
        config
            .withCapacity(1)
            .withAppendTimeout(Duration.ofMinutes(1))
            .withMaxFlushTime(Duration.ofMillis(100));
    var async = new AsyncHandler(patient, stuck);
    async.handle(event("stuck"));
    stuck.awaitEntered();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Thread caller = new Thread(() -> async.handle(event("refused")));
      caller.start();
      WorkerThreads.awaitWaiting(caller);
      callers.add(caller);
    }
    async.close();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(async.delivery().dropped(DropReason.CLOSED)).isEqualTo(5);
    assertThat(async.delivery().failed(FailReason.ABANDONED)).isEqualTo(1);
    stuck.open();
    WorkerThreads.awaitEnd("close");
  }

  @Test
  void does_not_wait_for_itself_when_the_handler_closes_it() {
    var own = new AtomicReference<AsyncHandler>();
    var sink = new RecordingHandler();
    LogHandler closing =
        new LogHandler() {
          @Override
          public void handle(dev.heartwood.LogEvent event) {
            sink.handle(event);
            own.get().close();
          }

          @Override
          public void close() {
            sink.close();
          }
        };
    var async = new AsyncHandler(config, closing);
    own.set(async);
    async.handle(event("last words"));
    await().until(sink::isClosed);
    WorkerThreads.awaitEnd("close");
    assertThat(async.delivery().delivered()).isEqualTo(1);
  }

  @Test
  void what_a_handler_logs_while_it_closes_is_counted_and_holds_up_nothing() {
    var own = new AtomicReference<AsyncHandler>();
    var sink = new RecordingHandler();
    LogHandler chatty =
        new LogHandler() {
          @Override
          public void handle(dev.heartwood.LogEvent event) {
            sink.handle(event);
          }

          @Override
          public void close() {
            own.get().handle(event("closing down"));
            sink.close();
          }
        };
    own.set(new AsyncHandler(config, chatty));
    own.get().handle(event("kept"));
    own.get().close();
    assertThat(sink.messages()).containsExactly("kept");
    assertThat(sink.isClosed()).isTrue();
    assertThat(own.get().delivery().droppedTotal()).isEqualTo(1);
  }

  @Test
  void a_handler_that_never_ends_its_close_is_left_behind_at_the_deadline() {
    var stuck = new CountDownLatch(1);
    LogHandler slow =
        new LogHandler() {
          @Override
          public void handle(dev.heartwood.LogEvent event) {}

          @Override
          public void close() {
            while (stuck.getCount() > 0) {
              try {
                stuck.await();
              } catch (InterruptedException e) {
                continue; // not even that moves it
              }
            }
          }
        };
    var async = new AsyncHandler(config.withMaxFlushTime(Duration.ofMillis(200)), slow);
    async.handle(event("delivered before"));
    long start = System.nanoTime();
    async.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(async.delivery().delivered()).isEqualTo(1);
    assertThat(async.delivery().failed()).isZero();
    assertThat(status.lines()).hasSize(1).first().asString().contains("0 events not delivered");
    stuck.countDown();
    WorkerThreads.awaitEnd("close");
  }

  @Test
  void who_awaits_delivery_is_let_go_when_the_rest_is_given_up() throws Exception {
    var sink = new UninterruptibleHandler();
    var async = new AsyncHandler(config.withMaxFlushTime(Duration.ofMillis(100)), sink);
    async.handle(event("stuck"));
    sink.awaitEntered();
    Thread waiting = new Thread(() -> async.awaitDelivered(Duration.ofMinutes(10)));
    waiting.start();
    WorkerThreads.awaitWaiting(waiting);
    async.close();
    waiting.join(20_000);
    assertThat(waiting.isAlive()).isFalse();
    sink.open();
    WorkerThreads.awaitEnd("close");
  }

  @Test
  void keeps_the_interrupt_of_who_closes_and_still_drains() {
    var sink = new RecordingHandler();
    var async = new AsyncHandler(config, sink);
    async.handle(event("kept"));
    Thread.currentThread().interrupt();
    async.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(sink.messages()).containsExactly("kept");
  }

  @Test
  void reports_a_handler_that_fails_to_close() {
    var failing =
        new LogHandler() {
          @Override
          public void handle(dev.heartwood.LogEvent event) {}

          @Override
          public void close() {
            throw new IllegalStateException("no");
          }
        };
    new AsyncHandler(config, failing).close();
    assertThat(status.lines())
        .hasSize(1)
        .first()
        .asString()
        .contains("failed to close")
        .contains("no");
  }

  @Test
  void drains_for_as_long_as_it_takes_while_the_handler_moves() {
    var sink = new GatedHandler();
    var async = new AsyncHandler(config, sink);
    async.handle(event("1"));
    async.handle(event("2"));
    sink.awaitEntered();
    var closer = new Thread(async::close);
    closer.start();
    WorkerThreads.awaitWaiting(closer);
    sink.open();
    await().until(() -> !closer.isAlive());
    assertThat(sink.messages()).containsExactly("1", "2");
  }
}
