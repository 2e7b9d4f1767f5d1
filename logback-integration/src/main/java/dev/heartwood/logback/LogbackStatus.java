package dev.heartwood.logback;

import ch.qos.logback.core.spi.ContextAware;
import ch.qos.logback.core.status.ErrorStatus;
import ch.qos.logback.core.status.InfoStatus;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.WarnStatus;
import dev.heartwood.StatusReporter;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Where Heartwood speaks of itself inside Logback: the status list of the context. */
final class LogbackStatus implements StatusReporter {
  private final ContextAware origin;

  LogbackStatus(ContextAware origin) {
    this.origin = origin;
  }

  @Override
  public void report(Level level, String message, @Nullable Throwable cause) {
    origin.addStatus(status(level, message, cause));
  }

  private Status status(Level level, String message, @Nullable Throwable cause) {
    return switch (level) {
      case ERROR -> new ErrorStatus(message, origin, cause);
      case WARN -> new WarnStatus(message, origin, cause);
      default -> new InfoStatus(message, origin, cause);
    };
  }
}
