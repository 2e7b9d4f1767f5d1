package dev.heartwood.config;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heartwood.GatedHandler;
import dev.heartwood.HeldHandler;
import dev.heartwood.RecordingHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class SlotTest {
  private final Executor threads = task -> new Thread(task).start();
  private final RecordingHandler first = new RecordingHandler();
  private final RecordingHandler second = new RecordingHandler();

  @Test
  void an_event_that_comes_during_an_exchange_waits_for_the_next_handler() throws Exception {
    Slot slot = new Slot("H", first, Duration.ofSeconds(30));
    assertThat(slot.pause()).isSameAs(first);

    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(() -> handle(slot, "late"), threads);
    await().until(() -> Thread.getAllStackTraces().values().stream().anyMatch(SlotTest::waits));
    slot.resume(second);
    waiting.join();

    assertThat(first.messages()).isEmpty();
    assertThat(second.messages()).containsExactly("late");
  }

  @Test
  void an_exchange_waits_for_the_callers_that_are_inside() throws Exception {
    GatedHandler gated = new GatedHandler();
    Slot slot = new Slot("H", gated, Duration.ofSeconds(30));
    CompletableFuture<Void> inside = CompletableFuture.runAsync(() -> handle(slot, "in"), threads);
    gated.awaitEntered();

    CompletableFuture<?> pausing = CompletableFuture.supplyAsync(slot::pause, threads);
    await().until(() -> slot.handler() == null);
    assertThat(pausing).isNotDone();
    gated.open();

    assertThat(pausing.join()).isSameAs(gated);
    inside.join();
    assertThat(gated.messages()).containsExactly("in");
  }

  @Test
  void neither_side_waits_longer_than_allowed() throws Exception {
    GatedHandler gated = new GatedHandler();
    Slot slot = new Slot("H", gated, Duration.ofMillis(20));
    CompletableFuture<Void> inside = CompletableFuture.runAsync(() -> handle(slot, "in"), threads);
    gated.awaitEntered();

    assertThat(slot.pause()).isSameAs(gated);
    assertThatThrownBy(() -> slot.handle(event("late")))
        .hasMessage("handler H was not exchanged within PT0.02S");
    gated.open();
    inside.join();
  }

  @Test
  void is_closed_by_the_last_of_its_users_once() throws Exception {
    Slot slot = new Slot("H", first, Duration.ofSeconds(1));
    SlotUser one = slot.user();
    SlotUser two = slot.user();

    one.close();
    one.close();
    assertThat(first.isClosed()).isFalse();
    two.close();

    assertThat(first.isClosed()).isTrue();
    assertThatThrownBy(() -> two.handle(event("late"))).hasMessage("handler H is closed");
  }

  @Test
  void a_user_holds_what_stands_there_and_no_exchange_comes_in_between() throws Exception {
    HeldHandler held = new HeldHandler();
    Slot slot = new Slot("H", held, Duration.ofSeconds(30));
    SlotUser user = slot.user();
    assertThat(user.hold()).isTrue();
    assertThat(user.hold()).isFalse(); // it does so already

    CompletableFuture<?> pausing = CompletableFuture.supplyAsync(slot::pause, threads);
    await().until(() -> slot.handler() == null);
    user.handle(event("held"));
    assertThat(pausing).isNotDone();
    user.release();

    assertThat(pausing.join()).isSameAs(held);
    assertThat(held.isHeld()).isFalse();
    assertThat(held.messages()).containsExactly("held");
    assertThat(held.unheld()).isZero();
    assertThat(user.hold()).isFalse(); // it would have to wait
    slot.resume(second);
    user.handle(event("next"));
    assertThat(second.messages()).containsExactly("next");
  }

  private static boolean waits(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().equals(Slot.class.getName())
          && frame.getMethodName().equals("enter")) {
        return true;
      }
    }
    return false;
  }

  private static void handle(Slot slot, String message) {
    try {
      slot.handle(event(message));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
