package dev.heartwood.service.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes and times as people write them: {@code 20MB}, {@code 10 s}, {@code 30d}. */
final class Amounts {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s*([a-z]*)", Pattern.CASE_INSENSITIVE);

  private static final Map<String, Long> BYTES = new LinkedHashMap<>();
  private static final Map<String, Duration> TIMES = new LinkedHashMap<>();

  static { // the largest first, as they are printed
    BYTES.put("TB", 1L << 40);
    BYTES.put("GB", 1L << 30);
    BYTES.put("MB", 1L << 20);
    BYTES.put("KB", 1L << 10);
    BYTES.put("", 1L);
    TIMES.put("d", Duration.ofDays(1));
    TIMES.put("h", Duration.ofHours(1));
    TIMES.put("min", Duration.ofMinutes(1));
    TIMES.put("s", Duration.ofSeconds(1));
    TIMES.put("ms", Duration.ofMillis(1));
  }

  private Amounts() {}

  /** Null if the text is no size. */
  static @Nullable Long bytes(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    Long unit = matcher.matches() ? BYTES.get(matcher.group(2).toUpperCase(Locale.ROOT)) : null;
    if (unit == null) {
      return null;
    }
    try {
      return new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).longValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }

  /** Null if the text is no time. */
  static @Nullable Duration time(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    Duration unit = matcher.matches() ? TIMES.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      return null;
    }
    try {
      BigDecimal millis =
          new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit.toMillis()));
      return Duration.ofMillis(millis.longValueExact());
    } catch (ArithmeticException e) {
      return null;
    }
  }

  static String print(long bytes) {
    for (Map.Entry<String, Long> unit : BYTES.entrySet()) {
      if (bytes != 0 && bytes % unit.getValue() == 0) {
        return bytes / unit.getValue() + unit.getKey();
      }
    }
    return "0";
  }

  static String print(Duration time) {
    for (Map.Entry<String, Duration> unit : TIMES.entrySet()) {
      long millis = unit.getValue().toMillis();
      if (!time.isZero() && time.toMillis() % millis == 0) {
        return time.toMillis() / millis + unit.getKey();
      }
    }
    return "0s";
  }
}
