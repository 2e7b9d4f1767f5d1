package dev.heartwood.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers with a unit: {@code 5 s}, {@code 100 ms}, {@code 10MB}. */
final class Quantities {
  private static final Pattern FORM =
      Pattern.compile("([+-]?\\d{1,18}(?:\\.\\d{1,9})?)\\s*([a-z]*)");

  private static final long KIBI = 1024;

  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "b", 1L, "bytes", 1L, "kb", KIBI, "mb", KIBI * KIBI, "gb", KIBI * KIBI * KIBI);

  private static final Map<String, Duration> TIMES =
      Map.ofEntries(
          Map.entry("us", Duration.ofNanos(1000)),
          Map.entry("ms", Duration.ofMillis(1)),
          Map.entry("millis", Duration.ofMillis(1)),
          Map.entry("millisecond", Duration.ofMillis(1)),
          Map.entry("milliseconds", Duration.ofMillis(1)),
          Map.entry("s", Duration.ofSeconds(1)),
          Map.entry("second", Duration.ofSeconds(1)),
          Map.entry("seconds", Duration.ofSeconds(1)),
          Map.entry("min", Duration.ofMinutes(1)),
          Map.entry("minute", Duration.ofMinutes(1)),
          Map.entry("minutes", Duration.ofMinutes(1)),
          Map.entry("h", Duration.ofHours(1)),
          Map.entry("hour", Duration.ofHours(1)),
          Map.entry("hours", Duration.ofHours(1)),
          Map.entry("d", Duration.ofDays(1)),
          Map.entry("day", Duration.ofDays(1)),
          Map.entry("days", Duration.ofDays(1)));

  private Quantities() {}

  /** Null if the text is no time. */
  static @Nullable Duration time(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return null;
    }
    BigDecimal count = new BigDecimal(matcher.group(1));
    Duration unit = TIMES.get(matcher.group(2));
    if (unit == null) {
      return count.signum() == 0 && matcher.group(2).isEmpty() ? Duration.ZERO : null;
    }
    try {
      return Duration.ofNanos(
          count.multiply(BigDecimal.valueOf(unit.toNanos())).toBigInteger().longValueExact());
    } catch (ArithmeticException e) {
      return null; // more than 292 years
    }
  }

  /** Null if the text is no size in bytes. */
  static @Nullable Long bytes(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    Long unit = matcher.matches() ? BYTES.get(matcher.group(2)) : null;
    if (unit == null) {
      return null;
    }
    try {
      return new BigDecimal(matcher.group(1))
          .multiply(BigDecimal.valueOf(unit))
          .toBigIntegerExact()
          .longValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }
}
