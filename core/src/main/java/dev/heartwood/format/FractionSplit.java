package dev.heartwood.format;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A date pattern taken apart around its fraction of a second: what is before and after depends on
 * whole seconds only.
 *
 * @param digits how many digits the fraction has; 0 if there is none
 */
record FractionSplit(DateTimeFormatter before, int digits, DateTimeFormatter after) {
  /** Letters that print parts of a second in another way, and syntax that spans letters. */
  private static final String UNSPLITTABLE = "nNAp[]{}#";

  /** Null if the pattern does not allow it. */
  static @Nullable FractionSplit of(String pattern, ZoneId zone, Locale locale) {
    int start = -1;
    int end = -1;
    boolean quoted = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      } else if (!quoted && UNSPLITTABLE.indexOf(c) >= 0) {
        return null;
      } else if (!quoted && c == 'S') {
        if (start >= 0 && end != i) {
          return null; // a second fraction
        }
        start = start < 0 ? i : start;
        end = i + 1;
      }
    }
    if (start < 0) {
      start = end = pattern.length();
    }
    return new FractionSplit(
        DateSegment.formatter(pattern.substring(0, start), zone, locale),
        end - start,
        DateSegment.formatter(pattern.substring(end), zone, locale));
  }
}
