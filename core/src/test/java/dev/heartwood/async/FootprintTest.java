package dev.heartwood.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.ring.HeapRing;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

class FootprintTest {
  private static final long MIB = 1024 * 1024;

  @Test
  void a_default_ring_costs_far_less_than_sixteen_mebibytes() {
    var ring =
        new HeapRing<>(AsyncConfig.DEFAULT_CAPACITY, new Slots(AsyncConfig.DEFAULT_CAPACITY));
    assertThat(GraphLayout.parseInstance(ring).totalSize()).isLessThan(4 * MIB);
  }
}
