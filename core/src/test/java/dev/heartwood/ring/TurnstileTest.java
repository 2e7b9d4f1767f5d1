package dev.heartwood.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnstileTest {
  private final Turnstile turnstile = new Turnstile();

  private Turnstile.Waiter enter() {
    Turnstile.Waiter waiter = turnstile.waiter();
    turnstile.enter(waiter);
    return waiter;
  }

  @Test
  void is_open_and_empty_at_first() {
    assertThat(turnstile.isOpen()).isTrue();
    assertThat(turnstile.isOccupied()).isFalse();
  }

  @Test
  void wakes_one_of_several_young_waiters_per_32_free_slots() {
    Turnstile.Waiter first = enter();
    Turnstile.Waiter second = enter();
    Turnstile.Waiter third = enter();
    turnstile.serve(64, System.nanoTime());

    assertThat(turnstile.isOpen()).isTrue();
    assertThat(first.takeTurn()).isTrue();
    assertThat(second.takeTurn()).isTrue();
    assertThat(third.takeTurn()).isFalse();
  }

  @Test
  void wakes_one_even_for_few_slots_and_none_for_no_slot() {
    Turnstile.Waiter first = enter();
    turnstile.serve(0, System.nanoTime());
    assertThat(first.takeTurn()).isFalse();
    turnstile.serve(1, System.nanoTime());
    assertThat(first.takeTurn()).isTrue();
  }

  @Test
  void shuts_for_newcomers_and_serves_in_order_when_the_oldest_lost_patience() {
    Turnstile.Waiter first = enter();
    Turnstile.Waiter second = enter();
    Turnstile.Waiter third = enter();
    long later = System.nanoTime() + 2 * Turnstile.PATIENCE_NANOS;
    turnstile.serve(2, later);

    assertThat(turnstile.isOpen()).isFalse();
    assertThat(first.takeTurn()).isTrue();
    assertThat(second.takeTurn()).isTrue();
    assertThat(third.takeTurn()).isFalse();

    turnstile.leave(first, true);
    turnstile.leave(second, true);
    turnstile.leave(third, true);
    turnstile.serve(2, later);
    assertThat(turnstile.isOpen()).isTrue();
    assertThat(turnstile.isOccupied()).isFalse();
  }

  @Test
  void a_waiter_woken_before_and_not_yet_gone_keeps_its_share() {
    Turnstile.Waiter first = enter();
    Turnstile.Waiter second = enter();
    long later = System.nanoTime() + 2 * Turnstile.PATIENCE_NANOS;
    turnstile.serve(1, later);
    turnstile.serve(1, later);
    assertThat(second.takeTurn()).isFalse();
    turnstile.leave(first, true);
    turnstile.serve(1, later);
    assertThat(second.takeTurn()).isTrue();
  }

  @Test
  void one_that_gives_up_passes_its_turn_on() {
    Turnstile.Waiter first = enter();
    Turnstile.Waiter gone = enter();
    Turnstile.Waiter next = enter();
    turnstile.leave(gone, true);
    turnstile.leave(first, false);
    assertThat(next.takeTurn()).isTrue();
    assertThat(next.takeTurn()).isFalse();
  }

  @Test
  void wakes_everybody_when_it_is_closed() {
    Turnstile.Waiter first = enter();
    Turnstile.Waiter second = enter();
    turnstile.dismiss();
    assertThat(first.takeTurn()).isTrue();
    assertThat(second.takeTurn()).isTrue();
  }
}
