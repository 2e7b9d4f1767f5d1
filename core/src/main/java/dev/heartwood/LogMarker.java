package dev.heartwood;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Marker;

/**
 * A marker as data: its name and the markers that it refers to, as they were at the call.
 *
 * @param references nested markers; deeper than {@link #MAX_DEPTH} they are left out
 */
public record LogMarker(String name, List<LogMarker> references) {
  /** References of references are followed this far, so that a cycle ends. */
  public static final int MAX_DEPTH = 4;

  public LogMarker {
    Objects.requireNonNull(name, "name");
    references = List.copyOf(references);
  }

  public static LogMarker of(Marker marker) {
    return of(marker, MAX_DEPTH);
  }

  @SuppressWarnings("deprecation") // SLF4J discourages references; Logback prints them
  private static LogMarker of(Marker marker, int depth) {
    if (depth == 0 || !marker.hasReferences()) {
      return new LogMarker(String.valueOf(marker.getName()), List.of());
    }
    List<LogMarker> references = new ArrayList<>();
    for (Iterator<Marker> it = marker.iterator(); it.hasNext(); ) {
      references.add(of(it.next(), depth - 1));
    }
    return new LogMarker(String.valueOf(marker.getName()), references);
  }

  /** Whether this marker, or one that it refers to, has the given name. */
  public boolean contains(String markerName) {
    return name.equals(markerName) || references.stream().anyMatch(m -> m.contains(markerName));
  }

  /** The form of SLF4J's own markers: {@code parent [ child, child ]}. */
  @Override
  public String toString() {
    return references.isEmpty()
        ? name
        : references.stream()
            .map(LogMarker::name)
            .collect(Collectors.joining(", ", name + " [ ", " ]"));
  }
}
