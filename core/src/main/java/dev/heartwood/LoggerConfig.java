package dev.heartwood;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What is set at one name of the logger hierarchy.
 *
 * @param level null to inherit it from the nearest name above that has one
 * @param handlers get the events of this logger and of all below it, in this order
 * @param additive whether the handlers of the names above get these events as well
 */
public record LoggerConfig(@Nullable Threshold level, List<LogHandler> handlers, boolean additive) {
  /** Nothing set: level and handlers are inherited. */
  public static final LoggerConfig DEFAULT = new LoggerConfig(null, List.of(), true);

  public LoggerConfig {
    handlers = List.copyOf(handlers);
  }

  /** Null inherits. */
  public LoggerConfig withLevel(@Nullable Threshold newLevel) {
    return new LoggerConfig(newLevel, handlers, additive);
  }

  public LoggerConfig withLevel(Level newLevel) {
    return withLevel(Threshold.of(newLevel));
  }

  public LoggerConfig withHandlers(List<LogHandler> newHandlers) {
    return new LoggerConfig(level, newHandlers, additive);
  }

  public LoggerConfig withAdditive(boolean newAdditive) {
    return new LoggerConfig(level, handlers, newAdditive);
  }

  /** Adds a handler after the others; the same one twice counts once. */
  LoggerConfig plus(LogHandler handler) {
    List<LogHandler> more = without(handler);
    more.add(handler);
    return has(handler) ? this : withHandlers(more);
  }

  LoggerConfig minus(LogHandler handler) {
    return withHandlers(without(handler));
  }

  boolean has(LogHandler handler) {
    return handlers.stream().anyMatch(h -> h == handler);
  }

  private List<LogHandler> without(LogHandler handler) {
    List<LogHandler> rest = new ArrayList<>(handlers);
    rest.removeIf(h -> h == handler);
    return rest;
  }
}
