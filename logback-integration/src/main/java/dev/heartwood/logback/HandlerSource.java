package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import dev.heartwood.LogHandler;

/**
 * An appender of ours: a bean around a handler. Behind {@link AsyncAppender} the ring feeds the
 * handler itself; the appender's own filters are asked before the ring.
 */
interface HandlerSource extends Appender<ILoggingEvent> {
  /** The handler of a started appender. */
  LogHandler handler();

  /** Whether the handler prints what only Logback's own event shows, and so needs that object. */
  default boolean needsOriginal() {
    return false;
  }
}
