package dev.heartwood.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** Finds by a regular expression in time linear in the text, per match. */
final class PatternFinder implements Finder {
  private static final int MAX_PROGRAM_SIZE = 10_000;

  private final Pattern pattern;

  private PatternFinder(Pattern pattern) {
    this.pattern = pattern;
  }

  static PatternFinder of(String regex) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("pattern must be in RE2 syntax, was " + regex, e);
    }
    if (pattern.matcher("").find()) {
      throw new IllegalArgumentException("pattern must not match the empty text, was " + regex);
    }
    if (pattern.programSize() > MAX_PROGRAM_SIZE) {
      throw new IllegalArgumentException(
          "pattern must compile to at most "
              + MAX_PROGRAM_SIZE
              + " instructions, was "
              + pattern.programSize()
              + " for "
              + regex);
    }
    return new PatternFinder(pattern);
  }

  @Override
  public void find(String text, Found found) {
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      boolean byGroup = false;
      for (int group = 1; group <= matcher.groupCount(); group++) {
        if (matcher.start(group) >= 0) {
          found.add(matcher.start(group), matcher.end(group));
          byGroup = true;
        }
      }
      if (!byGroup) {
        found.add(matcher.start(), matcher.end());
      }
    }
  }
}
