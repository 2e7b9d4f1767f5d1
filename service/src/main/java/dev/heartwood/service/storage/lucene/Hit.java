package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.query.Order;

/** A document that was found, and its place in an order: smaller times and sequences come first. */
record Hit(int segment, int document, long time, long sequence) implements Comparable<Hit> {
  /** A time or sequence as it sorts in an order, and back again. */
  static long sorted(Order order, long value) {
    return order == Order.OLDEST_FIRST ? value : -value;
  }

  boolean isBefore(long otherTime, long otherSequence) {
    return time < otherTime || (time == otherTime && sequence < otherSequence);
  }

  @Override
  public int compareTo(Hit other) {
    return isBefore(other.time, other.sequence) ? -1 : equals(other) ? 0 : 1;
  }
}
