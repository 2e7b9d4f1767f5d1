package dev.heartwood.ring;

/**
 * A bounded ring of entries, filled by any number of producers and drained by one worker. It knows
 * positions only: who waits for room, who drains and who closes is {@link HandOff}'s part, so that
 * rings kept in other places can share it.
 *
 * <p>Positions start at 0 and only grow. A ring may give each entry one position, as the heap form
 * does, or as many as the entry has bytes.
 *
 * <pre>
 * position   written by   read by             ordering
 * claimed    producers    anybody             compare-and-set
 * published  producer     worker              release / acquire; carries the entry's content
 * freed      worker       producers, anybody  release / acquire; hands the cleared entry back
 * </pre>
 *
 * @param <S> one entry, as its producer fills it and the worker reads it
 */
public interface Ring<S> {
  /** What {@link #tryClaim} says when the room is not there. */
  long FULL = -1;

  /** How many positions lie in the ring at once. */
  long capacity();

  /**
   * Claims that many positions at a stretch, or none; never waits. What is claimed must be
   * published, and nothing that can block or throw may run in between.
   *
   * @return the first of them, or {@link #FULL}
   */
  long tryClaim(int size);

  /** The entry that begins at the position: its producer's before publishing, then the worker's. */
  S get(long position);

  /**
   * Gives the entry that begins at the position to the worker.
   *
   * @return false if the room was taken away from a producer that stood still for too long: the
   *     entry is not in the ring and has to be claimed anew
   */
  boolean publish(long position);

  /** Whether the entry that begins at the position has been given to the worker. */
  boolean isPublished(long position);

  /** The position after the entry that begins at the given one, and that {@link #get} gave last. */
  long next(long position);

  /** Gives everything before the position back to the producers. For the worker only. */
  void free(long position);

  /** The position after the last one claimed. */
  long claimed();

  /** The position up to which everything was given back. */
  long freed();

  /** How many positions are free at this moment; may be negative. */
  default long room() {
    return capacity() - (claimed() - freed());
  }

  /** About how many positions an entry takes: paces the worker. */
  default int positionsPerEntry() {
    return 1;
  }

  /**
   * Whether entries outlive the process, so that they are given back only when the batch that they
   * belong to has ended, and then also after the ring was exhausted.
   */
  default boolean isDurable() {
    return false;
  }

  /**
   * Makes every later claim fail for good.
   *
   * @return the end of what was claimed before
   */
  default long exhaust() {
    long last = freed() + capacity();
    for (; ; ) {
      long room = last - claimed();
      if (room <= 0) {
        return last;
      }
      long first = tryClaim((int) room);
      if (first >= 0) {
        return first;
      }
    }
  }

  /** For the worker, again and again while nothing is published at the position. */
  default void idle(long position) {}
}
