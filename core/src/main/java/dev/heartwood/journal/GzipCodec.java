package dev.heartwood.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Each block is a gzip file of its own. */
final class GzipCodec implements SegmentCodec {
  private static final int BUFFER_BYTES = 8192;

  @Override
  public String name() {
    return "gzip";
  }

  @Override
  public byte[] compress(byte[] bytes, int offset, int length) throws IOException {
    var out = new ByteArrayOutputStream(length / 2);
    try (var gzip = new FastGzip(out)) {
      gzip.write(bytes, offset, length);
    }
    return out.toByteArray();
  }

  @Override
  public void decompress(byte[] bytes, int offset, int length, byte[] into) throws IOException {
    try (var gzip =
        new GZIPInputStream(new ByteArrayInputStream(bytes, offset, length), BUFFER_BYTES)) {
      int read = gzip.readNBytes(into, 0, into.length);
      if (read < into.length || gzip.read() >= 0) {
        throw new IOException(
            "block must hold "
                + into.length
                + " bytes, was "
                + (read < into.length ? read : "more"));
      }
    }
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
