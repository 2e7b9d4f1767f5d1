package dev.heartwood.service.storage.lucene;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import org.apache.lucene.codecs.compressing.CompressionMode;
import org.apache.lucene.codecs.compressing.Compressor;
import org.apache.lucene.codecs.compressing.Decompressor;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.store.ByteBuffersDataInput;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;

/** One block is one zstd frame: its length as a variable number, then the frame. */
final class ZstdMode extends CompressionMode {
  private static final int LEVEL = 1;

  @Override
  public Compressor newCompressor() {
    return new ZstdCompressor();
  }

  @Override
  public Decompressor newDecompressor() {
    return new ZstdDecompressor();
  }

  private static final class ZstdCompressor extends Compressor {
    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);
    private byte[] plain = {};
    private byte[] packed = {};

    @Override
    public void compress(ByteBuffersDataInput input, DataOutput output) throws IOException {
      int length = (int) input.length();
      plain = ArrayUtil.growNoCopy(plain, length);
      input.readBytes(plain, 0, length);
      packed = ArrayUtil.growNoCopy(packed, (int) Zstd.compressBound(length));
      int size = context.compressByteArray(packed, 0, packed.length, plain, 0, length);
      output.writeVInt(size);
      output.writeBytes(packed, size);
    }

    @Override
    public void close() {
      context.close();
    }
  }

  private static final class ZstdDecompressor extends Decompressor {
    private byte[] packed = {};

    @Override
    public void decompress(DataInput in, int plainLength, int offset, int length, BytesRef bytes)
        throws IOException {
      int size = in.readVInt();
      packed = ArrayUtil.growNoCopy(packed, size);
      in.readBytes(packed, 0, size);
      bytes.bytes = ArrayUtil.growNoCopy(bytes.bytes, plainLength);
      try {
        Zstd.decompressByteArray(bytes.bytes, 0, plainLength, packed, 0, size);
      } catch (ZstdException e) {
        throw new CorruptIndexException("block of records is no zstd: " + e.getMessage(), in, e);
      }
      bytes.offset = offset;
      bytes.length = length;
    }

    @Override
    public Decompressor clone() {
      return new ZstdDecompressor();
    }
  }
}
