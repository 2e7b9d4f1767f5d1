package dev.heartwood.logback;

import dev.heartwood.filter.EventKey;
import dev.heartwood.filter.LogFilter;
import dev.heartwood.filter.RateLimitConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** The texts of a rate limit in {@code logback.xml}. */
final class RateLimitOptions {
  @Nullable String rate;
  @Nullable String maxBurst;
  @Nullable String level;
  @Nullable String key;
  @Nullable String maxKeys;
  @Nullable String summaryInterval;

  @Nullable LogFilter build(Options options) {
    RateLimitConfig defaults = RateLimitConfig.DEFAULT;
    return options.built(
        () ->
            new dev.heartwood.filter.RateLimitFilter(
                new RateLimitConfig(
                    options.parsed("rate", rate, Double::valueOf, defaults.rate()),
                    options.atLeast("maxBurst", 1, maxBurst, defaults.maxBurst()),
                    options.choice("level", Level.class, level, defaults.level()),
                    options.parsed("key", key, EventKey::parse, defaults.key()),
                    options.atLeast("maxKeys", 1, maxKeys, defaults.maxKeys()),
                    options.duration(
                        "summaryInterval", summaryInterval, defaults.summaryInterval()))));
  }
}
