package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.heartwood.LogHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A Logback appender that ends in any handler: from code, or in XML with {@code <handler
 * class="..."/>}. Used alone it hands every event over on the logging thread; behind {@link
 * AsyncAppender} the worker does.
 *
 * <p><b>Threads:</b> used alone, the handler must take any number of threads. <b>Ownership:</b>
 * stopping the appender closes the handler.
 */
public final class HandlerAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
    implements HandlerSource {
  private @Nullable LogHandler handler;

  /** For XML, which then calls {@link #setHandler}. */
  public HandlerAppender() {}

  public HandlerAppender(LogHandler handler) {
    this.handler = handler;
  }

  public void setHandler(LogHandler handler) {
    this.handler = handler;
  }

  @Override
  public void start() {
    if (isStarted()) {
      return;
    }
    if (handler == null) {
      addError("Appender [" + getName() + "] not started: handler must be given, was missing");
      return;
    }
    super.start();
  }

  @Override
  public void stop() {
    if (!isStarted()) {
      return;
    }
    super.stop();
    try {
      handler().close();
    } catch (IOException e) {
      addError("Appender [" + getName() + "]: its handler could not be closed", e);
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    try {
      LogHandler current = handler();
      current.handle(LogbackEvent.settled(event, current.needsCaller()));
      current.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the base class reports it, at a limited rate
    }
  }

  @Override
  public boolean needsOriginal() {
    return handler instanceof AppenderHandler;
  }

  @Override
  public LogHandler handler() {
    if (handler == null) {
      throw new IllegalStateException("appender [" + getName() + "] has no handler");
    }
    return handler;
  }
}
