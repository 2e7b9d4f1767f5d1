package dev.heartwood.format;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growable array of UTF-8 bytes that is filled, written and cleared over and over. Lone
 * surrogates become {@code '?'}, as in {@link String#getBytes}.
 *
 * <p><b>Threads:</b> confined to one thread.
 */
public final class Utf8Buffer {
  private static final int INITIAL_BYTES = 1024;

  /** An array that one huge event made longer than this is let go at the next clear. */
  private static final int RETAINED_BYTES = 1 << 20;

  private static final int NO_LIMIT = Integer.MAX_VALUE;
  private static final byte[] MIN_LONG = ascii(Long.toString(Long.MIN_VALUE));

  private static final int BILLION = 1_000_000_000;
  private static final int MAX_INT_DIGITS = 10;

  /** The two digits of 0 to 99. */
  private static final byte[] PAIRS = pairs();

  /** Pieces up to this are copied here: calling the JVM's copying routine costs more. */
  private static final int SHORT = 32;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;
  private int limit = NO_LIMIT;
  private int loneSurrogates;

  public int length() {
    return length;
  }

  public void clear() {
    length = 0;
    if (bytes.length > RETAINED_BYTES) {
      bytes = new byte[INITIAL_BYTES];
    }
  }

  /** Drops everything from {@code newLength} on. */
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IndexOutOfBoundsException(
          "newLength must be in 0.." + length + ", was " + newLength);
    }
    length = newLength;
  }

  public void append(byte b) {
    reserve(1);
    bytes[length++] = b;
  }

  public void append(byte[] source) {
    append(source, 0, source.length);
  }

  public void append(byte[] source, int offset, int count) {
    byte[] target = reserve(count);
    int at = length;
    if (count > SHORT) {
      System.arraycopy(source, offset, target, at, count);
    } else if (count >= Long.BYTES) {
      copyLong(source, offset, target, at);
      copyLong(source, offset + count - Long.BYTES, target, at + count - Long.BYTES);
      if (count > 2 * Long.BYTES) { // the middle; pieces may overlap
        copyLong(source, offset + Long.BYTES, target, at + Long.BYTES);
        copyLong(source, offset + count - 2 * Long.BYTES, target, at + count - 2 * Long.BYTES);
      }
    } else {
      copyFew(source, offset, target, at, count);
    }
    length = at + count;
  }

  private static void copyLong(byte[] source, int from, byte[] target, int to) {
    LONGS.set(target, to, (long) LONGS.get(source, from));
  }

  private static void copyFew(byte[] source, int from, byte[] target, int to, int count) {
    if (count >= Integer.BYTES) {
      int last = count - Integer.BYTES;
      INTS.set(target, to, (int) INTS.get(source, from));
      INTS.set(target, to + last, (int) INTS.get(source, from + last));
      return;
    }
    for (int i = 0; i < count; i++) {
      target[to + i] = source[from + i];
    }
  }

  public void append(String text) {
    Quoting.RAW.append(text, 0, text.length(), this);
  }

  public void append(String text, int start, int end) {
    Quoting.RAW.append(text, start, end, this);
  }

  /** Appends the decimal digits that {@link Long#toString(long)} gives. */
  public void append(long number) {
    if (number >= 0 && number <= Integer.MAX_VALUE) {
      appendInt((int) number);
    } else {
      appendLong(number);
    }
  }

  private void appendInt(int number) {
    length = put(number, reserve(MAX_INT_DIGITS), length);
  }

  private void appendLong(long number) {
    if (number == Long.MIN_VALUE) {
      append(MIN_LONG);
      return;
    }
    if (number < 0) {
      append((byte) '-');
    }
    long rest = Math.abs(number);
    long billions = rest / BILLION;
    if (billions == 0) {
      appendInt((int) rest);
    } else {
      append(billions);
      appendPadded((int) (rest - billions * BILLION), 9);
    }
  }

  /**
   * Appends what {@link Double#toString(double)} gives. For 0.001 to 10^7 the decimal with the
   * fewest digits is searched for; if it has at most 15 digits and a division gives the very number
   * back then no other decimal so short does, and every version of that method prints it. A decimal
   * that is found with more places than it needs ends in zeros, which are left out.
   */
  public void append(double number) {
    double rest = Math.abs(number);
    if (rest >= 1e-3 && rest < 1e7) {
      long thousandths = (long) (rest * 1e3 + 0.5); // prices and percentages
      if (thousandths / 1e3 == rest) {
        long whole = thousandths / 1_000;
        appendDecimal(number < 0, (int) whole, (int) (thousandths - whole * 1_000), 3);
        return;
      }
      long smallest = (long) (rest * 1e8 + 0.5); // with seven digits before the point these are 15
      if (smallest / 1e8 == rest) {
        long whole = smallest / 100_000_000;
        appendDecimal(number < 0, (int) whole, (int) (smallest - whole * 100_000_000), 8);
        return;
      }
    }
    append(Double.toString(number));
  }

  private void appendDecimal(boolean negative, int whole, int fraction, int places) {
    int rest = fraction;
    int decimals = places;
    for (int next = rest / 10; decimals > 1 && next * 10 == rest; next = rest / 10) {
      rest = next;
      decimals--;
    }
    byte[] target = reserve(1 + MAX_INT_DIGITS + 1 + places);
    int at = length;
    if (negative) {
      target[at++] = '-';
    }
    at = put(whole, target, at);
    target[at++] = '.';
    putPadded(rest, target, at, decimals);
    length = at + decimals;
  }

  /** Appends a non-negative number with leading zeros, {@code width} digits in all. */
  void appendPadded(int number, int width) {
    putPadded(number, reserve(width), length, width);
    length += width;
  }

  /** Gives where the digits end. */
  private static int put(int number, byte[] target, int at) {
    int digits = digits(number);
    putPadded(number, target, at, digits);
    return at + digits;
  }

  private static int digits(int number) {
    if (number < 10_000) {
      return number < 100 ? number < 10 ? 1 : 2 : number < 1_000 ? 3 : 4;
    }
    if (number < 100_000_000) {
      return number < 1_000_000 ? number < 100_000 ? 5 : 6 : number < 10_000_000 ? 7 : 8;
    }
    return number < BILLION ? 9 : 10;
  }

  /** From the right, two digits at a time. */
  private static void putPadded(int number, byte[] target, int at, int width) {
    int rest = number;
    int end = at + width;
    while (end - at >= 2) {
      int next = rest / 100;
      int pair = 2 * (rest - next * 100);
      target[--end] = PAIRS[pair + 1];
      target[--end] = PAIRS[pair];
      rest = next;
    }
    if (end > at) {
      target[at] = (byte) ('0' + rest);
    }
  }

  private static byte[] pairs() {
    byte[] pairs = new byte[200];
    for (int i = 0; i < 100; i++) {
      pairs[2 * i] = (byte) ('0' + i / 10);
      pairs[2 * i + 1] = (byte) ('0' + i % 10);
    }
    return pairs;
  }

  /** The array behind this buffer, valid up to {@link #length()} until the next append. */
  public byte[] array() {
    return bytes;
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, length);
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** Makes room and gives the array to write it in, from {@link #length()} on. */
  byte[] reserve(int more) {
    if (more > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
    }
    return bytes;
  }

  /** Takes over what was written into the reserved array. */
  void setLength(int newLength) {
    length = newLength;
  }

  /** Opens a gap of spaces at {@code position}. */
  void insertSpaces(int position, int count) {
    reserve(count);
    System.arraycopy(bytes, position, bytes, position + count, length - position);
    Arrays.fill(bytes, position, position + count, (byte) ' ');
    length += count;
  }

  /** Takes out the bytes from {@code from} to {@code to}. */
  void remove(int from, int to) {
    System.arraycopy(bytes, to, bytes, from, length - to);
    length -= to - from;
  }

  /** How long the text in {@code [from, to)} is as a {@code String}. */
  int charsIn(int from, int to) {
    int chars = 0;
    for (int i = from; i < to; i++) {
      chars += chars(bytes[i]);
    }
    return chars;
  }

  /** How many chars the sequence has that starts with this byte; 0 if none starts with it. */
  static int chars(byte b) {
    if (b >= 0) {
      return 1;
    }
    return (b & 0xC0) == 0x80 ? 0 : (b & 0xF0) == 0xF0 ? 2 : 1;
  }

  /**
   * From this length on no more text is copied; bounds what one event may take before it is cut.
   */
  void limit(int maxLength) {
    limit = maxLength;
  }

  void noLimit() {
    limit = NO_LIMIT;
  }

  boolean isFull() {
    return length >= limit;
  }

  /** How many surrogates without a partner were met so far. */
  int loneSurrogates() {
    return loneSurrogates;
  }

  void countLoneSurrogate() {
    loneSurrogates++;
  }

  static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }
}
