package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.SimpleTimeBasedGuard;
import dev.heartwood.LogHandler;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The handler behind one of our appenders, and the appender's use without a ring: events are
 * handled on the logging thread, and nothing is thrown at it.
 *
 * <pre>
 * field    written by             read by          ordering
 * handler  start and stop         logging threads  volatile; null while stopped
 * </pre>
 */
final class Sink {
  private final Appender<ILoggingEvent> appender;
  private final SimpleTimeBasedGuard notStarted = new SimpleTimeBasedGuard();
  private final SimpleTimeBasedGuard failures = new SimpleTimeBasedGuard();
  private final SimpleTimeBasedGuard recursions = new SimpleTimeBasedGuard();
  private final Nesting nesting = new Nesting();
  private volatile @Nullable LogHandler handler;
  private volatile boolean flushEach;

  Sink(Appender<ILoggingEvent> appender) {
    this.appender = appender;
  }

  /**
   * Builds the handler, unless the options have a fault; each fault becomes an ERROR.
   *
   * @param flushEach whether each event is pushed out at once when there is no ring in front
   * @return whether there is a handler now
   */
  boolean start(Options options, boolean flushEach, Supplier<LogHandler> build) {
    this.flushEach = flushEach;
    LogHandler built = options.built(build);
    handler = built;
    options.reportTo(appender, "Appender [" + appender.getName() + "]");
    return built != null;
  }

  boolean isStarted() {
    return handler != null;
  }

  LogHandler handler() {
    LogHandler current = handler;
    if (current == null) {
      throw new IllegalStateException("appender [" + appender.getName() + "] is not started");
    }
    return current;
  }

  void append(ILoggingEvent event) {
    LogHandler current = handler;
    if (current == null) {
      if (notStarted.allow()) {
        appender.addWarn(
            "Attempted to append to non started appender [" + appender.getName() + "].");
      }
      return;
    }
    int[] entered = nesting.enter();
    if (entered == null) {
      if (recursions.allow()) {
        appender.addWarn(
            "Appender [" + appender.getName() + "] refused an event: logged while logging itself.");
      }
      return;
    }
    try {
      if (appender.getFilterChainDecision(event) != FilterReply.DENY) {
        current.handle(LogbackEvent.settled(event, current.needsCaller()));
        if (flushEach) {
          current.flush();
        }
      }
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (failures.allow()) {
        appender.addError("Appender [" + appender.getName() + "] failed to append.", e);
      }
    } finally {
      nesting.exit(entered);
    }
  }

  void stop() {
    LogHandler last = handler;
    handler = null;
    if (last != null) {
      try {
        last.close();
      } catch (IOException e) {
        appender.addError("Appender [" + appender.getName() + "] could not be closed cleanly.", e);
      }
    }
  }
}
