package dev.heartwood.routing;

import dev.heartwood.LogHandler;
import java.io.IOException;

/**
 * Makes a handler whose destination may not be there yet: a directory that is not mounted, a server
 * that is not up.
 */
@FunctionalInterface
public interface HandlerSource {
  /**
   * Opens the handler; called again later if it throws. Whoever calls it closes what it returns.
   *
   * @throws IOException if the destination is not there
   */
  LogHandler open() throws IOException;

  /**
   * Whether the handler will ask for caller data; asked before it can be opened, so a source whose
   * handler does must say so.
   */
  default boolean needsCaller() {
    return false;
  }

  /** Whether the handler will mask events, see {@link LogHandler#redacts}; asked likewise. */
  default boolean redacts() {
    return false;
  }

  /** A handler that exists already. */
  static HandlerSource of(LogHandler handler) {
    return new HandlerSource() {
      @Override
      public LogHandler open() {
        return handler;
      }

      @Override
      public boolean needsCaller() {
        return handler.needsCaller();
      }

      @Override
      public boolean redacts() {
        return handler.redacts();
      }

      @Override
      public String toString() {
        return handler.getClass().getSimpleName();
      }
    };
  }
}
