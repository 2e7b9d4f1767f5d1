package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The time of the event by a {@link DateTimeFormatter} pattern, in milliseconds as Logback has it:
 * a fraction of more than three digits ends in zeros. The line of the current second is kept and
 * only its fraction is rewritten; a zone changes its offset between seconds, never within one.
 */
final class DateSegment extends Segment {
  static final String ISO8601 = "yyyy-MM-dd HH:mm:ss,SSS";
  static final String STRICT = "yyyy-MM-dd'T'HH:mm:ss,SSS";

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int[] TENS = {1, 10, 100, 1_000};

  private final DateTimeFormatter whole;
  private final @Nullable FractionSplit split;

  /** The second, or without a split the millisecond, that {@link #line} was made for. */
  private long current = Long.MIN_VALUE;

  private byte[] line = {};
  private int fractionAt;

  /**
   * @throws IllegalArgumentException if the pattern is none of {@link DateTimeFormatter}
   */
  DateSegment(String pattern, ZoneId zone, Locale locale) {
    try {
      whole = formatter(pattern, zone, locale);
      split = FractionSplit.of(pattern, zone, locale);
      whole.format(Instant.EPOCH);
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
    long epochMillis = Math.floorDiv(event.epochNanos(), NANOS_PER_MILLI);
    if (split == null) {
      writeWhole(epochMillis, out);
    } else {
      writeSplit(split, epochMillis, out);
    }
  }

  private void writeWhole(long epochMillis, Utf8Buffer out) {
    if (epochMillis != current) {
      line = whole.format(Instant.ofEpochMilli(epochMillis)).getBytes(StandardCharsets.UTF_8);
      current = epochMillis;
    }
    out.append(line);
  }

  private void writeSplit(FractionSplit split, long epochMillis, Utf8Buffer out) {
    long second = Math.floorDiv(epochMillis, 1_000L);
    int millis = (int) (epochMillis - second * 1_000);
    if (second != current) {
      renew(split, second);
    }
    int digits = Math.min(split.digits(), 3);
    writeFraction(millis / TENS[3 - digits], digits);
    out.append(line);
  }

  private void renew(FractionSplit split, long second) {
    Instant instant = Instant.ofEpochSecond(second);
    byte[] before = split.before().format(instant).getBytes(StandardCharsets.UTF_8);
    byte[] after = split.after().format(instant).getBytes(StandardCharsets.UTF_8);
    line = Arrays.copyOf(before, before.length + split.digits() + after.length);
    fractionAt = before.length;
    Arrays.fill(line, fractionAt, fractionAt + split.digits(), (byte) '0');
    System.arraycopy(after, 0, line, fractionAt + split.digits(), after.length);
    current = second;
  }

  private void writeFraction(int value, int digits) {
    int rest = value;
    for (int i = fractionAt + digits - 1; i >= fractionAt; i--) {
      line[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
