package dev.heartwood.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class MachineIdTest {
  @Test
  void is_the_same_throughout_a_process_and_fits_a_snowflake() {
    int id = MachineId.derived();

    assertThat(id).isBetween(0, Snowflake.MAX_MACHINE).isEqualTo(MachineId.derived());
    assertThat(new Snowflake().machine()).isEqualTo(id);
  }

  @Test
  void differs_by_each_of_what_it_is_made_of() {
    int id = MachineId.derived(1, "host-a", 1, 1000);

    assertThat(MachineId.derived(2, "host-a", 1, 1000)).isNotEqualTo(id);
    assertThat(MachineId.derived(1, "host-b", 1, 1000)).isNotEqualTo(id);
    assertThat(MachineId.derived(1, "host-a", 2, 1000)).isNotEqualTo(id);
    assertThat(MachineId.derived(1, "host-a", 1, 1001)).isNotEqualTo(id);
  }

  @Test
  void spreads_containers_that_differ_in_name_only_over_all_numbers() {
    var seen = new BitSet();
    for (int i = 0; i < 16 * 1024; i++) {
      seen.set(MachineId.derived(0, "app-" + i, 1, 0));
    }

    assertThat(seen.cardinality()).isEqualTo(1024);
  }
}
