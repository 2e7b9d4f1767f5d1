package dev.heartwood.format;

/**
 * Copies text into a buffer as UTF-8 and rewrites, on the way, what the output format must not
 * contain.
 */
enum Quoting {
  /** Nothing is rewritten. */
  RAW,
  /** {@link Escape#CONTROL}. */
  TEXT,
  /**
   * The inside of a JSON string. What {@link #TEXT} rewrites is rewritten here too, as JSON
   * escapes: other programs break lines at U+2028 and follow bidirectional controls as well.
   */
  JSON;

  /** Bounds how much room is asked for at once: one character takes up to six bytes. */
  private static final int CHUNK = 512;

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
  };

  /** Which ASCII characters are copied as they are. */
  private final boolean[] plain = new boolean[0x80];

  Quoting() {
    for (char c = 0; c < plain.length; c++) {
      plain[c] = isPlain(c);
    }
  }

  private boolean isPlain(char c) {
    return switch (ordinal()) {
      case 0 -> true;
      case 1 -> c == '\t' || c >= 0x20 && c != 0x7F;
      default -> c >= 0x20 && c != 0x7F && c != '"' && c != '\\';
    };
  }

  void append(String text, Utf8Buffer out) {
    append(text, 0, text.length(), out);
  }

  void append(String text, int start, int end, Utf8Buffer out) {
    int i = start;
    while (i < end) {
      if (out.isFull()) {
        return;
      }
      i = appendChunk(text, i, Math.min(end, i + CHUNK), end, out);
    }
  }

  /** Copies up to {@code stop}, or one more where that would part a surrogate pair. */
  private int appendChunk(String text, int start, int stop, int end, Utf8Buffer out) {
    byte[] bytes = out.reserve(6 * (stop - start + 1));
    int at = out.length();
    boolean[] plain = this.plain;
    int i = start;
    while (i < stop) { // most text is nothing but this: a loop of its own stays small
      char c = text.charAt(i);
      if (c >= 0x80 || !plain[c]) {
        break;
      }
      bytes[at++] = (byte) c;
      i++;
    }
    while (i < stop) {
      char c = text.charAt(i++);
      if (c < 0x80) {
        if (plain[c]) {
          bytes[at++] = (byte) c;
        } else {
          at = escapeAscii(c, bytes, at);
        }
      } else if (this != RAW && isHidden(c)) {
        at = hex(c, bytes, at);
      } else if (c < 0x800) {
        bytes[at++] = (byte) (0xC0 | c >> 6);
        bytes[at++] = (byte) (0x80 | c & 0x3F);
      } else if (!Character.isSurrogate(c)) {
        at = threeBytes(c, bytes, at);
      } else if (Character.isHighSurrogate(c)
          && i < end
          && Character.isLowSurrogate(text.charAt(i))) {
        at = fourBytes(Character.toCodePoint(c, text.charAt(i++)), bytes, at);
      } else {
        at = loneSurrogate(bytes, at);
        out.countLoneSurrogate();
      }
    }
    out.setLength(at);
    return i;
  }

  /** C1 controls, line and paragraph separator, and what reorders the characters around it. */
  static boolean isHidden(char c) {
    if (c < 0x2000) {
      return c >= 0x7F && c < 0xA0 || c == 0x061C;
    }
    return c == 0x200E || c == 0x200F || c >= 0x2028 && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
  }

  private int escapeAscii(char c, byte[] bytes, int at) {
    byte letter =
        switch (c) {
          case '\n' -> 'n';
          case '\r' -> 'r';
          case '\t' -> 't';
          case '"', '\\' -> (byte) c;
          case '\b' -> this == JSON ? (byte) 'b' : 0;
          case '\f' -> this == JSON ? (byte) 'f' : 0;
          default -> 0;
        };
    if (letter == 0) {
      return hex(c, bytes, at);
    }
    bytes[at] = '\\';
    bytes[at + 1] = letter;
    return at + 2;
  }

  private static int hex(char c, byte[] bytes, int at) {
    bytes[at] = '\\';
    bytes[at + 1] = 'u';
    bytes[at + 2] = HEX[c >> 12];
    bytes[at + 3] = HEX[c >> 8 & 0xF];
    bytes[at + 4] = HEX[c >> 4 & 0xF];
    bytes[at + 5] = HEX[c & 0xF];
    return at + 6;
  }

  private static int threeBytes(char c, byte[] bytes, int at) {
    bytes[at] = (byte) (0xE0 | c >> 12);
    bytes[at + 1] = (byte) (0x80 | c >> 6 & 0x3F);
    bytes[at + 2] = (byte) (0x80 | c & 0x3F);
    return at + 3;
  }

  private static int fourBytes(int codePoint, byte[] bytes, int at) {
    bytes[at] = (byte) (0xF0 | codePoint >> 18);
    bytes[at + 1] = (byte) (0x80 | codePoint >> 12 & 0x3F);
    bytes[at + 2] = (byte) (0x80 | codePoint >> 6 & 0x3F);
    bytes[at + 3] = (byte) (0x80 | codePoint & 0x3F);
    return at + 4;
  }

  /** Text prints '?' as {@link String#getBytes} does; JSON readers expect U+FFFD. */
  private int loneSurrogate(byte[] bytes, int at) {
    if (this == JSON) {
      return threeBytes('\uFFFD', bytes, at);
    }
    bytes[at] = '?';
    return at + 1;
  }
}
