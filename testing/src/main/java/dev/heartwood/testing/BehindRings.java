package dev.heartwood.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.AppenderAttachable;
import dev.heartwood.logback.AsyncAppender;
import dev.heartwood.logback.HandlerAppender;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Set;

/**
 * The Heartwood rings of a context: one more view behind each, which shows its events to the hub.
 * It is attached when the first test asks for it, and stays.
 *
 * <p><b>Threads:</b> attached under the hub's lock; the barrier is for any thread.
 */
final class BehindRings {
  private static final String NAME = "heartwood-capture-behind";

  private final CaptureHub hub;

  BehindRings(CaptureHub hub) {
    this.hub = hub;
  }

  /**
   * Idempotent, also after the context was configured anew.
   *
   * @throws IllegalStateException if the context has no started AsyncAppender of ours
   */
  void attach() {
    Set<AsyncAppender> asyncs = asyncs(hub.context());
    if (asyncs.stream().noneMatch(AsyncAppender::isStarted)) {
      throw new IllegalStateException(
          "capturing AFTER_RING needs a started dev.heartwood.logback.AsyncAppender in the context");
    }
    for (AsyncAppender async : asyncs) {
      if (async.getAppender(NAME) == null) {
        async.addAppender(view(async));
      }
    }
  }

  /** Waits until every ring has delivered what was logged before; false at the deadline. */
  boolean awaitDelivered(Duration timeout) {
    long deadline = System.nanoTime() + Timeouts.nanos(timeout);
    boolean all = true;
    for (AsyncAppender async : asyncs(hub.context())) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      all &= !async.isStarted() || async.awaitDelivered(left);
    }
    return all;
  }

  private HandlerAppender view(AsyncAppender async) {
    var view = new HandlerAppender(event -> hub.captureBehind(async, event));
    view.setContext(hub.context());
    view.setName(NAME);
    view.start();
    return view;
  }

  private static Set<AsyncAppender> asyncs(LoggerContext context) {
    Set<AsyncAppender> found = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Logger logger : context.getLoggerList()) {
      collect(logger.iteratorForAppenders(), found);
    }
    return found;
  }

  private static void collect(
      Iterator<Appender<ILoggingEvent>> appenders, Set<AsyncAppender> found) {
    while (appenders.hasNext()) {
      Appender<ILoggingEvent> appender = appenders.next();
      if (appender instanceof AsyncAppender async) {
        found.add(async);
      }
      if (appender instanceof AppenderAttachable<?> parent) {
        @SuppressWarnings("unchecked") // appenders of a logger take its events
        var children = (AppenderAttachable<ILoggingEvent>) parent;
        collect(children.iteratorForAppenders(), found);
      }
    }
  }
}
