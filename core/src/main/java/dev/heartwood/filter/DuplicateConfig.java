package dev.heartwood.filter;

import java.time.Duration;
import java.util.Objects;

/**
 * Options of a {@link DuplicateFilter}.
 *
 * @param allowedRepetitions repetitions that pass in a window, the first occurrence not counted; 0
 *     or more
 * @param cacheSize keys held at a time, rounded up to eight times a power of two; 1 to 1,048,576
 * @param window how long an occurrence is remembered, from the first one on, and the shortest time
 *     between two summaries; 1 ms to 1 day
 * @param key what makes one event the repetition of another
 */
public record DuplicateConfig(
    int allowedRepetitions, int cacheSize, Duration window, EventKey key) {
  public static final int DEFAULT_ALLOWED_REPETITIONS = 5;
  public static final int DEFAULT_CACHE_SIZE = 100;
  public static final Duration DEFAULT_WINDOW = Duration.ofMinutes(1);

  /** Logback's numbers, within a minute, by logger, template and class of the throwable. */
  public static final DuplicateConfig DEFAULT =
      new DuplicateConfig(
          DEFAULT_ALLOWED_REPETITIONS,
          DEFAULT_CACHE_SIZE,
          DEFAULT_WINDOW,
          EventKey.of(EventKey.logger(), EventKey.template(), EventKey.thrownClass()));

  public DuplicateConfig {
    if (allowedRepetitions < 0) {
      throw new IllegalArgumentException(
          "allowedRepetitions must be 0 or more, was " + allowedRepetitions);
    }
    Limits.checkMaxKeys("cacheSize", cacheSize);
    Limits.checkInterval("window", window);
    Objects.requireNonNull(key, "key");
  }

  public DuplicateConfig withAllowedRepetitions(int value) {
    return new DuplicateConfig(value, cacheSize, window, key);
  }

  public DuplicateConfig withCacheSize(int value) {
    return new DuplicateConfig(allowedRepetitions, value, window, key);
  }

  public DuplicateConfig withWindow(Duration value) {
    return new DuplicateConfig(allowedRepetitions, cacheSize, value, key);
  }

  public DuplicateConfig withKey(EventKey value) {
    return new DuplicateConfig(allowedRepetitions, cacheSize, window, value);
  }
}
