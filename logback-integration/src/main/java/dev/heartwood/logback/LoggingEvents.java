package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextVO;
import dev.heartwood.LogEvent;

/** Our events as Logback's: the way back. */
final class LoggingEvents {
  private LoggingEvents() {}

  static ILoggingEvent of(LogEvent event, LoggerContextVO context) {
    return event instanceof LogbackEvent logback
        ? logback.forReader(context)
        : new RecordEvent(event.toRecord(), context);
  }
}
