package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import java.io.IOException;
import java.time.Duration;

/**
 * What one ring of an {@link AsyncAppender} feeds: the handler of an appender of ours, or any other
 * appender. Closing it stops the appender, on the worker, after the last event.
 *
 * <p>An {@link OutputStreamAppender} that flushes after each event is told not to, and is flushed
 * once per batch; if it is let go of while it runs it flushes by itself again.
 *
 * <pre>
 * field    written by           read by  ordering
 * keeps    whoever detaches     worker   volatile; before the ring is closed
 * </pre>
 */
final class BehindRing implements LogHandler {
  private final Appender<ILoggingEvent> appender;
  private final LogHandler handler;
  private final boolean relieved;
  private volatile boolean keeps;

  private BehindRing(Appender<ILoggingEvent> appender, LogHandler handler, boolean relieved) {
    this.appender = appender;
    this.handler = handler;
    this.relieved = relieved;
  }

  static BehindRing of(Appender<ILoggingEvent> appender) {
    if (appender instanceof HandlerSource ours) {
      return new BehindRing(appender, new Deferred(ours), false);
    }
    boolean relieved = appender instanceof OutputStreamAppender<?> s && s.isImmediateFlush();
    if (relieved) {
      ((OutputStreamAppender<?>) appender).setImmediateFlush(false);
      appender.addInfo(
          "Appender [" + appender.getName() + "] is flushed once per batch while behind a ring.");
    }
    return new BehindRing(appender, new AppenderHandler(appender), relieved);
  }

  /** The appender is let go of: it stays started, and flushes as it did before. */
  void keepRunning() {
    keeps = true;
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    handler.handle(event);
  }

  @Override
  public void flush() throws IOException {
    handler.flush();
  }

  @Override
  public boolean awaitDelivered(Duration timeout) {
    return handler.awaitDelivered(timeout);
  }

  @Override
  public boolean needsCaller() {
    return handler.needsCaller();
  }

  @Override
  public void close() {
    if (!keeps) {
      appender.stop();
    } else if (relieved) {
      ((OutputStreamAppender<?>) appender).setImmediateFlush(true);
    }
  }

  /** The handler that an appender of ours has at the moment: it may be stopped and started. */
  private record Deferred(HandlerSource source) implements LogHandler {
    @Override
    public void handle(LogEvent event) throws IOException {
      running().handle(event);
    }

    @Override
    public void flush() throws IOException {
      if (source.isStarted()) {
        source.handler().flush();
      }
    }

    @Override
    public boolean awaitDelivered(Duration timeout) {
      return !source.isStarted() || source.handler().awaitDelivered(timeout);
    }

    @Override
    public boolean needsCaller() {
      return source.isStarted() && source.handler().needsCaller();
    }

    private LogHandler running() throws IOException {
      if (!source.isStarted()) {
        throw new IOException("appender [" + source.getName() + "] is not started");
      }
      return source.handler();
    }
  }
}
