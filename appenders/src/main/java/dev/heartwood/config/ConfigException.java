package dev.heartwood.config;

import org.jspecify.annotations.Nullable;

/**
 * A configuration file that cannot be used as it stands. The message names the file, the line, the
 * place in the file, the key, its value and the rule that it breaks.
 */
public final class ConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int line;

  ConfigException(int line, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.line = line;
  }

  /** Where the fault is; the first line is 1. */
  public int line() {
    return line;
  }
}
