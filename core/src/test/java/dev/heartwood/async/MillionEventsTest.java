package dev.heartwood.async;

import static dev.heartwood.async.CallEvent.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.ring.WaitStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MillionEventsTest {
  private static final int THREADS = 8;

  @ParameterizedTest
  @ValueSource(ints = {256, 65536})
  void arrive_once_each_in_the_order_of_their_thread(int capacity) throws Exception {
    run(AsyncConfig.DEFAULT.withCapacity(capacity), 125_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adaptive{100,microseconds}",
        "blocking",
        "timeoutBlocking{10,milliseconds}",
        "liteBlocking",
        "liteTimeoutBlocking{10,milliseconds}",
        "sleeping",
        "yielding",
        "busySpin",
        "phasedBackoff{10,20,microseconds,blocking}"
      })
  void arrive_with_every_wait_strategy(String strategy) throws Exception {
    run(AsyncConfig.DEFAULT.withCapacity(16).withWaitStrategy(WaitStrategy.parse(strategy)), 2_000);
  }

  private static void run(AsyncConfig config, int eventsPerThread) throws Exception {
    var sink = new CountingHandler(THREADS);
    long total = (long) THREADS * eventsPerThread;
    try (var async = new AsyncHandler(config.withAppendTimeout(Duration.ofMinutes(1)), sink)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        threads.add(
            new Thread(
                () -> {
                  for (long n = 0; n < eventsPerThread; n++) {
                    async.handle(call("{} {}", thread, n));
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(async.awaitDelivered(Duration.ofMinutes(1))).isTrue();
      assertThat(async.delivery().accepted()).isEqualTo(total);
      assertThat(async.delivery().delivered()).isEqualTo(total);
      assertThat(async.delivery().droppedTotal()).isZero();
    }
    assertThat(sink.events()).isEqualTo(total);
    assertThat(sink.outOfOrder()).isZero();
  }
}
