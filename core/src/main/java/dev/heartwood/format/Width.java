package dev.heartwood.format;

/**
 * A format modifier such as {@code -20.30}: at least 20 characters, filled on the right, at most
 * 30, cut on the left. Characters are counted as in a {@code String}.
 *
 * @param padLeft whether what is too short is filled on the left
 * @param cutLeft whether what is too long loses its beginning
 */
record Width(int min, int max, boolean padLeft, boolean cutLeft) {
  /**
   * @throws IllegalArgumentException if the text is not {@code [-]min[.[-]max]}
   */
  static Width parse(String modifier) {
    int dot = modifier.indexOf('.');
    String min = dot < 0 ? modifier : modifier.substring(0, dot);
    String max = dot < 0 ? "" : modifier.substring(dot + 1);
    if (dot >= 0 && max.isEmpty()) {
      throw new IllegalArgumentException(
          "format modifier must not end with '.', was [" + modifier + "]");
    }
    int least = min.isEmpty() ? Integer.MIN_VALUE : number(min, modifier);
    int most = max.isEmpty() ? Integer.MAX_VALUE : number(max, modifier);
    boolean padRight = !min.isEmpty() && least < 0;
    return new Width(padRight ? -least : least, Math.abs(most), !padRight, most >= 0);
  }

  private static int number(String digits, String modifier) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "format modifier must be [-]min[.[-]max], was [" + modifier + "]", e);
    }
  }

  /** Fills or cuts what stands in the buffer from {@code start} on. */
  void apply(Utf8Buffer out, int start) {
    int chars = out.charsIn(start, out.length());
    if (chars > max) {
      if (cutLeft) {
        cutBeginning(out, start, chars - max);
      } else {
        cutEnd(out, start);
      }
    } else if (chars < min) {
      out.insertSpaces(padLeft ? start : out.length(), min - chars);
    }
  }

  private void cutEnd(Utf8Buffer out, int start) {
    byte[] bytes = out.array();
    int position = start;
    int left = max;
    while (left > 0) {
      int chars = Utf8Buffer.chars(bytes[position]);
      if (chars > left) { // half a surrogate pair, which prints as String.getBytes prints it
        bytes[position++] = '?';
        break;
      }
      left -= chars;
      position = next(bytes, position, out.length());
    }
    out.truncate(position);
  }

  private static void cutBeginning(Utf8Buffer out, int start, int count) {
    byte[] bytes = out.array();
    int position = start;
    int left = count;
    while (left > 0) {
      int chars = Utf8Buffer.chars(bytes[position]);
      position = next(bytes, position, out.length());
      left -= chars;
    }
    if (left < 0) {
      bytes[--position] = '?';
    }
    out.remove(start, position);
  }

  private static int next(byte[] bytes, int position, int end) {
    int next = position + 1;
    while (next < end && Utf8Buffer.chars(bytes[next]) == 0) {
      next++;
    }
    return next;
  }
}
