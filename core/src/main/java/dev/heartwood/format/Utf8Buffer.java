package dev.heartwood.format;

import java.io.IOException;
import java.io.OutputStream;
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

  /** With seven digits before the point these make 15, which no two doubles share. */
  private static final int MAX_DECIMALS = 8;

  private static final long[] POWERS_OF_TEN = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };

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
    reserve(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  public void append(String text) {
    Quoting.RAW.append(text, 0, text.length(), this);
  }

  public void append(String text, int start, int end) {
    Quoting.RAW.append(text, start, end, this);
  }

  /** Appends the decimal digits that {@link Long#toString(long)} gives. */
  public void append(long number) {
    if (number == Long.MIN_VALUE) {
      append(MIN_LONG);
      return;
    }
    long rest = Math.abs(number);
    int digits = digits(rest);
    reserve(digits + 1);
    if (number < 0) {
      bytes[length++] = '-';
    }
    writeDigits(rest, length, digits);
    length += digits;
  }

  /**
   * Appends what {@link Double#toString(double)} gives. For 0.001 to 10^7 the decimal with the
   * fewest digits is searched for; if it has at most 15 digits and a division gives the very number
   * back then no other decimal so short does, and every version of that method prints it.
   */
  public void append(double number) {
    double rest = Math.abs(number);
    if (rest >= 1e-3 && rest < 1e7) {
      for (int decimals = 1; decimals <= MAX_DECIMALS; decimals++) {
        long scale = POWERS_OF_TEN[decimals];
        long digits = (long) (rest * scale + 0.5);
        if ((double) digits / scale == rest) {
          long whole = (long) rest;
          appendDecimal(number < 0, whole, digits - whole * scale, decimals);
          return;
        }
      }
    }
    append(Double.toString(number));
  }

  private void appendDecimal(boolean negative, long whole, long fraction, int decimals) {
    reserve(2);
    if (negative) {
      bytes[length++] = '-';
    }
    append(whole);
    append((byte) '.');
    reserve(decimals);
    writeDigits(fraction, length, decimals);
    length += decimals;
  }

  /** Appends a non-negative number with leading zeros, {@code width} digits in all. */
  void appendPadded(int number, int width) {
    reserve(width);
    writeDigits(number, length, width);
    length += width;
  }

  private static int digits(long number) {
    int digits = 1;
    for (long bound = 10; number >= bound && digits < 19; bound *= 10) {
      digits++;
    }
    return digits;
  }

  private void writeDigits(long number, int at, int width) {
    long rest = number;
    for (int i = at + width - 1; i >= at; i--) {
      long next = rest / 10;
      bytes[i] = (byte) ('0' + (int) (rest - next * 10));
      rest = next;
    }
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
