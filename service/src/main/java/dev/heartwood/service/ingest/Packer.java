package dev.heartwood.service.ingest;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Packs bytes with zstd, without its magic number. What packs and unpacks is made by native code
 * and costs more than the packing of a few kilobytes, so some are kept.
 *
 * <p><b>Threads:</b> any; each takes one that is kept, or makes one.
 */
final class Packer implements AutoCloseable {
  /** Fast: of typical entries a fifth to a tenth is left. */
  private static final int LEVEL = 1;

  private static final int KEPT = 8;

  /** For all of the process: whoever reads a record unpacks, whatever journal it is of. */
  private static final BlockingQueue<ZstdDecompressCtx> UNPACKERS = new ArrayBlockingQueue<>(KEPT);

  private final BlockingQueue<ZstdCompressCtx> idle = new ArrayBlockingQueue<>(KEPT);

  byte[] pack(ByteSink body) {
    ZstdCompressCtx compressor = idle.poll();
    if (compressor == null) {
      compressor = new ZstdCompressCtx().setLevel(LEVEL).setMagicless(true).setContentSize(false);
    }
    try {
      byte[] packed = new byte[(int) Zstd.compressBound(body.size())];
      int size =
          compressor.compressByteArray(packed, 0, packed.length, body.array(), 0, body.size());
      return Arrays.copyOf(packed, size);
    } finally {
      if (!idle.offer(compressor)) {
        compressor.close();
      }
    }
  }

  static byte[] unpack(byte[] packed, int offset, int length, int plainLength) throws IOException {
    ZstdDecompressCtx decompressor = UNPACKERS.poll();
    if (decompressor == null) {
      decompressor = new ZstdDecompressCtx().setMagicless(true);
    }
    try {
      byte[] plain = new byte[plainLength];
      int unpacked =
          decompressor.decompressByteArray(plain, 0, plainLength, packed, offset, length);
      if (unpacked != plainLength) {
        throw new IOException(
            "a group must unpack to " + plainLength + " bytes, unpacked to " + unpacked);
      }
      return plain;
    } catch (ZstdException e) {
      throw new IOException("a group cannot be unpacked: " + e.getMessage(), e);
    } finally {
      if (!UNPACKERS.offer(decompressor)) {
        decompressor.close();
      }
    }
  }

  /** Gives back what is kept; what is in use goes when it comes back to a full house. */
  @Override
  public void close() {
    for (ZstdCompressCtx each = idle.poll(); each != null; each = idle.poll()) {
      each.close();
    }
  }
}
