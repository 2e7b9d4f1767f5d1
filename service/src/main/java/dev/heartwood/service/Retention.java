package dev.heartwood.service;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long entries are kept; what exceeds a limit goes, oldest first.
 *
 * @param maxAge since an entry's timestamp; more than zero
 * @param maxBytes of journal and index on disk; at least 1 MiB. It may be exceeded by one day's
 *     entries
 * @param byService shorter ages for some services, by name
 */
public record Retention(Duration maxAge, long maxBytes, Map<String, Duration> byService) {
  public static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);
  public static final long UNLIMITED = Long.MAX_VALUE;
  private static final long LEAST_BYTES = 1 << 20;

  /** Everything, until the disk ends. */
  public static final Retention NONE = new Retention(FOREVER, UNLIMITED, Map.of());

  /** The same: entries go when somebody says so. */
  public static final Retention DEFAULT = NONE;

  public Retention {
    byService = Collections.unmodifiableMap(new TreeMap<>(byService));
    requirePositive("maxAge", maxAge);
    byService.forEach((service, age) -> requirePositive("age of service " + service, age));
    if (maxBytes < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "maxBytes must be at least " + LEAST_BYTES + ", was " + maxBytes);
    }
  }

  /** How long entries of a service are kept. */
  public Duration ageOf(String service) {
    Duration own = byService.get(service);
    return own == null || own.compareTo(maxAge) > 0 ? maxAge : own;
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be more than zero, was " + value);
    }
  }
}
