package dev.heartwood.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.wire.EventWriter;
import dev.heartwood.wire.Numbering;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DesksTest {
  private static final int MORE_THAN_KEPT = 10;

  private final Desks desks = new Desks(EventWriter.LEAST_MAX_BYTES, Numbering.NONE);

  @Test
  void a_desk_given_back_is_lent_again() {
    Desks.Desk first = desks.take();
    desks.giveBack(first);

    assertThat(desks.take()).isSameAs(first);
  }

  @Test
  void nobody_gets_a_desk_that_is_lent() {
    assertThat(takeMany()).hasSize(MORE_THAN_KEPT);
  }

  @Test
  void events_are_counted_also_by_desks_that_are_thrown_away() {
    for (int round = 0; round < 2; round++) {
      for (Desks.Desk desk : takeMany()) {
        desk.countAccepted();
        desk.countAccepted();
        desks.giveBack(desk);
      }
    }

    assertThat(desks.accepted()).isEqualTo(2 * 2 * MORE_THAN_KEPT);
  }

  private Set<Desks.Desk> takeMany() {
    List<Desks.Desk> taken = new ArrayList<>();
    for (int i = 0; i < MORE_THAN_KEPT; i++) {
      taken.add(desks.take());
    }
    return new HashSet<>(taken);
  }
}
