package dev.heartwood.filter;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class SamplingFilterTest {
  @Test
  void passes_a_share_of_the_events_at_random() {
    var random = new SplittableRandom(1);

    assertThat(share(SamplingFilter.random(0.2, random::nextLong), 20_000)).isBetween(3800, 4200);
    assertThat(share(SamplingFilter.random(0), 1000)).isZero();
    assertThat(share(SamplingFilter.random(1), 1000)).isEqualTo(1000);
  }

  @Test
  void passes_every_fourth_event_of_a_key_the_first_included() {
    var filter = SamplingFilter.perKey(0.25, EventKey.message());

    assertThat(IntStream.range(0, 12).filter(i -> filter.accepts(event("a"))).toArray())
        .containsExactly(0, 4, 8);
    assertThat(filter.accepts(event("b"))).isTrue();
  }

  @Test
  void passes_all_events_of_a_key_or_none_and_the_same_in_every_instance() {
    var one = SamplingFilter.byHash(0.1, EventKey.message());
    var other = SamplingFilter.byHash(0.1, EventKey.message());
    int passed = 0;
    for (int i = 0; i < 20_000; i++) {
      var event = event("trace-" + i);
      boolean accepted = one.accepts(event);
      assertThat(one.accepts(event)).isEqualTo(accepted);
      assertThat(other.accepts(event)).isEqualTo(accepted);
      passed += accepted ? 1 : 0;
    }

    assertThat(passed).isBetween(1800, 2200);
  }

  @Test
  void passes_what_is_severe_whatever_the_share() {
    var filter = SamplingFilter.random(0).alwaysFrom(Level.ERROR);

    assertThat(filter.accepts(event(Level.ERROR, "m"))).isTrue();
    assertThat(filter.accepts(event(Level.WARN, "m"))).isFalse();
  }

  @Test
  void refuses_a_share_beyond_all() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SamplingFilter.random(1.5))
        .withMessage("rate must be 0 to 1, was 1.5");
    assertThatIllegalArgumentException().isThrownBy(() -> SamplingFilter.random(Double.NaN));
  }

  private static int share(LogFilter filter, int events) {
    return (int) IntStream.range(0, events).filter(i -> filter.accepts(event("m"))).count();
  }
}
