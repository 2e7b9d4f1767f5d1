package dev.heartwood.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeferralTest {
  private long entries;
  private long nanos;
  private final Deferral deferral = new Deferral(() -> entries, () -> nanos);

  @Test
  void what_comes_after_a_pause_is_taken_at_once() {
    arrive(1, Duration.ofMinutes(1));
    assertThat(deferral.isEarly(0)).isFalse();
  }

  @Test
  void of_few_entries_those_of_fifty_milliseconds_are_taken_together() {
    deferral.taken();
    arrive(1, Duration.ofMillis(49));
    assertThat(deferral.isEarly(0)).isTrue();
    arrive(1, Duration.ofMillis(1));
    assertThat(deferral.isEarly(0)).isFalse();
  }

  @Test
  void a_backlog_that_does_not_grow_is_worked_off_without_a_pause() {
    arrive(1_000_000, Duration.ofHours(1));
    deferral.taken();
    assertThat(deferral.isEarly(20_000)).isFalse();
  }

  @Test
  void a_burst_waits_two_seconds() {
    deferral.taken();
    burst(Duration.ofMillis(1_750));
    assertThat(deferral.isEarly(0)).isTrue();
    burst(Duration.ofMillis(250));
    assertThat(deferral.isEarly(0)).isFalse();
  }

  @Test
  void a_short_pause_does_not_end_a_burst_and_a_longer_one_does() {
    deferral.taken();
    burst(Duration.ofMillis(500));
    arrive(0, Duration.ofMillis(200));
    assertThat(deferral.isEarly(0)).isTrue();
    arrive(0, Duration.ofMillis(50));
    assertThat(deferral.isEarly(0)).isFalse();
  }

  @Test
  void a_large_backlog_is_worked_off_in_a_burst_as_well() {
    deferral.taken();
    burst(Duration.ofMillis(250));
    arrive(1_000_000, Duration.ZERO);
    assertThat(deferral.isEarly(0)).isFalse();
  }

  @Test
  void who_waits_for_what_is_in_the_backlog_ends_the_pause() throws InterruptedException {
    deferral.taken();
    burst(Duration.ofMillis(250));
    CountDownLatch taken = new CountDownLatch(1);
    Thread view =
        new Thread(
            () -> {
              try {
                deferral.await(0);
                taken.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    view.start();
    deferral.begin();
    assertThat(taken.await(60, TimeUnit.SECONDS)).isTrue();
    deferral.end();
    assertThat(deferral.isEarly(0)).isTrue();
  }

  private void arrive(long count, Duration time) {
    entries += count;
    nanos += time.toNanos();
  }

  /** 100,000 entries a second for a while, looked at as the view does. */
  private void burst(Duration time) {
    for (Duration left = time; !left.isZero(); left = left.minusMillis(50)) {
      arrive(5_000, Duration.ofMillis(50));
      deferral.isEarly(0);
    }
  }
}
