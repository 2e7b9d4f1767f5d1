package dev.heartwood.filter;

import java.time.Duration;
import java.util.Objects;
import org.slf4j.event.Level;

/**
 * Options of a {@link RateLimitFilter}.
 *
 * @param rate events per second of one key in the long run; 0.001 to 1,000,000
 * @param maxBurst events of one key that may come at once after a silence; 1 to 1,000,000
 * @param level the highest level that is limited; events above it always pass and take no token
 * @param key what is limited, each key by itself
 * @param maxKeys keys held at a time, rounded up to eight times a power of two; 1 to 1,048,576
 * @param summaryInterval the shortest time between two summaries; 1 ms to 1 day
 */
public record RateLimitConfig(
    double rate, int maxBurst, Level level, EventKey key, int maxKeys, Duration summaryInterval) {
  public static final double DEFAULT_RATE = 10;
  public static final int DEFAULT_MAX_BURST = 100;
  public static final int DEFAULT_MAX_KEYS = 1024;
  public static final Duration DEFAULT_SUMMARY_INTERVAL = Duration.ofSeconds(10);

  /** Ten a second with bursts of a hundred, per logger, up to WARN. */
  public static final RateLimitConfig DEFAULT =
      new RateLimitConfig(
          DEFAULT_RATE,
          DEFAULT_MAX_BURST,
          Level.WARN,
          EventKey.logger(),
          DEFAULT_MAX_KEYS,
          DEFAULT_SUMMARY_INTERVAL);

  public RateLimitConfig {
    if (!(rate >= 0.001 && rate <= 1_000_000)) {
      throw new IllegalArgumentException("rate must be 0.001 to 1000000 per second, was " + rate);
    }
    if (maxBurst < 1 || maxBurst > 1_000_000) {
      throw new IllegalArgumentException("maxBurst must be 1 to 1000000, was " + maxBurst);
    }
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(key, "key");
    Limits.checkMaxKeys("maxKeys", maxKeys);
    Limits.checkInterval("summaryInterval", summaryInterval);
  }

  public RateLimitConfig withRate(double value) {
    return new RateLimitConfig(value, maxBurst, level, key, maxKeys, summaryInterval);
  }

  public RateLimitConfig withMaxBurst(int value) {
    return new RateLimitConfig(rate, value, level, key, maxKeys, summaryInterval);
  }

  public RateLimitConfig withLevel(Level value) {
    return new RateLimitConfig(rate, maxBurst, value, key, maxKeys, summaryInterval);
  }

  public RateLimitConfig withKey(EventKey value) {
    return new RateLimitConfig(rate, maxBurst, level, value, maxKeys, summaryInterval);
  }

  public RateLimitConfig withMaxKeys(int value) {
    return new RateLimitConfig(rate, maxBurst, level, key, value, summaryInterval);
  }

  public RateLimitConfig withSummaryInterval(Duration value) {
    return new RateLimitConfig(rate, maxBurst, level, key, maxKeys, value);
  }
}
