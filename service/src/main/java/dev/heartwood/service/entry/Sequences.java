package dev.heartwood.service.entry;

/**
 * Sequences of entries: where the record that brought an entry stands in the journal, and the
 * entry's place among those of the same record. They grow in the order of arrival, and have gaps.
 *
 * <pre>
 * bits  1 zero | 49 sequence of the journal's record | 14 place in it
 * </pre>
 */
public final class Sequences {
  private static final int PLACE_BITS = 14;

  /** Entries in one record of the journal. */
  public static final int MAX_PLACES = 1 << PLACE_BITS;

  private Sequences() {}

  public static long of(long journalSequence, int place) {
    if (place < 0 || place >= MAX_PLACES) {
      throw new IllegalArgumentException(
          "place must be 0 to " + (MAX_PLACES - 1) + ", was " + place);
    }
    return journalSequence << PLACE_BITS | place;
  }

  public static long journalSequence(long sequence) {
    return sequence >>> PLACE_BITS;
  }

  public static int place(long sequence) {
    return (int) sequence & MAX_PLACES - 1;
  }
}
