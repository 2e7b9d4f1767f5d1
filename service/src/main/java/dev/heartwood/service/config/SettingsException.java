package dev.heartwood.service.config;

import org.jspecify.annotations.Nullable;

/**
 * Options that cannot be used. The message is one line: where, which option, the rule, the value.
 */
public final class SettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  SettingsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
