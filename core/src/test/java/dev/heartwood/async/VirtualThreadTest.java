package dev.heartwood.async;

import static dev.heartwood.TestEvents.event;
import static dev.heartwood.async.CallEvent.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heartwood.GatedHandler;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs where there are virtual threads: on JDK 21 and later. */
class VirtualThreadTest {
  private static final int THREADS = 1_000;

  @BeforeEach
  void virtual_threads_exist() {
    assumeTrue(Runtime.version().feature() >= 21);
  }

  @Test
  void many_of_them_log_through_a_small_ring() throws Exception {
    var sink = new CountingHandler(THREADS);
    AsyncConfig config =
        AsyncConfig.DEFAULT.withCapacity(16).withAppendTimeout(Duration.ofMinutes(1));
    try (var async = new AsyncHandler(config, sink)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        threads.add(
            start(
                () -> {
                  for (long n = 0; n < 20; n++) {
                    async.handle(call("{} {}", thread, n));
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(async.awaitDelivered(Duration.ofMinutes(1))).isTrue();
      assertThat(async.delivery().delivered()).isEqualTo(20L * THREADS);
    }
    assertThat(sink.outOfOrder()).isZero();
  }

  @Test
  void those_that_wait_for_room_give_their_carrier_to_others() throws Exception {
    var sink = new GatedHandler();
    AsyncConfig config =
        AsyncConfig.DEFAULT.withCapacity(1).withAppendTimeout(Duration.ofMinutes(1));
    try (var async = new AsyncHandler(config, sink)) {
      async.handle(event("stuck"));
      sink.awaitEntered();
      List<Thread> waiting = new ArrayList<>();
      for (int i = 0; i < 64 * Runtime.getRuntime().availableProcessors(); i++) {
        waiting.add(start(() -> async.handle(event("waited"))));
      }
      for (Thread thread : waiting) {
        WorkerThreads.awaitWaiting(thread);
      }
      var ran = new CountDownLatch(1);
      start(ran::countDown).join();
      assertThat(ran.getCount()).isZero();
      sink.open();
      for (Thread thread : waiting) {
        thread.join();
      }
      assertThat(async.delivery().droppedTotal()).isZero();
    }
  }

  private static Thread start(Runnable task) throws Exception {
    Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
    return (Thread) start.invoke(null, task);
  }
}
