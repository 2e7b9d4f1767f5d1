package dev.heartwood.async;

import static dev.heartwood.async.CallEvent.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.heartwood.LogEvent;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AllocationTest {
  private static final int CALLS = 10_000;

  static Stream<LogEvent> events() {
    return Stream.of(
        call("none"),
        call("{}", "one"),
        call("order {} filled at {} for {}", 42, 3.5, "EUR"),
        call("{}{}{}{}{}{}", 1, 2L, 3.0, '4', true, null));
  }

  @ParameterizedTest
  @MethodSource("events")
  void a_call_allocates_nothing_of_ours(LogEvent event) {
    AsyncConfig roomy = AsyncConfig.DEFAULT.withCapacity(2 * CALLS);
    try (var async = new AsyncHandler(roomy, handled -> {});
        var fanOut =
            new FanOutHandler(
                List.of(
                    new AsyncHandler(roomy, handled -> {}),
                    new AsyncHandler(roomy, handled -> {})))) {
      allocated(async, fanOut, event);
      assertThat(allocated(async, fanOut, event)).isLessThan(CALLS); // that is: not one per call
    }
  }

  private static long allocated(AsyncHandler async, FanOutHandler fanOut, LogEvent event) {
    assertThat(async.awaitDelivered(Duration.ofSeconds(30))).isTrue();
    assertThat(fanOut.awaitDelivered(Duration.ofSeconds(30))).isTrue();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CALLS; i++) {
      async.handle(event);
      fanOut.handle(event);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
