package dev.heartwood.filter;

import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import java.util.Objects;

/** Passes events that carry a marker, or one that refers to it. */
public record MarkerFilter(String name) implements LogFilter {
  public MarkerFilter {
    Objects.requireNonNull(name, "name");
  }

  @Override
  public boolean accepts(LogEvent event) {
    for (LogMarker marker : event.markers()) {
      if (marker.contains(name)) {
        return true;
      }
    }
    return false;
  }
}
