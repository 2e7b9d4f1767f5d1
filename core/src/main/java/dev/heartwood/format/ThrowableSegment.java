package dev.heartwood.format;

import dev.heartwood.LogEvent;
import dev.heartwood.ThrownData;

/** The throwable of the event, if it has one. */
final class ThrowableSegment extends Segment {
  private final StackTrace stackTrace;

  ThrowableSegment(StackTrace stackTrace) {
    this.stackTrace = stackTrace;
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    ThrownData thrown = event.thrown();
    if (thrown != null) {
      stackTrace.append(thrown, out);
    }
  }
}
