package dev.heartwood.async;

import dev.heartwood.format.Utf8Buffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The arguments in a {@link Slot}, as a list that costs nothing to hand out. Numbers are kept as
 * such and boxed again only for readers that want objects: a slot is old and a box is young, and
 * every reference from old to young is work for the collector.
 */
final class SlotArguments extends AbstractList<@Nullable Object> implements RandomAccess {
  /** Events with no more arguments than this need no array of their own. */
  static final int INLINE = 6;

  private static final byte OBJECT = 0;
  private static final byte INT = 1;
  private static final byte LONG = 2;
  private static final byte DOUBLE = 3;

  private final @Nullable Object[] objects;
  private final long[] numbers;
  private final byte[] kinds;
  private final int from;
  private @Nullable Object @Nullable [] kept;
  private int count;

  /** Uses the arrays from {@code from} on. */
  SlotArguments(@Nullable Object[] objects, long[] numbers, byte[] kinds, int from) {
    this.objects = objects;
    this.numbers = numbers;
    this.kinds = kinds;
    this.from = from;
  }

  /** Copies a few values, which are immutable. */
  void fill(List<? extends @Nullable Object> given) {
    int size = given.size();
    for (int i = 0; i < size; i++) {
      put(i, given.get(i));
    }
    count = size;
  }

  void fill(@Nullable Object[] given, int size) {
    for (int i = 0; i < size; i++) {
      put(i, given[i]);
    }
    count = size;
  }

  void fill(@Nullable Object first, @Nullable Object second, int size) {
    if (size > 0) {
      put(0, first);
    }
    if (size > 1) {
      put(1, second);
    }
    count = size;
  }

  /** Takes over an array of any length. */
  void keep(@Nullable Object[] array) {
    kept = array;
    count = array.length;
  }

  private void put(int index, @Nullable Object value) {
    if (value instanceof Integer number) {
      putNumber(index, INT, number);
    } else if (value instanceof Double number) {
      putNumber(index, DOUBLE, Double.doubleToRawLongBits(number));
    } else if (value instanceof Long number) {
      putNumber(index, LONG, number);
    } else if (value != null) {
      objects[from + index] = value;
    }
  }

  private void putNumber(int index, byte kind, long bits) {
    kinds[from + index] = kind;
    numbers[from + index] = bits;
  }

  void release() {
    if (kept != null) {
      kept = null;
    } else {
      for (int i = 0; i < count; i++) {
        if (kinds[from + i] == OBJECT) {
          objects[from + i] = null;
        } else {
          kinds[from + i] = OBJECT;
        }
      }
    }
    count = 0;
  }

  /** Prints the argument if it is kept as a number. */
  boolean appendNumber(int index, Utf8Buffer out) {
    if (kept != null) {
      return false;
    }
    switch (kinds[from + index]) {
      case INT, LONG -> out.append(numbers[from + index]);
      case DOUBLE -> out.append(Double.longBitsToDouble(numbers[from + index]));
      default -> {
        return false;
      }
    }
    return true;
  }

  @Override
  public @Nullable Object get(int index) {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException("index must be below " + count + ", was " + index);
    }
    if (kept != null) {
      return kept[index];
    }
    return switch (kinds[from + index]) {
      case INT -> (int) numbers[from + index];
      case LONG -> numbers[from + index];
      case DOUBLE -> Double.longBitsToDouble(numbers[from + index]);
      default -> objects[from + index];
    };
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public @Nullable Object[] toArray() {
    @Nullable Object[] copy = new @Nullable Object[count];
    Arrays.setAll(copy, this::get);
    return copy;
  }
}
