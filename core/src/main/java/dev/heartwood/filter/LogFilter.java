package dev.heartwood.filter;

import dev.heartwood.LogEvent;
import java.util.List;
import java.util.function.Consumer;

/**
 * Decides which events pass.
 *
 * <p><b>Threads:</b> any thread may ask; a filter with state says how it is guarded. It must not
 * block and must not log.
 */
@FunctionalInterface
public interface LogFilter {
  /** Whether the event may go on. A filter with state counts the event by this call. */
  boolean accepts(LogEvent event);

  /**
   * Hands over what this filter has to tell about events that it held back, as events for the
   * stream; nothing by default. Each count is told once: who calls must pass on what it gets.
   *
   * @param all also what is not due yet: the stream ends
   */
  default void summarize(boolean all, Consumer<? super LogEvent> out) {}

  /** Passes what every part passes; asks in order and stops at the first that refuses. */
  static LogFilter allOf(LogFilter... parts) {
    return new AllOf(List.of(parts));
  }

  /**
   * Passes what some part passes; asks in order and stops at the first that accepts. Summaries of
   * the parts are not told, since what one held back another may have passed.
   */
  static LogFilter anyOf(LogFilter... parts) {
    return new AnyOf(List.of(parts));
  }

  /** Passes what the other refuses. Summaries of the other are not told. */
  static LogFilter not(LogFilter filter) {
    return event -> !filter.accepts(event);
  }
}
