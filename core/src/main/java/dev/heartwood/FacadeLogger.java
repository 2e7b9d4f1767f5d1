package dev.heartwood;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.spi.LocationAwareLogger;
import org.slf4j.spi.LoggingEventAware;

/**
 * SLF4J's logger over injected handlers. A disabled call costs one volatile read and a comparison.
 *
 * <pre>
 * field  written by                    read by           ordering
 * route  Loggers, under its own lock   logging threads   volatile; the route is immutable
 * </pre>
 */
final class FacadeLogger implements LocationAwareLogger, LoggingEventAware {
  private static final String BOUNDARY = FacadeLogger.class.getName();

  private final String name;
  private final Dispatcher dispatcher;
  private volatile Route route;

  FacadeLogger(String name, Dispatcher dispatcher, Route route) {
    this.name = name;
    this.dispatcher = dispatcher;
    this.route = route;
  }

  void route(Route newRoute) {
    route = newRoute;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isEnabledForLevel(Level level) {
    return enabled(level);
  }

  /** The end of a fluent call, or an event that somebody passes on. */
  @Override
  public void log(LoggingEvent event) {
    Route to = route;
    Level level = event.getLevel();
    if (!to.passes(level.toInt())) {
      return;
    }
    String boundary = event.getCallerBoundary();
    dispatcher.dispatch(
        to,
        CallEvent.of(
            level,
            name,
            null,
            event.getMessage(),
            event.getArgumentArray(),
            event.getThrowable(),
            event),
        boundary == null ? BOUNDARY : boundary);
  }

  /** For wrappers and bridges, which name themselves as the boundary of the caller. */
  @Override
  public void log(
      @Nullable Marker marker,
      @Nullable String fqcn,
      int levelInt,
      @Nullable String message,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    Route to = route;
    if (to.passes(levelInt)) {
      dispatcher.dispatch(
          to,
          CallEvent.of(level(levelInt), name, marker, message, arguments, thrown, null),
          fqcn == null ? BOUNDARY : fqcn);
    }
  }

  @Override
  public String toString() {
    return "Logger[" + name + "]";
  }

  /** The level at or below a number, which bridges may make up. */
  private static Level level(int number) {
    if (number >= Level.ERROR.toInt()) {
      return Level.ERROR;
    }
    if (number >= Level.WARN.toInt()) {
      return Level.WARN;
    }
    if (number >= Level.INFO.toInt()) {
      return Level.INFO;
    }
    return number >= Level.DEBUG.toInt() ? Level.DEBUG : Level.TRACE;
  }

  private boolean enabled(Level level) {
    return route.passes(level.toInt());
  }

  private void log(
      Level level, @Nullable Marker marker, @Nullable String message, @Nullable Throwable thrown) {
    Route to = route;
    if (to.passes(level.toInt())
        && !(marker == null && thrown == null && calls(to, level, message, null, null, null, 0))) {
      dispatcher.dispatch(to, CallEvent.of(level, name, marker, message, thrown), BOUNDARY);
    }
  }

  private void log(
      Level level, @Nullable Marker marker, @Nullable String format, @Nullable Object only) {
    Route to = route;
    if (to.passes(level.toInt())
        && !(marker == null && calls(to, level, format, only, null, null, 1))) {
      dispatcher.dispatch(to, CallEvent.of(level, name, marker, format, only), BOUNDARY);
    }
  }

  private void log(
      Level level,
      @Nullable Marker marker,
      @Nullable String format,
      @Nullable Object first,
      @Nullable Object second) {
    Route to = route;
    if (to.passes(level.toInt())
        && !(marker == null && calls(to, level, format, first, second, null, 2))) {
      dispatcher.dispatch(to, CallEvent.of(level, name, marker, format, first, second), BOUNDARY);
    }
  }

  private void logAll(
      Level level,
      @Nullable Marker marker,
      @Nullable String format,
      @Nullable Object @Nullable [] arguments) {
    Route to = route;
    int count = arguments == null ? 0 : arguments.length;
    if (to.passes(level.toInt())
        && !(marker == null && calls(to, level, format, null, null, arguments, count))) {
      dispatcher.dispatch(
          to, CallEvent.of(level, name, marker, format, arguments, null, null), BOUNDARY);
    }
  }

  /** Whether the call was plain, and is done with. */
  private boolean calls(
      Route to,
      Level level,
      @Nullable String template,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object @Nullable [] array,
      int argumentCount) {
    return dispatcher.call(to, level, name, template, first, second, array, argumentCount);
  }

  // From here on: the classic API, five times the same.

  @Override
  public boolean isTraceEnabled() {
    return enabled(Level.TRACE);
  }

  @Override
  public void trace(@Nullable String message) {
    log(Level.TRACE, null, message, (Throwable) null);
  }

  @Override
  public void trace(@Nullable String format, @Nullable Object only) {
    log(Level.TRACE, null, format, only);
  }

  @Override
  public void trace(@Nullable String format, @Nullable Object first, @Nullable Object second) {
    log(Level.TRACE, null, format, first, second);
  }

  @Override
  public void trace(@Nullable String format, @Nullable Object @Nullable ... arguments) {
    logAll(Level.TRACE, null, format, arguments);
  }

  @Override
  public void trace(@Nullable String message, @Nullable Throwable thrown) {
    log(Level.TRACE, null, message, thrown);
  }

  @Override
  public boolean isTraceEnabled(@Nullable Marker marker) {
    return enabled(Level.TRACE);
  }

  @Override
  public void trace(@Nullable Marker marker, @Nullable String message) {
    log(Level.TRACE, marker, message, (Throwable) null);
  }

  @Override
  public void trace(@Nullable Marker marker, @Nullable String format, @Nullable Object only) {
    log(Level.TRACE, marker, format, only);
  }

  @Override
  public void trace(
      @Nullable Marker marker,
      @Nullable String format,
      @Nullable Object first,
      @Nullable Object second) {
    log(Level.TRACE, marker, format, first, second);
  }

  @Override
  public void trace(
      @Nullable Marker marker, @Nullable String format, @Nullable Object @Nullable ... arguments) {
    logAll(Level.TRACE, marker, format, arguments);
  }

  @Override
  public void trace(@Nullable Marker marker, @Nullable String message, @Nullable Throwable thrown) {
    log(Level.TRACE, marker, message, thrown);
  }

  @Override
  public boolean isDebugEnabled() {
    return enabled(Level.DEBUG);
  }

  @Override
  public void debug(@Nullable String message) {
    log(Level.DEBUG, null, message, (Throwable) null);
  }

  @Override
  public void debug(@Nullable String format, @Nullable Object only) {
    log(Level.DEBUG, null, format, only);
  }

  @Override
  public void debug(@Nullable String format, @Nullable Object first, @Nullable Object second) {
    log(Level.DEBUG, null, format, first, second);
  }

  @Override
  public void debug(@Nullable String format, @Nullable Object @Nullable ... arguments) {
    logAll(Level.DEBUG, null, format, arguments);
  }

  @Override
  public void debug(@Nullable String message, @Nullable Throwable thrown) {
    log(Level.DEBUG, null, message, thrown);
  }

  @Override
  public boolean isDebugEnabled(@Nullable Marker marker) {
    return enabled(Level.DEBUG);
  }

  @Override
  public void debug(@Nullable Marker marker, @Nullable String message) {
    log(Level.DEBUG, marker, message, (Throwable) null);
  }

  @Override
  public void debug(@Nullable Marker marker, @Nullable String format, @Nullable Object only) {
    log(Level.DEBUG, marker, format, only);
  }

  @Override
  public void debug(
      @Nullable Marker marker,
      @Nullable String format,
      @Nullable Object first,
      @Nullable Object second) {
    log(Level.DEBUG, marker, format, first, second);
  }

  @Override
  public void debug(
      @Nullable Marker marker, @Nullable String format, @Nullable Object @Nullable ... arguments) {
    logAll(Level.DEBUG, marker, format, arguments);
  }

  @Override
  public void debug(@Nullable Marker marker, @Nullable String message, @Nullable Throwable thrown) {
    log(Level.DEBUG, marker, message, thrown);
  }

  @Override
  public boolean isInfoEnabled() {
    return enabled(Level.INFO);
  }

  @Override
  public void info(@Nullable String message) {
    log(Level.INFO, null, message, (Throwable) null);
  }

  @Override
  public void info(@Nullable String format, @Nullable Object only) {
    log(Level.INFO, null, format, only);
  }

  @Override
  public void info(@Nullable String format, @Nullable Object first, @Nullable Object second) {
    log(Level.INFO, null, format, first, second);
  }

  @Override
  public void info(@Nullable String format, @Nullable Object @Nullable ... arguments) {
    logAll(Level.INFO, null, format, arguments);
  }

  @Override
  public void info(@Nullable String message, @Nullable Throwable thrown) {
    log(Level.INFO, null, message, thrown);
  }

  @Override
  public boolean isInfoEnabled(@Nullable Marker marker) {
    return enabled(Level.INFO);
  }

  @Override
  public void info(@Nullable Marker marker, @Nullable String message) {
    log(Level.INFO, marker, message, (Throwable) null);
  }

  @Override
  public void info(@Nullable Marker marker, @Nullable String format, @Nullable Object only) {
    log(Level.INFO, marker, format, only);
  }

  @Override
  public void info(
      @Nullable Marker marker,
      @Nullable String format,
      @Nullable Object first,
      @Nullable Object second) {
    log(Level.INFO, marker, format, first, second);
  }

  @Override
  public void info(
      @Nullable Marker marker, @Nullable String format, @Nullable Object @Nullable ... arguments) {
    logAll(Level.INFO, marker, format, arguments);
  }

  @Override
  public void info(@Nullable Marker marker, @Nullable String message, @Nullable Throwable thrown) {
    log(Level.INFO, marker, message, thrown);
  }

  @Override
  public boolean isWarnEnabled() {
    return enabled(Level.WARN);
  }

  @Override
  public void warn(@Nullable String message) {
    log(Level.WARN, null, message, (Throwable) null);
  }

  @Override
  public void warn(@Nullable String format, @Nullable Object only) {
    log(Level.WARN, null, format, only);
  }

  @Override
  public void warn(@Nullable String format, @Nullable Object first, @Nullable Object second) {
    log(Level.WARN, null, format, first, second);
  }

  @Override
  public void warn(@Nullable String format, @Nullable Object @Nullable ... arguments) {
    logAll(Level.WARN, null, format, arguments);
  }

  @Override
  public void warn(@Nullable String message, @Nullable Throwable thrown) {
    log(Level.WARN, null, message, thrown);
  }

  @Override
  public boolean isWarnEnabled(@Nullable Marker marker) {
    return enabled(Level.WARN);
  }

  @Override
  public void warn(@Nullable Marker marker, @Nullable String message) {
    log(Level.WARN, marker, message, (Throwable) null);
  }

  @Override
  public void warn(@Nullable Marker marker, @Nullable String format, @Nullable Object only) {
    log(Level.WARN, marker, format, only);
  }

  @Override
  public void warn(
      @Nullable Marker marker,
      @Nullable String format,
      @Nullable Object first,
      @Nullable Object second) {
    log(Level.WARN, marker, format, first, second);
  }

  @Override
  public void warn(
      @Nullable Marker marker, @Nullable String format, @Nullable Object @Nullable ... arguments) {
    logAll(Level.WARN, marker, format, arguments);
  }

  @Override
  public void warn(@Nullable Marker marker, @Nullable String message, @Nullable Throwable thrown) {
    log(Level.WARN, marker, message, thrown);
  }

  @Override
  public boolean isErrorEnabled() {
    return enabled(Level.ERROR);
  }

  @Override
  public void error(@Nullable String message) {
    log(Level.ERROR, null, message, (Throwable) null);
  }

  @Override
  public void error(@Nullable String format, @Nullable Object only) {
    log(Level.ERROR, null, format, only);
  }

  @Override
  public void error(@Nullable String format, @Nullable Object first, @Nullable Object second) {
    log(Level.ERROR, null, format, first, second);
  }

  @Override
  public void error(@Nullable String format, @Nullable Object @Nullable ... arguments) {
    logAll(Level.ERROR, null, format, arguments);
  }

  @Override
  public void error(@Nullable String message, @Nullable Throwable thrown) {
    log(Level.ERROR, null, message, thrown);
  }

  @Override
  public boolean isErrorEnabled(@Nullable Marker marker) {
    return enabled(Level.ERROR);
  }

  @Override
  public void error(@Nullable Marker marker, @Nullable String message) {
    log(Level.ERROR, marker, message, (Throwable) null);
  }

  @Override
  public void error(@Nullable Marker marker, @Nullable String format, @Nullable Object only) {
    log(Level.ERROR, marker, format, only);
  }

  @Override
  public void error(
      @Nullable Marker marker,
      @Nullable String format,
      @Nullable Object first,
      @Nullable Object second) {
    log(Level.ERROR, marker, format, first, second);
  }

  @Override
  public void error(
      @Nullable Marker marker, @Nullable String format, @Nullable Object @Nullable ... arguments) {
    logAll(Level.ERROR, marker, format, arguments);
  }

  @Override
  public void error(@Nullable Marker marker, @Nullable String message, @Nullable Throwable thrown) {
    log(Level.ERROR, marker, message, thrown);
  }
}
