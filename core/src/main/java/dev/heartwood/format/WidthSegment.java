package dev.heartwood.format;

import dev.heartwood.LogEvent;

/** Another segment, filled or cut to a width. */
final class WidthSegment extends Segment {
  private final Segment segment;
  private final Width width;

  WidthSegment(Segment segment, Width width) {
    this.segment = segment;
    this.width = width;
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    int start = out.length();
    if (!segment.isAbsent(event)) {
      segment.write(event, out);
    }
    width.apply(out, start);
  }

  @Override
  boolean dependsOnLevelOnly() {
    return segment.dependsOnLevelOnly();
  }

  @Override
  boolean dependsOnNamesOnly() {
    return segment.dependsOnNamesOnly();
  }
}
