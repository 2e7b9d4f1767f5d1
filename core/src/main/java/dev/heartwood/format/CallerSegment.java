package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.nio.charset.StandardCharsets;

/** {@code %caller}: the place of the call on a line of its own. */
final class CallerSegment extends Segment {
  private final Quoting quoting;
  private final byte[] lineEnd;

  CallerSegment(Quoting quoting, String lineEnd) {
    this.quoting = quoting;
    this.lineEnd = lineEnd.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    StackTraceElement caller = event.caller();
    if (caller == null) {
      out.append("?#?:?");
    } else {
      out.append("Caller+0\t at ");
      quoting.append(caller.toString(), out);
    }
    out.append(lineEnd);
  }
}
