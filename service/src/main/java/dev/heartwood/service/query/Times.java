package dev.heartwood.service.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Times as requests write them: ISO-8601, where a time without an offset is UTC and a date alone is
 * its midnight, or whole milliseconds since 1970.
 */
public final class Times {
  private static final int SECONDS_PER_DAY = 86_400;
  private static final long MIN_SECOND = LocalDate.of(1, 1, 1).toEpochDay() * SECONDS_PER_DAY;
  private static final long MAX_SECOND =
      LocalDate.of(9999, 12, 31).toEpochDay() * SECONDS_PER_DAY + SECONDS_PER_DAY - 1;

  private Times() {}

  /**
   * A time in the years 1 to 9999.
   *
   * @throws IllegalArgumentException with a text that begins with "must be"
   */
  public static Instant parse(String text) {
    try {
      return digits(text) ? ofMillis(Long.parseLong(text)) : new Reader(text).read();
    } catch (DateTimeException | NumberFormatException e) {
      throw wrong(text);
    }
  }

  /** The same for a number. */
  public static Instant ofMillis(long millis) {
    Instant time = Instant.ofEpochMilli(millis);
    if (outside(time.getEpochSecond())) {
      throw wrong(Long.toString(millis));
    }
    return time;
  }

  private static boolean digits(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    return text.length() > start && text.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean outside(long second) {
    return second < MIN_SECOND || second > MAX_SECOND;
  }

  private static IllegalArgumentException wrong(String text) {
    String shown = text.length() > 64 ? text.substring(0, 64) + "..." : text;
    return new IllegalArgumentException(
        "must be a time such as 2024-01-01T10:30:00Z or milliseconds since 1970, was " + shown);
  }

  /** By hand, since the formatters of the JDK take microseconds. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    Instant read() {
      int year = number(4);
      expect('-');
      int month = number(2);
      expect('-');
      long second = LocalDate.of(year, month, number(2)).toEpochDay() * SECONDS_PER_DAY;
      int nano = 0;
      if (at < text.length()) {
        expect('T', 't', ' ');
        second += upTo(23, number(2)) * 3600L;
        expect(':');
        second += upTo(59, number(2)) * 60L;
        if (take(':')) {
          second += upTo(59, number(2));
          nano = take('.') || take(',') ? fraction() : 0;
        }
        second -= offset();
      }
      if (at < text.length() || outside(second)) {
        throw new DateTimeException("");
      }
      return Instant.ofEpochSecond(second, nano);
    }

    private int offset() {
      if (at == text.length() || take('Z') || take('z')) {
        return 0;
      }
      int sign = take('-') ? -1 : 1;
      if (sign > 0) {
        // A plus sign that nobody encoded arrives from a URL as a space.
        expect('+', ' ');
      }
      int seconds = upTo(18, number(2)) * 3600;
      if (at < text.length()) {
        take(':');
        seconds += upTo(59, number(2)) * 60;
      }
      return sign * seconds;
    }

    private int fraction() {
      int start = at;
      int nano = 0;
      int scale = 100_000_000;
      while (at < text.length() && Character.digit(text.charAt(at), 10) >= 0) {
        nano += scale * number(1);
        scale /= 10;
      }
      if (at == start || at > start + 9) {
        throw new DateTimeException("");
      }
      return nano;
    }

    private static int upTo(int most, int value) {
      if (value > most) {
        throw new DateTimeException("");
      }
      return value;
    }

    private int number(int digits) {
      int value = 0;
      for (int end = at + digits; at < end; at++) {
        char c = at < text.length() ? text.charAt(at) : ' ';
        if (c < '0' || c > '9') {
          throw new DateTimeException("");
        }
        value = value * 10 + c - '0';
      }
      return value;
    }

    private boolean take(char c) {
      boolean there = at < text.length() && text.charAt(at) == c;
      at += there ? 1 : 0;
      return there;
    }

    private void expect(char... any) {
      for (char c : any) {
        if (take(c)) {
          return;
        }
      }
      throw new DateTimeException("");
    }
  }
}
