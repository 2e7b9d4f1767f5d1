package dev.heartwood.filter;

import dev.heartwood.LogEvent;

/**
 * Decides which events pass.
 *
 * <p><b>Threads:</b> any thread may ask; a filter with state says how it is guarded. It must not
 * block and must not log.
 */
@FunctionalInterface
public interface LogFilter {
  /** Whether the event may go on. */
  boolean accepts(LogEvent event);
}
