package dev.heartwood.filter;

import java.time.Duration;
import java.util.Objects;

/** Checks that the options of several filters share. */
final class Limits {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  private Limits() {}

  static void checkMaxKeys(String name, int value) {
    if (value < 1 || value > KeyTable.MAX_KEYS) {
      throw new IllegalArgumentException(
          name + " must be 1 to " + KeyTable.MAX_KEYS + ", was " + value);
    }
  }

  static void checkInterval(String name, Duration value) {
    Objects.requireNonNull(value, name);
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + " must be 1 ms to 1 day, was " + value);
    }
  }
}
