package dev.heartwood.http;

import dev.heartwood.appenders.LineBatch;
import dev.heartwood.format.Encoder;
import dev.heartwood.format.Utf8Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** Makes the bodies of requests: the encoder's header, some events of a batch, its footer. */
final class Bodies {
  private final byte[] header;
  private final byte[] footer;
  private final boolean gzip;

  Bodies(Encoder encoder, boolean gzip) {
    this.gzip = gzip;
    Utf8Buffer frame = new Utf8Buffer();
    encoder.encodeHeader(frame);
    header = frame.toByteArray();
    frame.clear();
    encoder.encodeFooter(frame);
    footer = frame.toByteArray();
  }

  /** How many bytes each body has besides its events. */
  int frameBytes() {
    return header.length + footer.length;
  }

  /** The events from one number on up to another, as they are sent. */
  byte[] of(LineBatch batch, int from, int to) {
    int start = batch.endOf(from);
    int length = batch.endOf(to) - start;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(frameBytes() + length);
    try (OutputStream out = gzip ? new GZIPOutputStream(bytes, 8 * 1024) : bytes) {
      out.write(header);
      out.write(batch.array(), start, length);
      out.write(footer);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail", e);
    }
    return bytes.toByteArray();
  }
}
