package dev.heartwood.logback;

import dev.heartwood.filter.LogFilter;
import org.jspecify.annotations.Nullable;

/**
 * Limits what is logged at all: so many events a second of each key, with a summary of what it held
 * back.
 */
public final class RateLimitTurboFilter extends EventTurboFilter {
  private final RateLimitOptions texts = new RateLimitOptions();

  /** Events per second of one key in the long run; 10 by default. */
  public void setRate(String rate) {
    texts.rate = rate;
  }

  /** Events of one key that may come at once after a silence; 100 by default. */
  public void setMaxBurst(String maxBurst) {
    texts.maxBurst = maxBurst;
  }

  /** The highest level that is limited; WARN by default. */
  public void setLevel(String level) {
    texts.level = level;
  }

  /** What is limited, each key by itself, as {@code EventKey.parse} reads it; logger by default. */
  public void setKey(String key) {
    texts.key = key;
  }

  /** Keys held at a time; 1024 by default. */
  public void setMaxKeys(String maxKeys) {
    texts.maxKeys = maxKeys;
  }

  /** The shortest time between two summaries; 10 seconds by default. */
  public void setSummaryInterval(String summaryInterval) {
    texts.summaryInterval = summaryInterval;
  }

  @Override
  @Nullable LogFilter build(Options options) {
    return texts.build(options);
  }
}
