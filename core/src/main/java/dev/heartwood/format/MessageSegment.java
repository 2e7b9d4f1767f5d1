package dev.heartwood.format;

import dev.heartwood.LogEvent;

/** The message with its placeholders filled. */
final class MessageSegment extends Segment {
  private final MessageText text;

  MessageSegment(Quoting quoting) {
    text = new MessageText(quoting);
  }

  @Override
  void write(LogEvent event, Utf8Buffer out) {
    text.append(event, out);
  }
}
