package dev.heartwood.filter;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;

/** Counts events, and adds up what summaries tell. */
final class CountingSink implements LogHandler {
  long events;
  long suppressed;

  @Override
  public synchronized void handle(LogEvent event) {
    long told = suppressedBy(event);
    suppressed += told;
    events += told == 0 ? 1 : 0;
  }

  static long suppressedBy(LogEvent event) {
    for (KeyValue pair : event.keyValues()) {
      if (pair.key().equals("heartwood.suppressed") && pair.value() instanceof Long count) {
        return count;
      }
    }
    return 0;
  }
}
