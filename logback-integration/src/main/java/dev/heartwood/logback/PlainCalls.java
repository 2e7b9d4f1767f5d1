package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.heartwood.CallHandler;
import dev.heartwood.EpochNanos;
import dev.heartwood.Freeze;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Logback's own events, taken apart without an adapter where nothing but a plain call is in them.
 */
final class PlainCalls {
  private PlainCalls() {}

  /**
   * Passes an event on by its parts.
   *
   * @return false if it is more than a plain call, and was not passed on
   */
  static boolean pass(ILoggingEvent event, CallHandler handler) {
    if (!isPlain(event)) {
      return false;
    }
    Object[] arguments = event.getArgumentArray();
    if (!Freeze.areImmutable(arguments)) {
      return false;
    }
    Map<String, String> mdc = LogbackEvent.withoutNulls(event.getMDCPropertyMap());
    handler.handleCall(
        EpochNanos.of(event.getInstant()),
        LogbackEvent.level(event.getLevel()),
        event.getLoggerName(),
        event.getThreadName(),
        String.valueOf(event.getMessage()),
        null,
        null,
        arguments,
        arguments == null ? 0 : arguments.length,
        mdc);
    return true;
  }

  /** Classes of other people may answer by rules of their own. */
  private static boolean isPlain(ILoggingEvent event) {
    return event.getClass() == LoggingEvent.class
        && event.getInstant() != null
        && event.getThrowableProxy() == null
        && isEmpty(event.getMarkerList())
        && isEmpty(event.getKeyValuePairs());
  }

  private static boolean isEmpty(@Nullable List<?> list) {
    return list == null || list.isEmpty();
  }
}
