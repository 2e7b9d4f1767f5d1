package dev.heartwood.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Text as UTF-8 in which, unlike in Java's, a surrogate without its partner stays what it was:
 * three bytes, as if it were a character. So a text read is the text written, whatever it was.
 */
final class WideText {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private WideText() {}

  /** How long the text is in bytes, its first characters being known to be ASCII. */
  static int bytes(String text, int asciiChars) {
    long size = asciiChars;
    for (int i = asciiChars; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPair(text, i)) {
        size += 4;
        i++;
      } else {
        size += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      }
    }
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  /** Returns where the text ends. */
  static int write(String text, byte[] target, int start) {
    int at = start;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        target[at++] = (byte) c;
      } else if (c < 0x800) {
        target[at++] = (byte) (0xC0 | c >> 6);
        target[at++] = (byte) (0x80 | c & 0x3F);
      } else if (isPair(text, i)) {
        int codePoint = Character.toCodePoint(c, text.charAt(++i));
        target[at++] = (byte) (0xF0 | codePoint >> 18);
        target[at++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        target[at++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        target[at++] = (byte) (0x80 | codePoint & 0x3F);
      } else {
        target[at++] = (byte) (0xE0 | c >> 12);
        target[at++] = (byte) (0x80 | c >> 6 & 0x3F);
        target[at++] = (byte) (0x80 | c & 0x3F);
      }
    }
    return at;
  }

  private static boolean isPair(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        && i + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(i + 1));
  }

  /**
   * @throws CorruptEventException if these bytes are no text
   */
  static String read(byte[] bytes, int from, int to, int eventStart) throws CorruptEventException {
    if (isAscii(bytes, from, to)) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
    char[] chars = new char[to - from];
    int count = 0;
    int at = from;
    while (at < to) {
      int b = bytes[at];
      int size = b >= 0 ? 1 : (b & 0xE0) == 0xC0 ? 2 : (b & 0xF0) == 0xE0 ? 3 : 4;
      int codePoint = size == 1 ? b : b & 0x7F >> size;
      if (at + size > to || (size == 4 && (b & 0xF8) != 0xF0)) {
        throw notText(at - eventStart);
      }
      for (int i = 1; i < size; i++) {
        int next = bytes[at + i];
        if ((next & 0xC0) != 0x80) {
          throw notText(at - eventStart);
        }
        codePoint = codePoint << 6 | next & 0x3F;
      }
      if (isTooLong(codePoint, size)) {
        throw notText(at - eventStart);
      }
      count += Character.toChars(codePoint, chars, count);
      at += size;
    }
    return new String(chars, 0, count);
  }

  private static boolean isTooLong(int codePoint, int size) {
    return switch (size) {
      case 1 -> false;
      case 2 -> codePoint < 0x80;
      case 3 -> codePoint < 0x800;
      default -> codePoint < 0x10000 || codePoint > Character.MAX_CODE_POINT;
    };
  }

  private static boolean isAscii(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      if (((long) LONG.get(bytes, at) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; at < to; at++) {
      if (bytes[at] < 0) {
        return false;
      }
    }
    return true;
  }

  private static CorruptEventException notText(int offset) {
    return new CorruptEventException(offset, "not UTF-8");
  }
}
