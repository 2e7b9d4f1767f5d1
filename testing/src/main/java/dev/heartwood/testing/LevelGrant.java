package dev.heartwood.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * Lets a test see levels that are switched off, and nobody else: an event below its logger's level
 * goes from here to the test's capture and is denied, so it reaches no appender. Only a capture
 * behind the ring has it travel, since that is what it looks at.
 */
final class LevelGrant extends TurboFilter {
  private final CaptureHub hub;

  LevelGrant(CaptureHub hub) {
    this.hub = hub;
    setName("heartwood-capture");
    start();
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      @Nullable Object @Nullable [] params,
      @Nullable Throwable thrown) {
    CaptureScope scope = grantedTo(logger, level);
    if (scope == null) {
      return FilterReply.NEUTRAL;
    }
    boolean onlyAsked = format == null && params == null && thrown == null; // isDebugEnabled()
    if (onlyAsked || scope.config().point() == CapturePoint.AFTER_RING) {
      return FilterReply.ACCEPT;
    }
    LoggingEvent event =
        new LoggingEvent(Logger.class.getName(), logger, level, format, thrown, params);
    if (marker != null) {
      event.addMarker(marker);
    }
    hub.capture(event);
    return FilterReply.DENY;
  }

  /** The fluent API, after it has asked whether the level is enabled. */
  @Override
  public FilterReply decide(Logger logger, org.slf4j.event.LoggingEvent fluent) {
    Level level = Level.convertAnSLF4JLevel(fluent.getLevel());
    CaptureScope scope = grantedTo(logger, level);
    if (scope == null) {
      return FilterReply.NEUTRAL;
    }
    if (scope.config().point() == CapturePoint.AFTER_RING) {
      return FilterReply.ACCEPT;
    }
    LoggingEvent event =
        new LoggingEvent(
            Logger.class.getName(),
            logger,
            level,
            fluent.getMessage(),
            fluent.getThrowable(),
            fluent.getArgumentArray());
    if (fluent.getMarkers() != null) {
      fluent.getMarkers().forEach(event::addMarker);
    }
    if (fluent.getKeyValuePairs() != null) {
      for (KeyValuePair pair : fluent.getKeyValuePairs()) {
        event.addKeyValuePair(pair);
      }
    }
    hub.capture(event);
    return FilterReply.DENY;
  }

  private @Nullable CaptureScope grantedTo(Logger logger, Level level) {
    CaptureScope scope = hub.current();
    if (scope == null) {
      return null;
    }
    carryIdentity(scope);
    boolean stopped = level.toInt() < logger.getEffectiveLevel().toInt();
    return stopped && scope.grants(logger.getName(), slf4j(level)) ? scope : null;
  }

  /** A child thread inherits no MDC: from its first call on, its events name their test as well. */
  private static void carryIdentity(CaptureScope scope) {
    if (scope.config().mdcKey() && MDC.get(CapturedLogs.MDC_KEY) == null) {
      MDC.put(CapturedLogs.MDC_KEY, scope.identity());
    }
  }

  private static org.slf4j.event.Level slf4j(Level level) {
    return org.slf4j.event.Level.valueOf(level.toString());
  }
}
