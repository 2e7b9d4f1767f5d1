package dev.heartwood.format;

import dev.heartwood.LogEvent;

/** The message with its placeholders filled. */
final class MessageSegment extends Segment {
  private final Quoting quoting;

  MessageSegment(Quoting quoting) {
    this.quoting = quoting;
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    MessageText.append(event, quoting, out);
  }
}
