package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.nio.charset.StandardCharsets;

/** Text of the pattern itself; never escaped. */
final class LiteralSegment extends Segment {
  private final byte[] bytes;

  LiteralSegment(String text) {
    bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    out.append(bytes);
  }

  @Override
  boolean dependsOnLevelOnly() {
    return true;
  }
}
