package dev.heartwood;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Where Heartwood speaks of itself: a sink that fails, a loss that cannot be written into the
 * stream, an option that was corrected. Never a logger, since that would come back to us. Behind
 * Logback this is its status list.
 *
 * <p><b>Threads:</b> any thread calls it, also workers: it must not block and must not throw.
 * Callers limit the rate of what repeats.
 */
@FunctionalInterface
public interface StatusReporter {
  void report(Level level, String message, @Nullable Throwable cause);

  default void warn(String message) {
    report(Level.WARN, message, null);
  }

  default void error(String message, @Nullable Throwable cause) {
    report(Level.ERROR, message, cause);
  }

  /** Warnings and errors as one line each on standard error: the default outside Logback. */
  static StatusReporter standardError() {
    return (level, message, cause) -> {
      if (level.toInt() >= Level.WARN.toInt()) {
        System.err.println(
            "heartwood " + level + ": " + message + (cause == null ? "" : ": " + cause));
      }
    };
  }
}
