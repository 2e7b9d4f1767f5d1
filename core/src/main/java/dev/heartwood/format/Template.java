package dev.heartwood.format;

import java.util.ArrayList;
import java.util.List;

/**
 * A message template taken apart at its placeholders, quoted and encoded already.
 *
 * @param pieces what stands between the placeholders, one more than there are; empty for a template
 *     that has to be searched each time, since it has a backslash before a placeholder or half a
 *     surrogate pair
 */
record Template(String text, byte[][] pieces) {
  /** Longer ones are mostly messages put together by the caller, which do not come again. */
  static final int MAX_CHARS = 512;

  private static final byte[][] NONE = {};

  static Template of(String text, Quoting quoting) {
    if (text.contains("\\{}")) {
      return new Template(text, NONE);
    }
    Utf8Buffer out = new Utf8Buffer();
    List<byte[]> pieces = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf("{}"); at >= 0; at = text.indexOf("{}", from)) {
      pieces.add(piece(text, from, at, quoting, out));
      from = at + 2;
    }
    pieces.add(piece(text, from, text.length(), quoting, out));
    return new Template(text, out.loneSurrogates() > 0 ? NONE : pieces.toArray(NONE));
  }

  private static byte[] piece(String text, int from, int to, Quoting quoting, Utf8Buffer out) {
    out.clear();
    quoting.append(text, from, to, out);
    return out.toByteArray();
  }

  /** Whether the pieces give what SLF4J prints; with too few arguments braces are left over. */
  boolean isUsableFor(int arguments) {
    return pieces.length > 0 && arguments >= pieces.length - 1;
  }
}
