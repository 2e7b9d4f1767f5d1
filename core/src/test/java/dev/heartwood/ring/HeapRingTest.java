package dev.heartwood.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapRingTest {
  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,4", "256,256", "257,512", "67108863,67108864", "67108864,67108864"})
  void rounds_up_to_a_power_of_two(int wanted, int given) {
    assertThat(HeapRing.roundedUp(wanted)).isEqualTo(given);
  }

  @Test
  void refuses_capacities_out_of_range() {
    assertThatThrownBy(() -> HeapRing.roundedUp(0))
        .hasMessage("capacity must be at least 1, was 0");
    assertThatThrownBy(() -> HeapRing.roundedUp(67108865))
        .hasMessage("capacity must be at most 67108864, was 67108865");
  }

  @Test
  void hands_out_positions_until_it_is_full_and_again_when_they_are_freed() {
    var ring = new HeapRing<>(2, StringBuilder::new);
    assertThat(ring.tryClaim(1)).isZero();
    assertThat(ring.tryClaim(1)).isEqualTo(1);
    assertThat(ring.tryClaim(1)).isEqualTo(Ring.FULL);
    assertThat(ring.claimed()).isEqualTo(2);

    assertThat(ring.isPublished(0)).isFalse();
    ring.publish(1);
    assertThat(ring.isPublished(0)).isFalse();
    ring.publish(0);
    assertThat(ring.isPublished(0)).isTrue();
    assertThat(ring.isPublished(1)).isTrue();
    assertThat(ring.isPublished(2)).isFalse();

    ring.free(2);
    assertThat(ring.freed()).isEqualTo(2);
    assertThat(ring.tryClaim(2)).isEqualTo(2);
    assertThat(ring.get(2)).isSameAs(ring.get(0));
  }
}
