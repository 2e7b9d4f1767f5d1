package dev.heartwood.appenders;

import dev.heartwood.LogEvent;
import dev.heartwood.format.Encoder;
import dev.heartwood.format.Utf8Buffer;

/** The message and a newline. */
final class MessageEncoder implements Encoder {
  private final String header;
  private final String footer;

  MessageEncoder() {
    this("", "");
  }

  MessageEncoder(String header, String footer) {
    this.header = header;
    this.footer = footer;
  }

  @Override
  public void encode(LogEvent event, Utf8Buffer out) {
    out.append(event.message());
    out.append((byte) '\n');
  }

  @Override
  public void encodeHeader(Utf8Buffer out) {
    out.append(header);
  }

  @Override
  public void encodeFooter(Utf8Buffer out) {
    out.append(footer);
  }
}
