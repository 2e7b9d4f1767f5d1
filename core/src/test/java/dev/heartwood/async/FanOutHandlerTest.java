package dev.heartwood.async;

import static dev.heartwood.TestEvents.event;
import static dev.heartwood.async.CallEvent.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heartwood.GatedHandler;
import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.RecordingHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class FanOutHandlerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final AsyncConfig config =
      AsyncConfig.DEFAULT
          .withCapacity(8)
          .withStatus((level, message, cause) -> {})
          .withAppendTimeout(Duration.ofMillis(300));

  @Test
  void a_stuck_view_holds_up_no_other() {
    var moving = new RecordingHandler();
    var stuck = new GatedHandler();
    try (var fanOut =
        new FanOutHandler(
            List.of(
                new AsyncHandler(config.withName("stuck"), stuck),
                new AsyncHandler(config.withName("moving").withCapacity(1024), moving)))) {
      long start = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        fanOut.handle(event("event " + i));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(fanOut.views().get(1).awaitDelivered(DEADLINE)).isTrue();
      assertThat(moving.messages()).hasSize(100);
      Delivery delivery = fanOut.deliveries().get("stuck");
      assertThat(delivery.accepted()).isEqualTo(8);
      assertThat(delivery.droppedTotal()).isEqualTo(92);
      assertThat(fanOut.deliveries().get("moving").delivered()).isEqualTo(100);
      assertThat(fanOut.awaitDelivered(Duration.ofMillis(10))).isFalse();
      stuck.open();
      assertThat(fanOut.awaitDelivered(DEADLINE)).isTrue();
    }
    assertThat(stuck.messages()).anySatisfy(m -> assertThat(m).startsWith("92 events dropped"));
    assertThat(moving.isClosed()).isTrue();
    assertThat(stuck.isClosed()).isTrue();
  }

  @Test
  void a_hundred_calls_wait_one_append_timeout_in_total_though_two_views_are_full() {
    Duration appendTimeout = Duration.ofSeconds(2);
    var first = new GatedHandler();
    var second = new GatedHandler();
    var referring = new GatedHandler();
    AsyncConfig patient = config.withAppendTimeout(appendTimeout);
    try (var fanOut =
        new FanOutHandler(
            List.of(
                new AsyncHandler(patient.withName("first"), first),
                new AsyncHandler(patient.withName("second"), second),
                new AsyncHandler(
                    patient.withName("referring").withCapture(Capture.BY_REFERENCE), referring)))) {
      for (int i = 0; i < 8; i++) {
        fanOut.handle(event("taken " + i));
      }
      long start = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        fanOut.handle(event("lost " + i));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(appendTimeout, appendTimeout.plusMillis(1500));
      for (Delivery delivery : fanOut.deliveries().values()) {
        assertThat(delivery.accepted()).isEqualTo(8);
        assertThat(delivery.droppedTotal()).isEqualTo(100);
      }
      first.open();
      second.open();
      referring.open();
    }
  }

  @Test
  void a_view_that_is_full_for_a_moment_takes_the_event_after_the_wait_for_a_stuck_one()
      throws Exception {
    var stuck = new GatedHandler();
    var slow = new GatedHandler();
    AsyncConfig patient = config.withAppendTimeout(Duration.ofSeconds(3));
    try (var fanOut =
        new FanOutHandler(
            List.of(
                new AsyncHandler(patient.withName("stuck"), stuck),
                new AsyncHandler(patient.withName("slow"), slow)))) {
      for (int i = 0; i < 8; i++) {
        fanOut.handle(event("taken " + i));
      }
      var caller = new Thread(() -> fanOut.handle(event("last")));
      caller.start();
      await().until(() -> fanOut.deliveries().get("stuck").droppedTotal() == 1);
      slow.open();
      caller.join();

      assertThat(fanOut.deliveries().get("slow").droppedTotal()).isZero();
      assertThat(fanOut.views().get(1).awaitDelivered(DEADLINE)).isTrue();
      assertThat(slow.messages()).endsWith("last").hasSize(9);
      stuck.open();
    }
  }

  @Test
  void captures_once_for_all_views() {
    var rendered = new AtomicInteger();
    Object argument =
        new Object() {
          @Override
          public String toString() {
            return "rendered " + rendered.incrementAndGet();
          }
        };
    var one = new RecordingHandler();
    var other = new RecordingHandler();
    try (var fanOut =
        new FanOutHandler(
            List.of(new AsyncHandler(config, one), new AsyncHandler(config, other)))) {
      fanOut.handle(call("{}", argument));
    }
    assertThat(one.messages()).containsExactly("rendered 1");
    assertThat(other.messages()).containsExactly("rendered 1");
  }

  @Test
  void each_view_has_its_own_way_with_events() {
    var all = new RecordingHandler();
    var warnings = new RecordingHandler();
    LogEvent[] original = new LogEvent[1];
    LogHandler keeping = event -> original[0] = event;
    LogEvent info = event("info");
    try (var fanOut =
        new FanOutHandler(
            List.of(
                new AsyncHandler(config.withCapture(Capture.BY_REFERENCE), keeping),
                new AsyncHandler(config, all),
                new AsyncHandler(config.withFilter(e -> e.level() == Level.WARN), warnings)))) {
      fanOut.handle(event(Level.WARN, "warning"));
      fanOut.handle(info);
    }
    assertThat(original[0]).isSameAs(info);
    assertThat(all.messages()).containsExactly("warning", "info");
    assertThat(warnings.messages()).containsExactly("warning");
  }

  @Test
  void closes_several_stuck_views_in_the_time_of_one() {
    AsyncConfig brief = config.withMaxFlushTime(Duration.ofSeconds(2));
    List<UninterruptibleHandler> sinks =
        List.of(
            new UninterruptibleHandler(),
            new UninterruptibleHandler(),
            new UninterruptibleHandler(),
            new UninterruptibleHandler());
    var fanOut = new FanOutHandler(sinks.stream().map(s -> new AsyncHandler(brief, s)).toList());
    fanOut.handle(event("stuck"));
    sinks.forEach(UninterruptibleHandler::awaitEntered);
    long start = System.nanoTime();
    fanOut.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    sinks.forEach(UninterruptibleHandler::open);
  }

  @Test
  void needs_the_caller_if_one_view_does() {
    LogHandler printing =
        new LogHandler() {
          @Override
          public void handle(LogEvent event) {}

          @Override
          public boolean needsCaller() {
            return true;
          }
        };
    try (var without = new FanOutHandler(List.of(new AsyncHandler(config, event -> {})));
        var with =
            new FanOutHandler(
                List.of(
                    new AsyncHandler(config, event -> {}), new AsyncHandler(config, printing)))) {
      assertThat(without.needsCaller()).isFalse();
      assertThat(with.needsCaller()).isTrue();
    }
  }

  @Test
  void refuses_to_be_empty() {
    assertThatThrownBy(() -> new FanOutHandler(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("views must be 1 to 64, were 0");
  }
}
