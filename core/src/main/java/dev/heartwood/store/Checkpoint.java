package dev.heartwood.store;

import dev.heartwood.journal.Position;
import java.util.List;

/**
 * All that a store held at one moment except for the records of its log, which are in the journal.
 *
 * @param end of the store, as the journal's position
 * @param base the sequence of the oldest record in the log
 * @param winners of all keys, in the order of their sequences
 */
record Checkpoint(
    Position end,
    long base,
    long evictedByBytes,
    long evictedByAge,
    long late,
    long evictedKeys,
    long expiredTombstones,
    long clamped,
    List<SavedWinner> winners) {
  Checkpoint {
    if (base < 0 || base > end.sequence()) {
      throw new IllegalArgumentException("base must be 0 to " + end.sequence() + ", was " + base);
    }
  }
}
