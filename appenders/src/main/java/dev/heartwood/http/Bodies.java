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

  /**
   * Some events of a batch, before they are compressed.
   *
   * @param events their places in the batch, in order
   */
  byte[] of(LineBatch batch, int[] events) {
    int length = frameBytes();
    for (int event : events) {
      length += batch.endOf(event + 1) - batch.endOf(event);
    }
    byte[] body = new byte[length];
    int at = put(header, 0, header.length, body, 0);
    for (int event : events) {
      int start = batch.endOf(event);
      at = put(batch.array(), start, batch.endOf(event + 1) - start, body, at);
    }
    put(footer, 0, footer.length, body, at);
    return body;
  }

  private static int put(byte[] from, int start, int length, byte[] to, int at) {
    System.arraycopy(from, start, to, at, length);
    return at + length;
  }

  /** The body as it is sent. */
  byte[] packed(byte[] body) {
    if (!gzip) {
      return body;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4);
    try (OutputStream out = new GZIPOutputStream(bytes, 8 * 1024)) {
      out.write(body);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail", e);
    }
    return bytes.toByteArray();
  }
}
