package dev.heartwood.service.ingest.rules;

import org.jspecify.annotations.Nullable;

/** Rules cannot be used; the message names line, rule and reason. */
public final class RulesException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  RulesException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
