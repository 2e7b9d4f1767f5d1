package dev.heartwood.async;

import dev.heartwood.ring.HeapRing;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the slots of one ring. Their arguments lie in common arrays, side by side: the collector
 * keeps account of changed references by stretches of 512 bytes, and so has one to look at for
 * twenty slots instead of one for each; and the worker reads them in the order of memory.
 */
final class Slots implements Supplier<Slot> {
  private final @Nullable Object[] objects;
  private final long[] numbers;
  private final byte[] kinds;
  private int made;

  /**
   * @param capacity as that of the ring: rounded up to a power of two
   */
  Slots(int capacity) {
    int size = HeapRing.roundedUp(capacity) * SlotArguments.INLINE;
    objects = new @Nullable Object[size];
    numbers = new long[size];
    kinds = new byte[size];
  }

  @Override
  public Slot get() {
    return new Slot(new SlotArguments(objects, numbers, kinds, made++ * SlotArguments.INLINE));
  }
}
