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

  private static final int HUNDRED_MILLION = 100_000_000;
  private static final int MAX_INT_DIGITS = 10;
  private static final long ZEROS = 0x3030303030303030L;

  /** A point and the digits of 0 to 999 thousandths, without zeros at the end but for the first. */
  private static final int[] THOUSANDTHS = thousandths();

  /** Pieces up to this are copied here: calling the JVM's copying routine costs more. */
  private static final int SHORT = 32;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

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
    if (number >= 0 && number < HUNDRED_MILLION) {
      length = put((int) number, reserve(Long.BYTES), length);
    } else {
      appendLong(number);
    }
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
    long high = rest / HUNDRED_MILLION;
    if (high == 0) {
      append(rest);
    } else {
      append(high);
      long low = eightDigits((int) (rest - high * HUNDRED_MILLION));
      LONGS.set(reserve(Long.BYTES), length, low | ZEROS);
      length += Long.BYTES;
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
        int whole = (int) (thousandths / 1_000);
        appendThousandths(number < 0, whole, (int) (thousandths - whole * 1_000L));
        return;
      }
      long smallest = (long) (rest * 1e8 + 0.5); // with seven digits before the point these are 15
      if (smallest / 1e8 == rest) {
        int whole = (int) (smallest / HUNDRED_MILLION);
        appendSmallest(number < 0, whole, (int) (smallest - (long) whole * HUNDRED_MILLION));
        return;
      }
    }
    append(Double.toString(number));
  }

  private void appendThousandths(boolean negative, int whole, int fraction) {
    byte[] target = appendWhole(negative, whole, Integer.BYTES);
    int text = THOUSANDTHS[fraction];
    INTS.set(target, length, text);
    length += text >= 1 << 24 ? 4 : text >= 1 << 16 ? 3 : 2;
  }

  /** More than three decimals, so that what begins with zeros has eight. */
  private void appendSmallest(boolean negative, int whole, int fraction) {
    byte[] target = appendWhole(negative, whole, 1 + Long.BYTES);
    target[length] = '.';
    long digits = eightDigits(fraction);
    LONGS.set(target, length + 1, digits | ZEROS);
    length += 1 + Long.BYTES - (Long.numberOfLeadingZeros(digits) >>> 3);
  }

  /** Makes room for so many bytes behind the number. */
  private byte[] appendWhole(boolean negative, int whole, int more) {
    byte[] target = reserve(1 + Long.BYTES + more);
    int at = length;
    if (negative) {
      target[at++] = '-';
    }
    length = put(whole, target, at);
    return target;
  }

  /**
   * Appends a non-negative number with leading zeros.
   *
   * @param width at least as many as the number has digits
   */
  void appendPadded(int number, int width) {
    byte[] target = reserve(width);
    int rest = number;
    for (int at = length + width - 1; at >= length; at--) {
      int next = rest / 10;
      target[at] = (byte) ('0' + rest - next * 10);
      rest = next;
    }
    length += width;
  }

  /** Puts eight bytes, of which those up to the result are the number's digits. */
  private static int put(int number, byte[] target, int at) {
    long digits = eightDigits(number);
    int leadingZeros = Long.numberOfTrailingZeros(digits | 1L << 56) >>> 3;
    LONGS.set(target, at, (digits | ZEROS) >>> 8 * leadingZeros);
    return at + Long.BYTES - leadingZeros;
  }

  /**
   * The digits of a number below 10^8, the first in the lowest byte: twice four, four times two and
   * eight times one of them side by side, each divided by a multiplication.
   */
  private static long eightDigits(int number) {
    long high = number / 10_000;
    long fours = high | (number - high * 10_000) << 32;
    long hundreds = fours * 10_486 >>> 20 & 0x0000_007F_0000_007FL;
    long twos = hundreds | fours - hundreds * 100 << 16;
    long tens = twos * 103 >>> 10 & 0x000F_000F_000F_000FL;
    return tens | twos - tens * 10 << 8;
  }

  private static int[] thousandths() {
    int[] texts = new int[1_000];
    for (int i = 0; i < texts.length; i++) {
      int text = '.' | ('0' + i / 100) << 8;
      if (i % 100 != 0) {
        text |= ('0' + i / 10 % 10) << 16;
      }
      if (i % 10 != 0) {
        text |= ('0' + i % 10) << 24;
      }
      texts[i] = text;
    }
    return texts;
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
