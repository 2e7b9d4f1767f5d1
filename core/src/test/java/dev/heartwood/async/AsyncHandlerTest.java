package dev.heartwood.async;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.GatedHandler;
import dev.heartwood.RecordingHandler;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AsyncHandlerTest {
  @Test
  void delivers_in_order_and_counts() {
    var sink = new RecordingHandler();
    try (var async = new AsyncHandler(AsyncConfig.DEFAULT, sink)) {
      for (int i = 0; i < 100; i++) {
        async.handle(event("event " + i));
      }
      assertThat(async.awaitDelivered(Duration.ofSeconds(30))).isTrue();
      assertThat(sink.messages()).hasSize(100).startsWith("event 0", "event 1");
      assertThat(async.delivery().accepted()).isEqualTo(100);
      assertThat(async.delivery().delivered()).isEqualTo(100);
      assertThat(async.delivery().inFlight()).isZero();
    }
    assertThat(sink.isClosed()).isTrue();
  }

  @Test
  void counts_an_event_that_finds_the_ring_full_and_tells_of_it_in_the_stream() {
    var sink = new GatedHandler();
    AsyncConfig config = AsyncConfig.DEFAULT.withCapacity(1).withOnFull(OnFull.DROP_NEWEST);
    try (var async = new AsyncHandler(config, sink)) {
      async.handle(event("kept"));
      sink.awaitEntered();
      async.handle(event("lost"));
      assertThat(async.delivery().droppedTotal()).isEqualTo(1);
      sink.open();
    }
    assertThat(sink.messages()).hasSize(2);
    assertThat(sink.messages().get(0)).isEqualTo("kept");
    assertThat(sink.messages().get(1)).startsWith("1 event dropped: ring full (INFO 1) between ");
  }
}
