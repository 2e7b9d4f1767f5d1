package dev.heartwood.appenders;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** One piece of a {@link FileNamePattern}. */
sealed interface NameToken {
  void append(StringBuilder name, Instant instant, int index);

  void appendRegex(StringBuilder regex);

  /** Text that stays as it is. */
  record Literal(String text) implements NameToken {
    @Override
    public void append(StringBuilder name, Instant instant, int index) {
      name.append(text);
    }

    @Override
    public void appendRegex(StringBuilder regex) {
      regex.append(Pattern.quote(text));
    }
  }

  /** {@code %i}, padded with zeros. */
  record Index(int width) implements NameToken {
    static final String GROUP = "index";

    @Override
    public void append(StringBuilder name, Instant instant, int index) {
      String digits = Integer.toString(index);
      name.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
    }

    @Override
    public void appendRegex(StringBuilder regex) {
      regex.append("(?<").append(GROUP).append(">\\d+)");
    }
  }

  /**
   * {@code %d}.
   *
   * @param auxiliary whether the date is only printed and does not decide the period
   */
  record Date(String datePattern, DateTimeFormatter formatter, ZoneId zone, boolean auxiliary)
      implements NameToken {
    /** Letters of {@link DateTimeFormatter} that print digits. */
    private static final String NUMBERS = "yuYDdMLQqwWeFHkKhmsSAnN";

    /** Those that print a word when there are three or more of them. */
    private static final String TEXTS = "MLQqe";

    static Date of(String datePattern, ZoneId zone, boolean auxiliary) {
      try {
        DateTimeFormatter formatter =
            DateTimeFormatter.ofPattern(datePattern, Locale.getDefault()).withZone(zone);
        formatter.format(Instant.EPOCH);
        return new Date(datePattern, formatter, zone, auxiliary);
      } catch (IllegalArgumentException | DateTimeException e) {
        throw new IllegalArgumentException(
            "date must be a pattern of DateTimeFormatter, was [" + datePattern + "]", e);
      }
    }

    @Override
    public void append(StringBuilder name, Instant instant, int index) {
      formatter.formatTo(instant, name);
    }

    /** Loose where the text depends on the language, exact elsewhere. */
    @Override
    public void appendRegex(StringBuilder regex) {
      int i = 0;
      while (i < datePattern.length()) {
        char c = datePattern.charAt(i);
        int end = i + 1;
        if (c == '\'') {
          i = appendQuoted(regex, i);
          continue;
        }
        while (end < datePattern.length() && datePattern.charAt(end) == c) {
          end++;
        }
        appendRun(regex, c, end - i);
        i = end;
      }
    }

    private static void appendRun(StringBuilder regex, char letter, int count) {
      boolean text = TEXTS.indexOf(letter) >= 0 && count > 2 || !isNumber(letter);
      if (!Character.isLetter(letter)) {
        regex.append(Pattern.quote(String.valueOf(letter).repeat(count)));
      } else if (text) {
        regex.append("[^/]+");
      } else {
        regex.append(count == 1 ? "\\d+" : "\\d{" + count + "}");
      }
    }

    private static boolean isNumber(char letter) {
      return NUMBERS.indexOf(letter) >= 0;
    }

    /** Two quotes in a row are one quote; a formatter has already checked that they match. */
    private int appendQuoted(StringBuilder regex, int open) {
      int close = datePattern.indexOf('\'', open + 1);
      String text = close == open + 1 ? "'" : datePattern.substring(open + 1, close);
      regex.append(Pattern.quote(text));
      return close + 1;
    }
  }
}
