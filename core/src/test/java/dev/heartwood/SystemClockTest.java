package dev.heartwood;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class SystemClockTest {
  private final FakeClock ticker = new FakeClock();
  private final SettableClock wall = new SettableClock();
  private final SystemClock clock = new SystemClock(ticker, wall);

  @Test
  void it_goes_on_with_the_ticker() {
    assertThat(clock.instant()).isEqualTo(TestEvents.TIME);

    passes(Duration.ofNanos(700));

    assertThat(clock.instant()).isEqualTo(TestEvents.TIME.plusNanos(700));
  }

  @Test
  void a_clock_that_was_set_shows_after_a_millisecond() {
    clock.instant();
    Instant set = TestEvents.TIME.minusSeconds(3600);
    wall.set(set);

    passes(Duration.ofNanos(999_999));
    assertThat(clock.instant()).isEqualTo(TestEvents.TIME.plusNanos(999_999));

    passes(Duration.ofNanos(1));
    assertThat(clock.instant()).isEqualTo(set.plusMillis(1));
  }

  @Test
  void time_does_not_go_back_because_a_measurement_is_a_little_off() {
    clock.instant();
    passes(Duration.ofMillis(1));
    wall.advance(Duration.ofNanos(-999));

    assertThat(clock.instant()).isEqualTo(TestEvents.TIME.plusMillis(1));
  }

  @Test
  void a_measurement_that_was_interrupted_is_not_kept() {
    Deque<Long> ticks = new ArrayDeque<>();
    SystemClock slow = new SystemClock(() -> ticks.isEmpty() ? 0 : ticks.pop(), wall);
    ticks.add(0L);
    ticks.add(0L);
    ticks.add(2_001L);

    assertThat(slow.instant()).isEqualTo(TestEvents.TIME);
    wall.advance(Duration.ofSeconds(5));

    assertThat(slow.instant()).isEqualTo(TestEvents.TIME.plusSeconds(5));
  }

  @Test
  void the_default_clock_is_the_systems() {
    Instant before = Instant.now();
    Instant read = LoggersConfig.DEFAULT.clock().instant();

    assertThat(read).isBetween(before.minusMillis(2), Instant.now().plusMillis(2));
  }

  private void passes(Duration time) {
    ticker.advance(time);
    wall.advance(time);
  }
}
