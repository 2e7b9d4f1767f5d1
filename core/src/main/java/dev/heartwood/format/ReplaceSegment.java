package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Replaces what a regular expression matches in the printed text of other segments. The expression
 * is the pattern author's own and runs on {@code java.util.regex}, which may take long or run out
 * of stack on some expressions; text that could not be searched is not printed, since the
 * replacement may have been meant to hide something.
 */
final class ReplaceSegment extends Segment {
  private final Segment segment;
  private final Pattern regex;
  private final String replacement;

  ReplaceSegment(Segment segment, Pattern regex, String replacement) {
    this.segment = segment;
    this.regex = regex;
    this.replacement = replacement;
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    int start = out.length();
    segment.write(event, out);
    String text = new String(out.array(), start, out.length() - start, StandardCharsets.UTF_8);
    out.truncate(start);
    out.append(replaced(text));
  }

  private String replaced(String text) {
    try {
      return regex.matcher(text).replaceAll(replacement);
    } catch (RuntimeException | StackOverflowError e) {
      return "[FAILED replace: " + e.getClass().getName() + "]";
    }
  }
}
