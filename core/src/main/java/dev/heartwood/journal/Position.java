package dev.heartwood.journal;

/**
 * Where a record stands in a journal, for as long as that journal lives: never an offset in a file.
 *
 * @param epoch starts at 1 and grows by one whenever the journal is opened after it was not closed:
 *     records that were lost then leave their sequences to others
 * @param sequence starts at 0 and is dense
 */
public record Position(long epoch, long sequence) implements Comparable<Position> {
  public Position {
    if (epoch < 1) {
      throw new IllegalArgumentException("epoch must be at least 1, was " + epoch);
    }
    if (sequence < 0) {
      throw new IllegalArgumentException("sequence must not be negative, was " + sequence);
    }
  }

  /** The position after this one in the same epoch. */
  public Position next() {
    return new Position(epoch, sequence + 1);
  }

  @Override
  public int compareTo(Position other) {
    int byEpoch = Long.compare(epoch, other.epoch);
    return byEpoch != 0 ? byEpoch : Long.compare(sequence, other.sequence);
  }
}
