package dev.heartwood.id;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequentialIdsTest {
  @Test
  void counts_from_one() {
    var ids = new SequentialIds();

    assertThat(ids.nextId()).isEqualTo("1");
    assertThat(ids.nextId()).isEqualTo("2");
  }

  @Test
  void counts_on_from_a_number_behind_a_prefix() {
    var ids = new SequentialIds("order-", 41);

    assertThat(ids.nextId()).isEqualTo("order-41");
    assertThat(ids.next()).isEqualTo(42);
  }
}
