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

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;

  public int length() {
    return length;
  }

  public void clear() {
    length = 0;
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
    ensure(1);
    bytes[length++] = b;
  }

  public void append(byte[] source, int offset, int count) {
    ensure(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  public void append(CharSequence text) {
    append(text, 0, text.length());
  }

  public void append(CharSequence text, int start, int end) {
    ensure(3 * (end - start));
    int i = start;
    while (i < end) {
      char c = text.charAt(i++);
      if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else if (c < 0x800) {
        bytes[length++] = (byte) (0xC0 | c >> 6);
        bytes[length++] = (byte) (0x80 | c & 0x3F);
      } else if (Character.isHighSurrogate(c)
          && i < end
          && Character.isLowSurrogate(text.charAt(i))) {
        int codePoint = Character.toCodePoint(c, text.charAt(i++));
        bytes[length++] = (byte) (0xF0 | codePoint >> 18);
        bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
      } else if (Character.isSurrogate(c)) {
        bytes[length++] = '?';
      } else {
        bytes[length++] = (byte) (0xE0 | c >> 12);
        bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
        bytes[length++] = (byte) (0x80 | c & 0x3F);
      }
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

  private void ensure(int more) {
    if (more > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
    }
  }
}
