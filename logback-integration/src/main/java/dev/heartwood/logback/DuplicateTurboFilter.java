package dev.heartwood.logback;

import dev.heartwood.filter.LogFilter;
import org.jspecify.annotations.Nullable;

/** Holds back repetitions of an event from every appender, and tells how many. */
public final class DuplicateTurboFilter extends EventTurboFilter {
  private final DuplicateOptions texts = new DuplicateOptions();

  /** Repetitions that pass in a window; 5 by default. */
  public void setAllowedRepetitions(String allowedRepetitions) {
    texts.allowedRepetitions = allowedRepetitions;
  }

  /** Keys held at a time; 100 by default. */
  public void setCacheSize(String cacheSize) {
    texts.cacheSize = cacheSize;
  }

  /** How long an occurrence is remembered; 1 minute by default. */
  public void setWindow(String window) {
    texts.window = window;
  }

  /** What makes an event a repetition; logger,template,thrown by default. */
  public void setKey(String key) {
    texts.key = key;
  }

  @Override
  @Nullable LogFilter build(Options options) {
    return texts.build(options);
  }
}
