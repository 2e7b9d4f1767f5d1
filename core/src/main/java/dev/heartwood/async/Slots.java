package dev.heartwood.async;

import dev.heartwood.ring.HeapRing;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the slots of one ring. Their arguments lie in common arrays, side by side: the collector
 * keeps account of changed references by stretches of 512 bytes, and so has one to look at for
 * twenty slots instead of one for each; and the worker reads them in the order of memory. Numbers
 * and short texts are kept as such, and become objects again only for readers that want some: a
 * slot is old and a box is young.
 */
final class Slots implements Supplier<Slot> {
  /** Characters of texts that a slot has room for. */
  static final int TEXT_BYTES = 24;

  final @Nullable Object[] objects;

  /** Numbers by their bits; of a text where it begins, above, and its length. */
  final long[] numbers;

  final byte[] texts;
  private int made;

  /**
   * @param capacity as that of the ring: rounded up to a power of two
   */
  Slots(int capacity) {
    int slots = HeapRing.roundedUp(capacity);
    int size = slots * Slot.INLINE;
    objects = new @Nullable Object[size];
    numbers = new long[size];
    texts = new byte[slots * TEXT_BYTES];
  }

  @Override
  public Slot get() {
    return new Slot(this, made++ * Slot.INLINE);
  }
}
