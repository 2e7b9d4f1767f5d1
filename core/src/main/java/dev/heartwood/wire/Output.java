package dev.heartwood.wire;

import dev.heartwood.Padding;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of events being written: grows, but never beyond what one event may take. */
final class Output extends Padding {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final Overflow OVERFLOW = new Overflow();
  private static final int LONGEST_NUMBER = 10;
  private static final int LEAST_TEXT_CHARS = 32;

  private final int maxEventBytes;
  private final int initialBytes;
  private final int retainedBytes;
  private byte[] bytes;
  private int length;
  private int end; // what is written lies before it
  private int mostElements;
  private int mostChars;

  /** The event needs more room than it may take. */
  static final class Overflow extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Overflow() {
      super("event too long", null, false, false);
    }
  }

  Output(int maxEventBytes, int initialBytes, int retainedBytes) {
    this.maxEventBytes = maxEventBytes;
    this.initialBytes = initialBytes;
    this.retainedBytes = retainedBytes;
    this.bytes = new byte[initialBytes];
  }

  static void putLong(byte[] target, int at, long value) {
    LONG.set(target, at, value);
  }

  int maxEventBytes() {
    return maxEventBytes;
  }

  void clear(int gap) {
    if (bytes.length > retainedBytes) {
      bytes = new byte[Math.max(initialBytes, gap)]; // one huge event made it so long
    }
    length = 0;
    end = Integer.MAX_VALUE;
    reserve(gap);
    length = gap;
  }

  /**
   * Begins an event, or begins it anew with shorter texts and lists.
   *
   * @param most how many characters of a text, and how many elements of a list, are kept
   */
  void begin(int start, int most) {
    length = start;
    end = (int) Math.min(Integer.MAX_VALUE, (long) start + maxEventBytes);
    mostElements = most;
    mostChars = Math.max(most, LEAST_TEXT_CHARS);
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  byte[] reserve(int more) {
    if (more > bytes.length - length) {
      grow(more);
    }
    return bytes;
  }

  private void grow(int more) {
    long wanted = Math.max((long) length + more, 2L * bytes.length);
    bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
  }

  /** Makes room within the event. */
  private byte[] room(int more) {
    if (more > end - length) {
      throw OVERFLOW;
    }
    return reserve(more);
  }

  void skip(int count) {
    length += count;
  }

  void put(int at, byte value) {
    bytes[at] = value;
  }

  void put(int value) {
    room(1)[length++] = (byte) value;
  }

  /** A value of fixed size, with its type in front. */
  void value(int kind, int value) {
    byte[] target = room(1 + Integer.BYTES);
    int at = length;
    target[at] = (byte) kind;
    INT.set(target, at + 1, value);
    length = at + 1 + Integer.BYTES;
  }

  /** A value of fixed size, with its type in front. */
  void value(int kind, long value) {
    byte[] target = room(1 + Long.BYTES);
    int at = length;
    target[at] = (byte) kind;
    LONG.set(target, at + 1, value);
    length = at + 1 + Long.BYTES;
  }

  void put(byte[] source) {
    put(source, 0, source.length);
  }

  void put(byte[] source, int from, int count) {
    System.arraycopy(source, from, room(count), length, count);
    length += count;
  }

  /** Whether texts and lists are written in full. */
  boolean isUncut() {
    return mostElements == Integer.MAX_VALUE;
  }

  void fixedInt(int value) {
    INT.set(room(Integer.BYTES), length, value);
    length += Integer.BYTES;
  }

  void fixedLong(long value) {
    LONG.set(room(Long.BYTES), length, value);
    length += Long.BYTES;
  }

  /** Three of two bytes each. */
  void numbers(long value) {
    LONG.set(room(Long.BYTES), length, value);
    length += 3 * Short.BYTES;
  }

  void signed(long value) {
    number(value << 1 ^ value >> 63);
  }

  void number(long value) {
    length = number(room(LONGEST_NUMBER), length, value);
  }

  private static int number(byte[] target, int start, long value) {
    int at = start;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }

  /** Writes how many elements a list has, and says how many are to be written. */
  int count(int size) {
    int kept = Math.min(size, mostElements);
    number(kept);
    return kept;
  }

  /** Writes a text that comes again. */
  void name(String text, EncodedNames names) {
    byte[] known = names.find(text);
    if (known != null && text.length() <= mostChars) {
      put(known);
      return;
    }
    int start = length;
    text(text);
    if (text.length() <= EncodedNames.MAX_CHARS && text.length() <= mostChars) {
      names.keep(text, Arrays.copyOfRange(bytes, start, length));
    }
  }

  void text(String text) {
    text(text, 0);
  }

  void textOrNull(@Nullable String text) {
    if (text == null) {
      number(0);
    } else {
      text(text, 1);
    }
  }

  /**
   * @param more what is added to the number of bytes
   */
  private void text(String given, int more) {
    String text = given.length() <= mostChars ? given : cut(given, mostChars);
    int chars = text.length();
    if (chars > end - length - LONGEST_NUMBER) {
      throw OVERFLOW;
    }
    byte[] target = reserve(chars + LONGEST_NUMBER);
    int start = number(target, length, (long) chars + more);
    int i = 0;
    for (; i < chars; i++) { // most text is nothing but this
      char c = text.charAt(i);
      if (c >= 0x80) {
        wideText(text, i, more);
        return;
      }
      target[start + i] = (byte) c;
    }
    length = start + chars;
  }

  private void wideText(String text, int asciiChars, int more) {
    int size = WideText.bytes(text, asciiChars);
    if (size > end - length - LONGEST_NUMBER) {
      throw OVERFLOW;
    }
    byte[] target = reserve(size + LONGEST_NUMBER);
    int start = number(target, length, (long) size + more);
    length = WideText.write(text, target, start);
  }

  /** Between characters, with a note. */
  private static String cut(String text, int chars) {
    int kept = Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars;
    return text.substring(0, kept) + "[cut: " + text.length() + " chars]";
  }
}
