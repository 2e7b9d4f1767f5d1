package dev.heartwood.service;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long entries are kept; what exceeds a limit goes, oldest first.
 *
 * @param maxAge since an entry's timestamp; more than zero
 * @param maxBytes of the index on disk; at least 1 MiB. It may be exceeded by one day's entries
 * @param byService shorter ages for some services, by name
 */
public record Retention(Duration maxAge, long maxBytes, Map<String, Duration> byService) {
  public static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);
  public static final long UNLIMITED = Long.MAX_VALUE;
  private static final long LEAST_BYTES = 1 << 20;

  /** Everything, until the disk ends. */
  public static final Retention NONE = new Retention(FOREVER, UNLIMITED, Map.of());

  /** Thirty days, whatever they take. */
  public static final Retention DEFAULT = new Retention(Duration.ofDays(30), UNLIMITED, Map.of());

  public Retention {
    byService = Collections.unmodifiableMap(new TreeMap<>(byService));
    requirePositive("maxAge", maxAge);
    byService.forEach((service, age) -> requirePositive("age of service " + service, age));
    if (maxBytes < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "maxBytes must be at least " + LEAST_BYTES + ", was " + maxBytes);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be more than zero, was " + value);
    }
  }
}
