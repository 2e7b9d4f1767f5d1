package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextVO;
import dev.heartwood.LogEvent;
import dev.heartwood.format.Encoder;
import dev.heartwood.format.Utf8Buffer;

/** An encoder of Logback's, or of a third party, behind one of our handlers. */
final class ForeignEncoder implements Encoder {
  private final ch.qos.logback.core.encoder.Encoder<ILoggingEvent> encoder;
  private final LoggerContextVO context;
  private final boolean needsCaller;

  ForeignEncoder(
      ch.qos.logback.core.encoder.Encoder<ILoggingEvent> encoder,
      LoggerContextVO context,
      boolean needsCaller) {
    this.encoder = encoder;
    this.context = context;
    this.needsCaller = needsCaller;
  }

  @Override
  public void encode(LogEvent event, Utf8Buffer out) {
    append(encoder.encode(LoggingEvents.of(event, context)), out);
  }

  @Override
  public void encodeHeader(Utf8Buffer out) {
    append(encoder.headerBytes(), out);
  }

  @Override
  public void encodeFooter(Utf8Buffer out) {
    append(encoder.footerBytes(), out);
  }

  @Override
  public boolean needsCaller() {
    return needsCaller;
  }

  private static void append(byte[] bytes, Utf8Buffer out) {
    if (bytes != null) {
      out.append(bytes, 0, bytes.length);
    }
  }
}
