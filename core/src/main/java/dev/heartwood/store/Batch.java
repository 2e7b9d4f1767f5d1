package dev.heartwood.store;

import java.util.List;
import java.util.Optional;

/**
 * What a subscriber got from one {@link Subscription#poll}.
 *
 * @param gap records that retention took before this subscriber read them; they come before {@code
 *     records}
 * @param records in arrival order, following the previous batch without a gap but the one named
 */
public record Batch(Optional<Gap> gap, List<StoredRecord> records) {
  static final Batch EMPTY = new Batch(Optional.empty(), List.of());

  public Batch {
    records = List.copyOf(records);
  }

  /** Neither records nor a gap: nothing came before the timeout. */
  public boolean isEmpty() {
    return records.isEmpty() && gap.isEmpty();
  }

  /**
   * Sequences that a subscriber missed.
   *
   * @param from the first one missed
   * @param to the first one that can be read again
   */
  public record Gap(long from, long to) {
    public long missed() {
      return to - from;
    }
  }
}
