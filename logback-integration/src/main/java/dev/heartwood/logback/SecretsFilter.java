package dev.heartwood.logback;

import dev.heartwood.filter.ContentFilter;
import dev.heartwood.filter.LogFilter;

/**
 * Keeps events that hold a secret away from one appender, whole. To mask the secret instead, give
 * the appender a {@code <redactor>}.
 */
public final class SecretsFilter extends EventFilter {
  @Override
  LogFilter build(Options options) {
    return ContentFilter.denySecrets(new dev.heartwood.redaction.PatternRedactor());
  }
}
