package dev.heartwood.format;

import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import java.util.List;

/** The markers of the event, a space between them. */
final class MarkerSegment extends Segment {
  private final Quoting quoting;

  MarkerSegment(Quoting quoting) {
    this.quoting = quoting;
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    List<LogMarker> markers = event.markers();
    for (int i = 0; i < markers.size(); i++) {
      if (i > 0) {
        out.append((byte) ' ');
      }
      quoting.append(markers.get(i).toString(), out);
    }
  }
}
