package dev.heartwood.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of one event being read. Whatever they are, no more is made of them than they hold. */
final class Input {
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

  int oneByte() throws CorruptEventException {
    return bytes[take(1)] & 0xFF;
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

  long number() throws CorruptEventException {
    if (at < end && bytes[at] >= 0) {
      return bytes[at++];
    }
    return end - at >= Long.BYTES ? numberInEight() : numberByByte();
  }

  private long numberInEight() throws CorruptEventException {
    long eight = (long) LONG.get(bytes, at);
    long last = ~eight & HIGH_BITS; // the lowest of these ends the number
    if (last == 0) {
      return numberByByte();
    }
    at += (Long.numberOfTrailingZeros(last) >>> 3) + 1;
    long sevens = eight & (last ^ last - 1);
    long pairs = sevens & 0x007F007F007F007FL | (sevens & 0x7F007F007F007F00L) >>> 1;
    long fours = pairs & 0x00003FFF00003FFFL | (pairs & 0x3FFF00003FFF0000L) >>> 2;
    return fours & 0xFFFFFFFL | (fours & 0xFFFFFFF00000000L) >>> 4;
  }

  private long numberByByte() throws CorruptEventException {
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

  long signed() throws CorruptEventException {
    long value = number();
    return value >>> 1 ^ -(value & 1);
  }

  long signed(long least, long most) throws CorruptEventException {
    long value = signed();
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
   * Copies a text in which no format escapes any character, if it fits; else it is left to be read
   * by {@link #text}.
   *
   * @return its length, negative if it was not copied
   */
  int plainText(byte[] target, int start) {
    if (at == end) {
      return -1;
    }
    int length = bytes[at]; // one that takes two bytes is negative, and the text too long
    int from = at + 1;
    if (length < 0 || length > end - from || length > target.length - start) {
      return -1;
    }
    boolean plain =
        length >= Long.BYTES
            ? copyPlainLong(from, target, start, length)
            : copyPlainShort(from, target, start, length);
    if (!plain) {
      return -1;
    }
    at = from + length;
    return length;
  }

  /** Eight at a time; of the last eight some a second time. */
  private boolean copyPlainLong(int from, byte[] target, int start, int length) {
    int last = length - Long.BYTES;
    for (int i = 0; ; i = Math.min(i + Long.BYTES, last)) {
      long eight = (long) LONG.get(bytes, from + i);
      if (!isPlain(eight)) {
        return false;
      }
      LONG.set(target, start + i, eight);
      if (i == last) {
        return true;
      }
    }
  }

  private boolean copyPlainShort(int from, byte[] target, int start, int length) {
    for (int i = 0; i < length; i++) {
      byte c = bytes[from + i];
      if (!isPlain(c)) {
        return false;
      }
      target[start + i] = c;
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
