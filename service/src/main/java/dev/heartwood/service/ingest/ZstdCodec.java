package dev.heartwood.service.ingest;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.heartwood.journal.SegmentCodec;
import java.io.IOException;
import java.util.Arrays;

/** Seals segments with zstd: what single entries take, which are not packed by themselves. */
final class ZstdCodec implements SegmentCodec {
  private static final int LEVEL = 3;

  @Override
  public String name() {
    return "zstd";
  }

  @Override
  public byte[] compress(byte[] bytes, int offset, int length) throws IOException {
    byte[] packed = new byte[(int) Zstd.compressBound(length)];
    try {
      long size = Zstd.compressByteArray(packed, 0, packed.length, bytes, offset, length, LEVEL);
      return Arrays.copyOf(packed, (int) size);
    } catch (ZstdException e) {
      throw new IOException("a block cannot be packed: " + e.getMessage(), e);
    }
  }

  @Override
  public void decompress(byte[] bytes, int offset, int length, byte[] into) throws IOException {
    try {
      long size = Zstd.decompressByteArray(into, 0, into.length, bytes, offset, length);
      if (size != into.length) {
        throw new IOException("block must hold " + into.length + " bytes, was " + size);
      }
    } catch (ZstdException e) {
      throw new IOException("a block cannot be unpacked: " + e.getMessage(), e);
    }
  }
}
