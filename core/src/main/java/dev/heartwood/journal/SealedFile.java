package dev.heartwood.journal;

import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A closed segment, compressed. It holds the same bytes: what is cut into blocks of 64 KiB is the
 * segment from 4096 on, so that a place in the segment says where to look, and a bad block reads as
 * zeros that a cursor skips.
 *
 * <pre>
 * offset  size
 *    0    4096   the header, with the flag "sealed", the codec, and t and l of the table
 * 4096           the compressed blocks, one behind the other
 *    t       l   the table
 *  t+l       l   the table again; one good copy is enough
 *
 * table:
 *    0       4   CRC32C of the rest
 *    4       4   number of blocks b
 *    8       8   where the frames end in the segment
 *   16       8   the first sequence behind it
 *   24     8*b   of each block: its compressed length, CRC32C of those bytes
 *          40*i  the index: offset, first sequence, oldest, newest, newest so far
 * </pre>
 *
 * <p>It is written beside the segment, forced and renamed; only then is the segment deleted.
 */
final class SealedFile implements Bytes {
  static final int BLOCK_BYTES = 64 * 1024;

  private static final int TABLE_HEADER_BYTES = 24;
  private static final int MAX_TABLE_BYTES = 64 * 1024 * 1024;

  private final DiskFile file;
  private final SegmentCodec codec;
  private final long framesEnd;
  private final long[] blockOffsets;
  private final int[] checksums;
  private final BlockIndex index;
  private int loaded = -1;
  private byte[] block = new byte[0];

  private SealedFile(DiskFile file, SegmentCodec codec, byte[] table) {
    this.file = file;
    this.codec = codec;
    int blocks = Frames.intAt(table, 4);
    framesEnd = Frames.longAt(table, 8);
    blockOffsets = new long[blocks + 1];
    checksums = new int[blocks];
    blockOffsets[0] = SegmentHeader.BYTES;
    for (int i = 0; i < blocks; i++) {
      int at = TABLE_HEADER_BYTES + 8 * i;
      blockOffsets[i + 1] = blockOffsets[i] + Frames.intAt(table, at);
      checksums[i] = Frames.intAt(table, at + 4);
    }
    int indexAt = TABLE_HEADER_BYTES + 8 * blocks;
    index = BlockIndex.fromBytes(table, indexAt, table.length - indexAt);
  }

  /**
   * @param header of that file
   * @throws DamagedSegmentException if both tables are bad
   */
  static SealedFile open(Disk disk, Path path, SegmentHeader header, SegmentCodec codec)
      throws IOException {
    DiskFile file = disk.openToRead(path);
    boolean open = false;
    try {
      byte[] table = readTable(file, header);
      if (table == null) {
        throw new DamagedSegmentException(path, "both tables of blocks are bad");
      }
      SealedFile sealed = new SealedFile(file, codec, table);
      open = true;
      return sealed;
    } finally {
      if (!open) {
        file.close();
      }
    }
  }

  private static byte @Nullable [] readTable(DiskFile file, SegmentHeader header)
      throws IOException {
    int length = header.tableLength();
    if (length < TABLE_HEADER_BYTES || length > MAX_TABLE_BYTES) {
      return null;
    }
    for (int copy = 0; copy < 2; copy++) {
      byte[] table = new byte[length];
      int read = file.read(header.tableOffset() + (long) copy * length, table, 0, length);
      if (read == length && Frames.intAt(table, 0) == checksum(table, 4, length - 4)) {
        return table;
      }
    }
    return null;
  }

  /** Writes the sealed form of a segment, all but its name. */
  static SegmentHeader write(
      DiskFile to,
      Bytes from,
      SegmentHeader header,
      long framesEnd,
      long endSequence,
      BlockIndex index,
      SegmentCodec codec)
      throws IOException {
    int blocks = (int) ((framesEnd - SegmentHeader.BYTES + BLOCK_BYTES - 1) / BLOCK_BYTES);
    byte[] indexBytes = index.toBytes();
    byte[] table = new byte[TABLE_HEADER_BYTES + 8 * blocks + indexBytes.length];
    byte[] raw = new byte[BLOCK_BYTES];
    long position = SegmentHeader.BYTES;
    for (int i = 0; i < blocks; i++) {
      long start = SegmentHeader.BYTES + (long) i * BLOCK_BYTES;
      int length = (int) Math.min(BLOCK_BYTES, framesEnd - start);
      Arrays.fill(raw, from.read(start, raw, 0, length), length, (byte) 0);
      byte[] stored = codec.compress(raw, 0, length);
      to.write(position, stored, 0, stored.length);
      Frames.putInt(table, TABLE_HEADER_BYTES + 8 * i, stored.length);
      Frames.putInt(table, TABLE_HEADER_BYTES + 8 * i + 4, checksum(stored, 0, stored.length));
      position += stored.length;
    }
    Frames.putInt(table, 4, blocks);
    Frames.putLong(table, 8, framesEnd);
    Frames.putLong(table, 16, endSequence);
    System.arraycopy(indexBytes, 0, table, table.length - indexBytes.length, indexBytes.length);
    Frames.putInt(table, 0, checksum(table, 4, table.length - 4));
    to.write(position, table, 0, table.length);
    to.write(position + table.length, table, 0, table.length);
    SegmentHeader sealed = header.sealed(endSequence, position, table.length, codec.name());
    to.write(0, sealed.toBytes(), 0, SegmentHeader.BYTES);
    return sealed;
  }

  @Override
  public int read(long position, byte[] into, int offset, int length) throws IOException {
    int done = 0;
    while (done < length && position + done < framesEnd) {
      long from = position + done - SegmentHeader.BYTES;
      load((int) (from / BLOCK_BYTES));
      int inBlock = (int) (from % BLOCK_BYTES);
      int more = Math.min(length - done, block.length - inBlock);
      System.arraycopy(block, inBlock, into, offset + done, more);
      done += more;
    }
    return done;
  }

  private void load(int number) throws IOException {
    if (number == loaded) {
      return;
    }
    long start = SegmentHeader.BYTES + (long) number * BLOCK_BYTES;
    int rawLength = (int) Math.min(BLOCK_BYTES, framesEnd - start);
    int length = (int) (blockOffsets[number + 1] - blockOffsets[number]);
    byte[] stored = new byte[length];
    byte[] raw = new byte[rawLength];
    boolean good =
        file.read(blockOffsets[number], stored, 0, length) == length
            && checksum(stored, 0, length) == checksums[number];
    if (good) {
      codec.decompress(stored, 0, length, raw);
    }
    block = raw;
    loaded = number;
  }

  @Override
  public long size() {
    return framesEnd;
  }

  BlockIndex index() {
    return index;
  }

  private static int checksum(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
