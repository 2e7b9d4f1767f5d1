package dev.heartwood.service;

import java.time.Instant;
import java.util.Objects;

/** Where a replay begins. */
public sealed interface ReplayStart {
  /** With the oldest entry that is kept. */
  ReplayStart BEGINNING = new Sequence(0);

  /**
   * With the entry of that sequence, or the next one that is kept.
   *
   * @param sequence to resume: one more than that of the last entry that was read
   */
  record Sequence(long sequence) implements ReplayStart {
    public Sequence {
      if (sequence < 0) {
        throw new IllegalArgumentException("sequence must not be negative, was " + sequence);
      }
    }
  }

  /** All entries whose timestamp is at or after that, also those that came late. */
  record Time(Instant from) implements ReplayStart {
    public Time {
      Objects.requireNonNull(from, "from");
    }
  }
}
