package dev.heartwood.journal;

import java.io.IOException;
import java.util.Arrays;

/** Stands for "do not seal". */
final class NoCodec implements SegmentCodec {
  @Override
  public String name() {
    return "none";
  }

  @Override
  public byte[] compress(byte[] bytes, int offset, int length) {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  @Override
  public void decompress(byte[] bytes, int offset, int length, byte[] into) throws IOException {
    if (length != into.length) {
      throw new IOException("block must hold " + into.length + " bytes, was " + length);
    }
    System.arraycopy(bytes, offset, into, 0, length);
  }
}
