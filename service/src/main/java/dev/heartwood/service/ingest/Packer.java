package dev.heartwood.service.ingest;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Makes records of heads and bodies, and packs the bodies when it pays.
 *
 * <p><b>Threads:</b> any; each takes a compressor of a few that are kept, or makes one.
 */
final class Packer implements AutoCloseable {
  /** Fast: of typical entries a fifth to a tenth is left. */
  private static final int LEVEL = 1;

  private static final int LEAST_BYTES = 512;
  private static final int KEPT = 8;

  private final BlockingQueue<ZstdCompressCtx> idle = new ArrayBlockingQueue<>(KEPT);

  byte[] record(int kind, long receivedNanos, int entries, ByteSink head, ByteSink body) {
    byte[] packed = body.size() < LEAST_BYTES ? new byte[0] : pack(body);
    boolean pays = packed.length > 0 && packed.length < body.size() - body.size() / 8;
    ByteSink out = new ByteSink();
    out.oneByte(RequestCodec.VERSION);
    out.oneByte(kind);
    out.eightBytes(0);
    out.eightBytes(0);
    out.eightBytes(receivedNanos);
    out.fourBytes(entries);
    out.fourBytes(head.size());
    out.raw(head.array(), 0, head.size());
    out.oneByte(pays ? RequestCodec.ZSTD : RequestCodec.PLAIN);
    out.fourBytes(body.size());
    if (pays) {
      out.raw(packed, 0, packed.length);
    } else {
      out.raw(body.array(), 0, body.size());
    }
    return out.toBytes();
  }

  private byte[] pack(ByteSink body) {
    ZstdCompressCtx compressor = idle.poll();
    if (compressor == null) {
      compressor = new ZstdCompressCtx();
      compressor.setLevel(LEVEL);
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

  /** Gives back what is kept; what is in use goes when it comes back to a full house. */
  @Override
  public void close() {
    for (ZstdCompressCtx each = idle.poll(); each != null; each = idle.poll()) {
      each.close();
    }
  }
}
