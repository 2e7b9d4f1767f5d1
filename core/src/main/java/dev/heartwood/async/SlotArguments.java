package dev.heartwood.async;

import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** The arguments in a {@link Slot}, as a list that costs nothing to hand out. */
final class SlotArguments extends AbstractList<@Nullable Object> implements RandomAccess {
  private final Slot slot;

  SlotArguments(Slot slot) {
    this.slot = slot;
  }

  @Override
  public @Nullable Object get(int index) {
    return slot.argument(index);
  }

  @Override
  public int size() {
    return slot.argumentCount();
  }
}
