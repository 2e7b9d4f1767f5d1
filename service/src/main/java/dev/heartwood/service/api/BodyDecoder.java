package dev.heartwood.service.api;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses bodies: gzip and zstd, never beyond a number of bytes or a ratio, both looked at
 * while it goes on.
 *
 * @param maxBytes of a body when it is decompressed
 * @param maxRatio to which it may grow; looked at from 1 MiB on
 */
record BodyDecoder(int maxBytes, int maxRatio) {
  private static final int RATIO_FROM_BYTES = 1 << 20;
  private static final int FIRST_BYTES = 64 << 10;

  /** zstd's windows of up to 8 MiB, which its format asks every decoder to take. */
  private static final int MAX_WINDOW_LOG = 23;

  /**
   * @param encoding of the header {@code Content-Encoding}; null for none
   * @param share is charged with what is needed beside the body
   */
  Decoded decode(@Nullable String encoding, byte[] body, Budget.Share share) {
    String name = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
    switch (name) {
      case "identity", "":
        return new Decoded(body, body.length);
      case "gzip", "x-gzip", "zstd":
        return decompress(name, body, share);
      default:
        throw Problem.wrong(
                ProblemCode.UNSUPPORTED_ENCODING,
                "Content-Encoding",
                "must be gzip, zstd or identity",
                ContentReader.shortened(name))
            .exception();
    }
  }

  /** Bytes, of which the first {@code length} count. */
  record Decoded(byte[] bytes, int length) {}

  private Decoded decompress(String name, byte[] body, Budget.Share share) {
    try (InputStream in = open(name, body)) {
      int size = (int) Math.min(maxBytes, Math.max(FIRST_BYTES, 4L * body.length));
      share.take(size);
      byte[] out = new byte[size];
      int length = 0;
      for (int n = in.read(out); n >= 0; n = in.read(out, length, out.length - length)) {
        length += n;
        checkRatio(length, body.length);
        if (length == maxBytes) {
          checkEnd(in);
          break;
        }
        if (length == out.length) {
          size = (int) Math.min(maxBytes, 2L * length);
          share.take(size - length);
          out = Arrays.copyOf(out, size);
        }
      }
      if (in instanceof Gzip gzip && gzip.trailing() > 0) {
        throw new IOException(gzip.trailing() + " bytes follow its end");
      }
      return new Decoded(out, length);
    } catch (IOException e) {
      String why = e.getMessage() == null ? "it ends too early" : e.getMessage();
      throw Problem.of(ProblemCode.INVALID_ENCODING, "the body is no " + name + ": " + why)
          .exception();
    }
  }

  private void checkRatio(int length, int compressed) {
    if (length > RATIO_FROM_BYTES && length / maxRatio >= compressed) {
      throw Problem.wrong(
              ProblemCode.BODY_TOO_LARGE,
              "Content-Encoding",
              "must make a body at most " + maxRatio + " times smaller",
              "more")
          .exception();
    }
  }

  private void checkEnd(InputStream in) throws IOException {
    if (in.read() >= 0) {
      throw Problem.of(
              ProblemCode.BODY_TOO_LARGE,
              "the body must have at most " + maxBytes + " bytes when decompressed, had more")
          .exception();
    }
  }

  private static InputStream open(String name, byte[] body) throws IOException {
    if (!name.equals("zstd")) {
      return new Gzip(body);
    }
    ZstdInputStreamNoFinalizer zstd =
        new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(body));
    zstd.setLongMax(MAX_WINDOW_LOG);
    return zstd;
  }

  /** With a buffer as large as the body, so that what the JDK would leave unread shows. */
  private static final class Gzip extends GZIPInputStream {
    private static final int TRAILER_BYTES = 8;

    Gzip(byte[] body) throws IOException {
      super(new ByteArrayInputStream(body), Math.max(TRAILER_BYTES, body.length));
    }

    int trailing() {
      return inf.getRemaining() - TRAILER_BYTES;
    }
  }
}
