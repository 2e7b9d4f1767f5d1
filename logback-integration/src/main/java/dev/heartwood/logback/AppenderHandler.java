package dev.heartwood.logback;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextVO;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Objects;

/**
 * A handler that ends in a Logback appender, so that any of them can sit behind our ring or our
 * facade. An event that came from Logback reaches the appender as the original object; any other is
 * shown to it as a Logback event.
 *
 * <p><b>Threads:</b> as safe as the appender; all of Logback's own take any number of threads.
 * <b>Delivery:</b> an appender that does not run refuses with an {@link IOException}; a failure
 * that a running appender reports only to its status list stays unseen. <b>Flush:</b> an {@link
 * OutputStreamAppender} is flushed; others have no such method. <b>Close:</b> stops the appender.
 */
public final class AppenderHandler implements LogHandler {
  private final Appender<ILoggingEvent> appender;
  private final LoggerContextVO context;
  private final boolean needsCaller;

  /**
   * @param appender configured; started now or later, by whoever made it
   */
  public AppenderHandler(Appender<ILoggingEvent> appender) {
    this.appender = Objects.requireNonNull(appender, "appender");
    this.context = contextOf(appender);
    this.needsCaller = CallerNeed.of(appender);
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    requireStarted();
    appender.doAppend(LoggingEvents.of(event, context));
    requireStarted(); // a stream appender stops itself when its stream fails
  }

  @Override
  public void flush() throws IOException {
    if (appender instanceof OutputStreamAppender<?> streams) {
      OutputStream out = streams.getOutputStream();
      if (out != null) {
        out.flush();
      }
    }
  }

  @Override
  public boolean needsCaller() {
    return needsCaller;
  }

  @Override
  public void close() {
    appender.stop();
  }

  @Override
  public String toString() {
    return "AppenderHandler[" + appender.getName() + "]";
  }

  private void requireStarted() throws IOException {
    if (!appender.isStarted()) {
      throw new IOException("appender [" + appender.getName() + "] is not started");
    }
  }

  static LoggerContextVO contextOf(Appender<?> appender) {
    return appender.getContext() instanceof LoggerContext context
        ? context.getLoggerContextRemoteView()
        : new LoggerContextVO("default", Map.of(), 0);
  }
}
