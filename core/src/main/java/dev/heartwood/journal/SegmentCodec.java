package dev.heartwood.journal;

import java.io.IOException;

/**
 * How sealed segments are compressed, one block of up to 64 KiB after the other.
 *
 * <p><b>Threads:</b> several at a time call it.
 */
public interface SegmentCodec {
  /** Leaves segments as they were written. */
  SegmentCodec NONE = new NoCodec();

  /** The fastest level of the JDK's gzip: about a quarter of the bytes of typical log records. */
  SegmentCodec GZIP = new GzipCodec();

  /**
   * Stands in the files that this codec wrote.
   *
   * @return 1 to 16 ASCII characters
   */
  String name();

  byte[] compress(byte[] bytes, int offset, int length) throws IOException;

  /**
   * Fills {@code into} with exactly the bytes that were compressed.
   *
   * @throws IOException if they are not that many
   */
  void decompress(byte[] bytes, int offset, int length, byte[] into) throws IOException;
}
