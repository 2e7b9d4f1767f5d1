package dev.heartwood.routing;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.LogHandler;
import dev.heartwood.RecordingHandler;
import dev.heartwood.UndeliveredException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeeHandlerTest {
  private final FlakyHandler first = new FlakyHandler();
  private final FlakyHandler second = new FlakyHandler();
  private final RecordingHandler third = new RecordingHandler();
  private final TeeHandler tee = new TeeHandler(first, second, third);

  @Test
  void hands_every_event_to_every_handler() throws Exception {
    tee.handle(event("a"));
    tee.flush();

    assertThat(first.messages()).containsExactly("a");
    assertThat(second.messages()).containsExactly("a");
    assertThat(third.messages()).containsExactly("a");
    assertThat(third.flushes()).isEqualTo(1);
  }

  @Test
  void the_others_get_the_event_though_some_fail_and_the_failures_come_out_as_one() {
    first.failHandle(new IOException("first"));
    second.failHandle(new IllegalStateException("second"));

    assertThatThrownBy(() -> tee.handle(event("a")))
        .isInstanceOf(IOException.class)
        .hasMessage("handle failed for 2 of 3 handlers")
        .hasCause(new IOException("first"))
        .satisfies(
            e ->
                assertThat(e.getCause().getSuppressed())
                    .singleElement()
                    .satisfies(s -> assertThat(s).hasMessage("second")));
    assertThat(third.messages()).containsExactly("a");
  }

  @Test
  void survives_two_handlers_that_throw_the_same_object() {
    IOException shared = new IOException("shared");
    first.failHandle(shared);
    second.failHandle(shared);

    assertThatThrownBy(() -> tee.handle(event("a"))).hasCause(shared);
  }

  @Test
  void a_flush_tells_how_many_events_are_missing_if_every_failure_does() {
    first.failFlush(new UndeliveredException(2, "two", new IOException("disk")));
    second.failFlush(new UndeliveredException(5, "five", new IOException("disk")));
    assertThatThrownBy(tee::flush)
        .isInstanceOfSatisfying(
            UndeliveredException.class, e -> assertThat(e.undelivered()).isEqualTo(5));

    first.failFlush(new UndeliveredException(2, 1, "two, one for good", null));
    assertThatThrownBy(tee::flush)
        .isInstanceOfSatisfying(
            UndeliveredException.class, e -> assertThat(e.refused()).isEqualTo(1));

    second.failFlush(new IOException("unknown"));
    assertThatThrownBy(tee::flush).isExactlyInstanceOf(IOException.class);
    assertThat(third.flushes()).isEqualTo(3);
  }

  @Test
  void closes_all_though_one_fails() {
    first.failClose(new IOException("first"));

    assertThatThrownBy(tee::close).hasMessage("close failed for 1 of 3 handlers");

    assertThat(second.isClosed()).isTrue();
    assertThat(third.isClosed()).isTrue();
  }

  @Test
  void waits_for_all_and_asks_for_the_caller_if_one_does() {
    LogHandler wanting =
        new RecordingHandler() {
          @Override
          public boolean needsCaller() {
            return true;
          }

          @Override
          public boolean awaitDelivered(Duration timeout) {
            return false;
          }
        };
    TeeHandler wantingTee = new TeeHandler(third, wanting);

    assertThat(tee.needsCaller()).isFalse();
    assertThat(wantingTee.needsCaller()).isTrue();
    assertThat(tee.awaitDelivered(Duration.ofSeconds(1))).isTrue();
    assertThat(wantingTee.awaitDelivered(Duration.ofSeconds(1))).isFalse();
  }

  @Test
  void refuses_no_handlers_and_the_same_one_twice() {
    assertThatThrownBy(() -> new TeeHandler(List.of()))
        .hasMessage("a tee needs at least 1 handler, had 0");
    assertThatThrownBy(() -> new TeeHandler(first, first))
        .hasMessage("a handler may stand in a tee only once");
  }
}
