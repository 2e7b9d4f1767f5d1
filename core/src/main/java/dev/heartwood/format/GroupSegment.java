package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.util.List;

/** What stands in parentheses. */
final class GroupSegment extends Segment {
  private final Segment[] segments;

  GroupSegment(List<Segment> segments) {
    this.segments = segments.toArray(Segment[]::new);
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    for (Segment segment : segments) {
      segment.write(event, out);
    }
  }

  @Override
  boolean dependsOnLevelOnly() {
    for (Segment segment : segments) {
      if (!segment.dependsOnLevelOnly()) {
        return false;
      }
    }
    return true;
  }

  @Override
  boolean dependsOnNamesOnly() {
    for (Segment segment : segments) {
      if (!segment.dependsOnNamesOnly()) {
        return false;
      }
    }
    return true;
  }
}
