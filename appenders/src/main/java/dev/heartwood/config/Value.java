package dev.heartwood.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One value with its placeholders filled, and where it stands.
 *
 * @param place of the section that the value belongs to, at the value's own line
 */
record Value(Place place, String key, String text) {
  ConfigException wrong(String rule) {
    return place.fault(key + " must be " + rule + ", was " + (text.isEmpty() ? "empty" : text));
  }

  String nonBlank() {
    if (text.isBlank()) {
      throw wrong("a text");
    }
    return text;
  }

  boolean bool() {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong("true or false");
    };
  }

  int integer() {
    long value = number();
    if (value != (int) value) {
      throw wrong("a whole number up to " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  long number() {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw wrong("a whole number");
    }
  }

  double decimal() {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw wrong("a number");
    }
  }

  Duration time() {
    Duration value = Quantities.time(text);
    if (value == null) {
      throw wrong("a time with its unit (us, ms, s, min, h or d)");
    }
    return value;
  }

  /** A time that may also be without end, which is a negative one. */
  Duration timeOrForever() {
    return text.strip().equalsIgnoreCase("forever") ? Duration.ofMillis(-1) : time();
  }

  long bytes() {
    Long value = Quantities.bytes(text);
    if (value == null) {
      throw wrong("a size in bytes, KB, MB or GB");
    }
    return value;
  }

  int intBytes() {
    long value = bytes();
    if (value != (int) value) {
      throw wrong("a size below 2 GB");
    }
    return (int) value;
  }

  <E extends Enum<E>> E choice(Class<E> type) {
    String name = text.strip().toUpperCase(Locale.ROOT);
    for (E each : type.getEnumConstants()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw wrong("one of " + Arrays.toString(type.getEnumConstants()));
  }

  /** By a parser whose exception says what is wrong. */
  <T> T parsed(Function<String, ? extends T> parser) {
    try {
      return parser.apply(text);
    } catch (RuntimeException e) {
      throw place.fault(key + ": " + e.getMessage(), e);
    }
  }

  static @Nullable String textOf(@Nullable Value value) {
    return value == null ? null : value.nonBlank();
  }
}
