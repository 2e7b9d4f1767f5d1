package dev.heartwood.routing;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Hands every event to every one of its handlers, in their order, on the calling thread. One that
 * fails keeps the event from nobody else; the failures come out together as one exception, the
 * first as its cause and the others suppressed in it.
 *
 * <p>A slow handler delays the others: for destinations that must not wait for each other take one
 * ring for each.
 *
 * <p><b>Threads:</b> as safe as the handlers behind it. <b>Ownership:</b> closes them.
 */
public final class TeeHandler implements LogHandler {
  private final List<LogHandler> handlers;

  /**
   * @throws IllegalArgumentException if there is no handler, or one occurs twice
   */
  public TeeHandler(List<? extends LogHandler> handlers) {
    this.handlers = List.copyOf(handlers);
    if (this.handlers.isEmpty()) {
      throw new IllegalArgumentException("a tee needs at least 1 handler, had 0");
    }
    if (this.handlers.stream().distinct().count() < this.handlers.size()) {
      throw new IllegalArgumentException("a handler may stand in a tee only once");
    }
  }

  public TeeHandler(LogHandler... handlers) {
    this(List.of(handlers));
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    Failures failures = null;
    for (LogHandler handler : handlers) {
      try {
        handler.handle(event);
      } catch (Throwable e) {
        failures = Failures.plus(failures, e);
      }
    }
    if (failures != null) {
      throw failures.during("handle", handlers.size());
    }
  }

  @Override
  public void flush() throws IOException {
    Failures failures = null;
    for (LogHandler handler : handlers) {
      try {
        handler.flush();
      } catch (Throwable e) {
        failures = Failures.plus(failures, e);
      }
    }
    if (failures != null) {
      throw failures.during("flush", handlers.size());
    }
  }

  @Override
  public boolean awaitDelivered(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean all = true;
    for (LogHandler handler : handlers) {
      long left = Math.max(0, deadline - System.nanoTime());
      all &= handler.awaitDelivered(Duration.ofNanos(left));
    }
    return all;
  }

  @Override
  public boolean needsCaller() {
    return handlers.stream().anyMatch(LogHandler::needsCaller);
  }

  @Override
  public boolean redacts() {
    return handlers.stream().anyMatch(LogHandler::redacts);
  }

  @Override
  public void close() throws IOException {
    Failures failures = null;
    for (LogHandler handler : handlers) {
      try {
        handler.close();
      } catch (Throwable e) {
        failures = Failures.plus(failures, e);
      }
    }
    if (failures != null) {
      throw failures.during("close", handlers.size());
    }
  }
}
