package dev.heartwood.logback;

import dev.heartwood.filter.ContentFilter;
import dev.heartwood.filter.LogFilter;

/** Keeps events that hold a secret away from every appender, whole. */
public final class SecretsTurboFilter extends EventTurboFilter {
  @Override
  LogFilter build(Options options) {
    return ContentFilter.denySecrets(new dev.heartwood.redaction.PatternRedactor());
  }
}
