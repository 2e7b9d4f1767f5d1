package dev.heartwood.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.heartwood.format.Utf8Buffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The arguments in an {@link EventView}; numbers and short texts stay what they are until somebody
 * wants objects.
 */
final class ViewArguments extends AbstractList<@Nullable Object> implements RandomAccess {
  private static final int INITIAL = 8;

  /** Arrays that one event made longer than this are let go of. */
  private static final int RETAINED = 1024;

  /** So many characters, of all short texts of one event together, are kept as bytes. */
  private static final int TEXT_BYTES = 256;

  /** Instead of {@link Values#TEXT}: its bytes are kept, their place and number is its number. */
  private static final int SHORT_TEXT = -1;

  private @Nullable Object[] objects = new @Nullable Object[INITIAL];
  private long[] numbers = new long[INITIAL];
  private byte[] kinds = new byte[INITIAL];
  private final byte[] texts = new byte[TEXT_BYTES];
  private int textBytes;
  private int count;

  void read(Input in) throws CorruptEventException {
    int size = in.count();
    if (size > kinds.length) {
      objects = new @Nullable Object[size];
      numbers = new long[size];
      kinds = new byte[size];
    }
    for (int i = 0; i < size; i++) {
      int kind = in.oneByte();
      kinds[i] = (byte) kind;
      switch (kind) {
        case Values.INT -> numbers[i] = in.signedInt();
        case Values.LONG -> numbers[i] = in.signed();
        case Values.DOUBLE -> numbers[i] = in.fixedLong();
        case Values.TEXT -> readText(i, in);
        default -> objects[i] = Values.read(kind, in);
      }
      count = i + 1;
    }
  }

  private void readText(int index, Input in) throws CorruptEventException {
    int length = in.plainText(texts, textBytes);
    if (length < 0) {
      objects[index] = in.text();
      return;
    }
    kinds[index] = SHORT_TEXT;
    numbers[index] = (long) textBytes << Integer.SIZE | length;
    textBytes += length;
  }

  void release() {
    if (kinds.length > RETAINED) {
      objects = new @Nullable Object[INITIAL];
      numbers = new long[INITIAL];
      kinds = new byte[INITIAL];
    } else {
      for (int i = 0; i < count; i++) {
        if (objects[i] != null) {
          objects[i] = null;
        }
      }
    }
    count = 0;
    textBytes = 0;
  }

  boolean appendPlain(int index, Utf8Buffer out) {
    switch (kinds[index]) {
      case Values.INT, Values.LONG -> out.append(numbers[index]);
      case Values.DOUBLE -> out.append(Double.longBitsToDouble(numbers[index]));
      case SHORT_TEXT -> out.append(texts, textAt(index), (int) numbers[index]);
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
    return switch (kinds[index]) {
      case Values.INT -> (int) numbers[index];
      case Values.LONG -> numbers[index];
      case Values.DOUBLE -> Double.longBitsToDouble(numbers[index]);
      case SHORT_TEXT -> new String(texts, textAt(index), (int) numbers[index], ISO_8859_1);
      default -> objects[index];
    };
  }

  private int textAt(int index) {
    return (int) (numbers[index] >>> Integer.SIZE);
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
