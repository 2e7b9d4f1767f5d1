package dev.heartwood.async;

import dev.heartwood.ring.HeapRing;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the slots of one ring. Their arguments lie in one array, side by side: the collector keeps
 * account of changed references by stretches of 512 bytes, and so has one to look at for twenty
 * slots instead of one for each.
 */
final class Slots implements Supplier<Slot> {
  private final @Nullable Object[] arguments;
  private int made;

  /**
   * @param capacity as that of the ring: rounded up to a power of two
   */
  Slots(int capacity) {
    arguments = new @Nullable Object[HeapRing.roundedUp(capacity) * SlotArguments.INLINE];
  }

  @Override
  public Slot get() {
    return new Slot(arguments, made++ * SlotArguments.INLINE);
  }
}
