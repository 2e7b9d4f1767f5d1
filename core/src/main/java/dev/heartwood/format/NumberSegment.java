package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.util.function.ToLongFunction;

/** A number that is computed from the event, with leading zeros if it has a fixed width. */
final class NumberSegment extends Segment {
  private final ToLongFunction<LogEvent> number;
  private final int digits;

  /**
   * @param digits how many at least; 0 for as many as there are
   */
  NumberSegment(int digits, ToLongFunction<LogEvent> number) {
    this.number = number;
    this.digits = digits;
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    long value = number.applyAsLong(event);
    if (digits == 0) {
      out.append(value);
    } else {
      out.appendPadded((int) value, digits);
    }
  }
}
