package dev.heartwood.format;

import java.util.function.UnaryOperator;

/** How {@code %logger{n}} shortens a dotted name; the rules are Logback's. */
final class NameAbbreviation {
  private NameAbbreviation() {}

  /** 0 keeps the last part only; n shortens parts from the left to one letter until n fits. */
  static UnaryOperator<String> to(int targetLength) {
    if (targetLength < 0) {
      return UnaryOperator.identity();
    }
    return targetLength == 0
        ? name -> name.substring(name.lastIndexOf('.') + 1)
        : name -> shorten(name, targetLength);
  }

  private static String shorten(String name, int targetLength) {
    int lastDot = name.lastIndexOf('.');
    if (name.length() < targetLength || lastDot < 0) {
      return name;
    }
    int roomBeforeLastPart = Math.max(0, targetLength - (name.length() - lastDot));
    int surplus = lastDot - roomBeforeLastPart;
    StringBuilder shortened = new StringBuilder(name.length());
    int dropped = 0;
    int i = 0;
    while (i < lastDot) {
      char c = name.charAt(i);
      boolean dot = c == '.';
      if (dot && dropped >= surplus) {
        break; // parts are dropped whole: once enough is gone the rest stays
      }
      if (dot || i == 0 || name.charAt(i - 1) == '.') {
        shortened.append(c);
      } else {
        dropped++;
      }
      i++;
    }
    return shortened.append(name, i, name.length()).toString();
  }
}
