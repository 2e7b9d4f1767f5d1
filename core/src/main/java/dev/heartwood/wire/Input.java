package dev.heartwood.wire;

import dev.heartwood.Padding;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of one event being read. Whatever they are, no more is made of them than they hold. */
final class Input extends Padding {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** In each byte 1. */
  private static final long ONES = 0x0101010101010101L;

  private static final long HIGH_BITS = ONES << 7;

  private byte[] bytes = {};
  private int start;
  private int at;
  private int end;

  void begin(byte[] source, int from, int length) {
    if (bytes != source) { // to store a reference costs a barrier of the collector
      bytes = source;
    }
    start = from;
    at = from;
    end = from + length;
  }

  CorruptEventException corrupt(String reason) {
    return new CorruptEventException(at - start, reason);
  }

  private int take(int size) throws CorruptEventException {
    if (size > end - at) {
      throw corrupt(size + " bytes expected, " + (end - at) + " left");
    }
    int from = at;
    at += size;
    return from;
  }

  /** Goes on elsewhere, unless that is behind the end. */
  void moveTo(int place) throws CorruptEventException {
    take(place - at);
  }

  int oneByte() throws CorruptEventException {
    return bytes[take(1)] & 0xFF;
  }

  /** The byte at a place; where this input is does not change. */
  int byteAt(int place) throws CorruptEventException {
    if (place >= end) {
      throw corrupt("a value expected, none left");
    }
    return bytes[place] & 0xFF;
  }

  int intAt(int place) {
    return (int) INT.get(bytes, place);
  }

  long longAt(int place) {
    return (long) LONG.get(bytes, place);
  }

  byte[] array() {
    return bytes;
  }

  byte[] bytes(int size) throws CorruptEventException {
    int from = take(size);
    return Arrays.copyOfRange(bytes, from, at);
  }

  int fixedInt() throws CorruptEventException {
    return (int) INT.get(bytes, take(Integer.BYTES));
  }

  long fixedLong() throws CorruptEventException {
    return (long) LONG.get(bytes, take(Long.BYTES));
  }

  /** Three of two bytes each. */
  long numbers() throws CorruptEventException {
    int from = take(3 * Short.BYTES);
    return (int) INT.get(bytes, from) & 0xFFFFFFFFL
        | (bytes[from + 4] & 0xFFL) << 32
        | (bytes[from + 5] & 0xFFL) << 40;
  }

  long number() throws CorruptEventException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      long next = bytes[take(1)];
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw corrupt("number without end");
  }

  long number(long most) throws CorruptEventException {
    return atMost(most, number());
  }

  private long atMost(long most, long value) throws CorruptEventException {
    if (value < 0 || value > most) {
      throw corrupt("number at most " + most + " expected, found " + Long.toUnsignedString(value));
    }
    return value;
  }

  /** A number of things, each of which takes a byte at least. */
  int count() throws CorruptEventException {
    long value = number();
    return (int) atMost(end - at, value);
  }

  long signedLong() throws CorruptEventException {
    long value = number();
    return value >>> 1 ^ -(value & 1);
  }

  long signed(long least, long most) throws CorruptEventException {
    long value = signedLong();
    if (value < least || value > most) {
      throw corrupt("number in " + least + ".." + most + " expected, found " + value);
    }
    return value;
  }

  int signedInt() throws CorruptEventException {
    return (int) signed(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  String text() throws CorruptEventException {
    int size = count();
    int from = take(size);
    return WideText.read(bytes, from, at, start);
  }

  /**
   * Where a text ends whose length takes one byte, and in which no format escapes any character.
   *
   * @return negative if it is not such a text: it is left to be read by {@link #text}
   */
  int endOfPlainText(int place) {
    if (place >= end) {
      return -1;
    }
    int length = bytes[place];
    int from = place + 1;
    if (length < 0 || length > end - from) {
      return -1;
    }
    boolean plain = length >= Long.BYTES ? isPlainLong(from, length) : isPlainShort(from, length);
    return plain ? from + length : -1;
  }

  /** Eight at a time; of the last eight some a second time. */
  private boolean isPlainLong(int from, int length) {
    int last = from + length - Long.BYTES;
    for (int i = from; ; i = Math.min(i + Long.BYTES, last)) {
      if (!isPlain(longAt(i))) {
        return false;
      }
      if (i == last) {
        return true;
      }
    }
  }

  private boolean isPlainShort(int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (!isPlain(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(byte c) {
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
  }

  /** The same of eight at once, each test by the borrow or carry into its highest bit. */
  private static boolean isPlain(long eight) {
    long quotes = eight ^ ONES * '"';
    long slashes = eight ^ ONES * '\\';
    long odd =
        eight
            | eight + ONES
            | eight - ONES * ' '
            | (quotes - ONES & ~quotes)
            | (slashes - ONES & ~slashes);
    return (odd & HIGH_BITS) == 0;
  }

  @Nullable String textOrNull() throws CorruptEventException {
    long sizeAndOne = number();
    atMost((long) end - at + 1, sizeAndOne);
    if (sizeAndOne == 0) {
      return null;
    }
    int from = take((int) sizeAndOne - 1);
    return WideText.read(bytes, from, at, start);
  }

  /** A text that comes again. */
  String name(DecodedNames names) throws CorruptEventException {
    int size = count();
    int from = take(size);
    String known = names.find(bytes, from, at);
    if (known != null) {
      return known;
    }
    String text = WideText.read(bytes, from, at, start);
    names.keep(bytes, from, at, text);
    return text;
  }

  /** Three names that come again together, taken if they are known; not before the ninth byte. */
  KnownNames.@Nullable Names names(KnownNames known) {
    KnownNames.Names names = known.find(bytes, at, end);
    if (names != null) {
      at = known.end();
    }
    return names;
  }

  int at() {
    return at;
  }

  /** Remembers three names that were just read. */
  void keep(KnownNames known, int from, String logger, String thread, String template) {
    known.keep(bytes, from, logger, thread, template);
  }

  void requireEnd() throws CorruptEventException {
    if (at != end) {
      throw corrupt(end - at + " bytes too many");
    }
  }
}
