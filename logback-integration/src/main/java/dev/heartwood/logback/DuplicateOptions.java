package dev.heartwood.logback;

import dev.heartwood.filter.DuplicateConfig;
import dev.heartwood.filter.EventKey;
import dev.heartwood.filter.LogFilter;
import org.jspecify.annotations.Nullable;

/** The texts of a duplicate filter in {@code logback.xml}. */
final class DuplicateOptions {
  @Nullable String allowedRepetitions;
  @Nullable String cacheSize;
  @Nullable String window;
  @Nullable String key;

  @Nullable LogFilter build(Options options) {
    DuplicateConfig defaults = DuplicateConfig.DEFAULT;
    return options.built(
        () ->
            new dev.heartwood.filter.DuplicateFilter(
                new DuplicateConfig(
                    options.atLeast(
                        "allowedRepetitions", 0, allowedRepetitions, defaults.allowedRepetitions()),
                    options.atLeast("cacheSize", 1, cacheSize, defaults.cacheSize()),
                    options.duration("window", window, defaults.window()),
                    options.parsed("key", key, EventKey::parse, defaults.key()))));
  }
}
