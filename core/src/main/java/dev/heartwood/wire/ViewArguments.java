package dev.heartwood.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.heartwood.format.Utf8Buffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The arguments in an {@link EventView}; numbers and plain texts stay what they are, where they
 * are, until somebody wants objects.
 */
final class ViewArguments extends AbstractList<@Nullable Object> implements RandomAccess {
  private static final int INITIAL = 8;

  /** Arrays that one event made longer than this are let go of. */
  private static final int RETAINED = 1024;

  /** Instead of {@link Values#TEXT}: a length in one byte, and then nothing to be escaped. */
  private static final int PLAIN_TEXT = -1;

  private final Input in;
  private @Nullable Object[] objects = new @Nullable Object[INITIAL];
  private int[] places = new int[INITIAL];
  private byte[] kinds = new byte[INITIAL];
  private int count;

  /**
   * @param in whose bytes stay as they are until the next event is read
   */
  ViewArguments(Input in) {
    this.in = in;
  }

  void read() throws CorruptEventException {
    int size = in.count();
    if (size > kinds.length) {
      objects = new @Nullable Object[size];
      places = new int[size];
      kinds = new byte[size];
    }
    int at = in.at(); // in a field it would be known later
    for (int i = 0; i < size; i++) {
      int kind = in.byteAt(at);
      at++;
      kinds[i] = (byte) kind;
      places[i] = at;
      at =
          switch (kind) {
            case Values.INT -> at + Integer.BYTES;
            case Values.LONG, Values.DOUBLE -> at + Long.BYTES;
            case Values.TEXT -> readText(i, at);
            default -> readObject(i, kind, at);
          };
      count = i + 1;
    }
    in.moveTo(at);
  }

  private int readText(int index, int at) throws CorruptEventException {
    int end = in.endOfPlainText(at);
    if (end < 0) {
      return readObject(index, Values.TEXT, at);
    }
    kinds[index] = PLAIN_TEXT;
    return end;
  }

  private int readObject(int index, int kind, int at) throws CorruptEventException {
    in.moveTo(at);
    objects[index] = Values.read(kind, in);
    return in.at();
  }

  void release() {
    if (kinds.length > RETAINED) {
      objects = new @Nullable Object[INITIAL];
      places = new int[INITIAL];
      kinds = new byte[INITIAL];
    } else {
      for (int i = 0; i < count; i++) {
        if (objects[i] != null) {
          objects[i] = null;
        }
      }
    }
    count = 0;
  }

  boolean appendPlain(int index, Utf8Buffer out) {
    int place = places[index];
    switch (kinds[index]) {
      case Values.INT -> out.append((long) in.intAt(place));
      case Values.LONG -> out.append(in.longAt(place));
      case Values.DOUBLE -> out.append(Double.longBitsToDouble(in.longAt(place)));
      case PLAIN_TEXT -> out.append(in.array(), place + 1, in.array()[place]);
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
    int place = places[index];
    return switch (kinds[index]) {
      case Values.INT -> in.intAt(place);
      case Values.LONG -> in.longAt(place);
      case Values.DOUBLE -> Double.longBitsToDouble(in.longAt(place));
      case PLAIN_TEXT -> new String(in.array(), place + 1, in.array()[place], ISO_8859_1);
      default -> objects[index];
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
