package dev.heartwood.async;

import dev.heartwood.ring.HeapRing;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the slots of one ring. Their arguments lie in common arrays, side by side: the collector
 * keeps account of changed references by stretches of 512 bytes, and so has one to look at for
 * twenty slots instead of one for each; and the worker reads them in the order of memory. Numbers
 * are kept as such, and boxed again only for readers that want objects: a slot is old and a box is
 * young.
 */
final class Slots implements Supplier<Slot> {
  final @Nullable Object[] objects;
  final long[] numbers;
  private int made;

  /**
   * @param capacity as that of the ring: rounded up to a power of two
   */
  Slots(int capacity) {
    int size = HeapRing.roundedUp(capacity) * Slot.INLINE;
    objects = new @Nullable Object[size];
    numbers = new long[size];
  }

  @Override
  public Slot get() {
    return new Slot(this, made++ * Slot.INLINE);
  }
}
