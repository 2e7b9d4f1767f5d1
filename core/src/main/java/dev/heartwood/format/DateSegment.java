package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The time of the event by a {@link DateTimeFormatter} pattern, in milliseconds as Logback has it:
 * a fraction of more than three digits ends in zeros.
 */
final class DateSegment extends Segment {
  static final String ISO8601 = "yyyy-MM-dd HH:mm:ss,SSS";
  static final String STRICT = "yyyy-MM-dd'T'HH:mm:ss,SSS";

  private static final int NANOS_PER_MILLI = 1_000_000;

  private final DateTimeFormatter whole;
  private final @Nullable SecondText secondText;

  /** The millisecond that was printed last. */
  private long current = Long.MIN_VALUE;

  /** What it looks like where the pattern cannot be split. */
  private byte[] line = {};

  /**
   * @throws IllegalArgumentException if the pattern is none of {@link DateTimeFormatter}
   */
  DateSegment(String pattern, ZoneId zone, Locale locale) {
    try {
      whole = formatter(pattern, zone, locale);
      whole.format(Instant.EPOCH);
      FractionSplit split = FractionSplit.of(pattern, zone, locale);
      secondText = split == null ? null : new SecondText(split);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "date pattern [" + pattern + "] cannot be used: " + e.getMessage(), e);
    }
  }

  static DateTimeFormatter formatter(String pattern, ZoneId zone, Locale locale) {
    return DateTimeFormatter.ofPattern(pattern).withZone(zone).withLocale(locale);
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    long millis = Math.floorDiv(event.epochNanos(), NANOS_PER_MILLI);
    if (secondText == null) {
      writeWhole(millis, out);
    } else if (millis == current) {
      secondText.append(out);
    } else {
      long second = Math.floorDiv(millis, 1_000);
      secondText.append(second, (int) (millis - second * 1_000) * NANOS_PER_MILLI, out);
    }
    current = millis;
  }

  private void writeWhole(long millis, Utf8Buffer out) {
    if (millis != current) {
      line = whole.format(Instant.ofEpochMilli(millis)).getBytes(StandardCharsets.UTF_8);
    }
    out.append(line);
  }
}
