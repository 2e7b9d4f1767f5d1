package dev.heartwood.filter;

import dev.heartwood.LogEvent;
import java.util.List;
import java.util.function.Consumer;

/** Passes what every part passes. */
record AllOf(List<LogFilter> parts) implements LogFilter {
  @Override
  public boolean accepts(LogEvent event) {
    for (LogFilter part : parts) {
      if (!part.accepts(event)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void summarize(boolean all, Consumer<? super LogEvent> out) {
    for (LogFilter part : parts) {
      part.summarize(all, out);
    }
  }
}
