package dev.heartwood.journal;

import java.io.IOException;

/** Finds the codec that a file was sealed with. */
final class Codecs {
  private final SegmentCodec configured;

  Codecs(SegmentCodec configured) {
    this.configured = configured;
  }

  SegmentCodec named(String name) throws IOException {
    if (name.equals(configured.name())) {
      return configured;
    }
    if (name.equals(SegmentCodec.GZIP.name())) {
      return SegmentCodec.GZIP;
    }
    throw new IOException(
        "segment is sealed with codec '"
            + name
            + "', which is neither the configured one ('"
            + configured.name()
            + "') nor gzip");
  }
}
