package dev.heartwood.filter;

import dev.heartwood.LogEvent;
import java.util.List;

/** Passes what some part passes. */
record AnyOf(List<LogFilter> parts) implements LogFilter {
  @Override
  public boolean accepts(LogEvent event) {
    for (LogFilter part : parts) {
      if (part.accepts(event)) {
        return true;
      }
    }
    return false;
  }
}
