package dev.heartwood.filter;

import dev.heartwood.LogEvent;
import java.util.Objects;

/**
 * Passes events whose formatted message contains a text.
 *
 * @param ignoreCase compares letter by letter in any case, as {@link String#equalsIgnoreCase} does
 */
public record KeywordFilter(String keyword, boolean ignoreCase) implements LogFilter {
  public KeywordFilter {
    Objects.requireNonNull(keyword, "keyword");
    if (keyword.isEmpty()) {
      throw new IllegalArgumentException("keyword must not be empty");
    }
  }

  /** Compares exactly. */
  public KeywordFilter(String keyword) {
    this(keyword, false);
  }

  @Override
  public boolean accepts(LogEvent event) {
    String message = event.message();
    return ignoreCase ? containsIgnoringCase(message) : message.contains(keyword);
  }

  private boolean containsIgnoringCase(String message) {
    int last = message.length() - keyword.length();
    for (int i = 0; i <= last; i++) {
      if (message.regionMatches(true, i, keyword, 0, keyword.length())) {
        return true;
      }
    }
    return false;
  }
}
