package dev.heartwood.appenders;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Reads a {@link FileNamePattern}; used once per pattern. */
final class NameTokens {
  private static final String DEFAULT_DATE = "yyyy-MM-dd";
  private static final int MAX_WIDTH = 9;

  private final String text;
  private final List<NameToken> tokens = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();
  private int next;

  private NameTokens(String text) {
    this.text = text;
  }

  static List<NameToken> parse(String text) {
    return new NameTokens(text).parse();
  }

  private List<NameToken> parse() {
    while (next < text.length()) {
      char c = text.charAt(next++);
      if (c == '%') {
        endLiteral();
        tokens.add(word());
      } else {
        literal.append(c);
      }
    }
    endLiteral();
    return List.copyOf(tokens);
  }

  private void endLiteral() {
    if (!literal.isEmpty()) {
      tokens.add(new NameToken.Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  private NameToken word() {
    String width = takeWhile(true);
    String word = takeWhile(false);
    return switch (word) {
      case "i" -> new NameToken.Index(width(width));
      case "d" -> date(width);
      default ->
          throw refused(
              "must use the words %d and %i only, followed by neither letter, digit nor _, found %"
                  + width
                  + word);
    };
  }

  private String takeWhile(boolean digits) {
    int start = next;
    while (next < text.length()
        && (digits
            ? Character.isDigit(text.charAt(next))
            : Character.isJavaIdentifierPart(text.charAt(next)))) {
      next++;
    }
    return text.substring(start, next);
  }

  private int width(String digits) {
    int width = digits.isEmpty() ? 1 : digits.length() > 2 ? 100 : Integer.parseInt(digits);
    if (width > MAX_WIDTH) {
      throw refused("must not pad %i to more than " + MAX_WIDTH + " digits, found " + digits);
    }
    return width;
  }

  private NameToken date(String width) {
    if (!width.isEmpty()) {
      throw refused("must not give %d a width, found %" + width + "d");
    }
    List<String> options = options();
    String datePattern = options.isEmpty() ? DEFAULT_DATE : options.get(0);
    ZoneId zone = ZoneId.systemDefault();
    boolean auxiliary = false;
    for (String option : options.subList(Math.min(1, options.size()), options.size())) {
      if (option.equalsIgnoreCase("aux")) {
        auxiliary = true;
      } else {
        zone = zone(option);
      }
    }
    try {
      return NameToken.Date.of(datePattern, zone, auxiliary);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("fileNamePattern [" + text + "]: " + e.getMessage(), e);
    }
  }

  private ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "fileNamePattern [" + text + "] must name aux or a time zone, found [" + name + "]", e);
    }
  }

  /** What stands between braces, split at commas; quotes at its start keep an option together. */
  private List<String> options() {
    List<String> options = new ArrayList<>();
    if (next == text.length() || text.charAt(next) != '{') {
      return options;
    }
    next++;
    while (true) {
      skipSeparators();
      if (next == text.length()) {
        throw refused("must close its braces");
      }
      char c = text.charAt(next);
      if (c == '}') {
        next++;
        return options;
      }
      options.add(c == '"' || c == '\'' ? quoted(c) : raw());
    }
  }

  private void skipSeparators() {
    while (next < text.length() && (text.charAt(next) == ',' || text.charAt(next) <= ' ')) {
      next++;
    }
  }

  private String quoted(char quote) {
    int close = text.indexOf(quote, next + 1);
    if (close < 0) {
      throw refused("must close its quotes");
    }
    String option = text.substring(next + 1, close);
    next = close + 1;
    return option;
  }

  private String raw() {
    int start = next;
    while (next < text.length() && text.charAt(next) != ',' && text.charAt(next) != '}') {
      next++;
    }
    return text.substring(start, next).strip();
  }

  private IllegalArgumentException refused(String rule) {
    return new IllegalArgumentException("fileNamePattern [" + text + "] " + rule);
  }
}
