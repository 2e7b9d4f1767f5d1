package dev.heartwood.store;

import dev.heartwood.LogRecord;
import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskFile;
import dev.heartwood.journal.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A checkpoint as a file. It is written under another name, forced, and renamed, so that a file
 * with the name of a checkpoint is whole; the checksum finds what the disk did to it later.
 *
 * <pre>
 * offset size
 *    0     6   "HWSTOR"
 *    6     2   version of this layout: 1
 *    8     8   epoch     of the store's end, as a position of the journal
 *   16     8   sequence
 *   24     8   sequence of the oldest record in the log
 *   32     8   records evicted by bytes, so far
 *   40     8   by age
 *   48     8   records that came late
 *   56     8   keys evicted
 *   64     8   tombstones expired
 *   72     8   timestamps clamped
 *   80     4   number of keys
 *   84     -   for each key, in the order of sequences:
 *                8   sequence of its newest record
 *                8   the timestamp that counts for order, in nanoseconds since 1970
 *                8   when it was received if it is a tombstone, in milliseconds since 1970; else 0
 *                4   length
 *                -   key and record, as {@link StoreEntry} says
 *    -     4   CRC32C of everything before
 * </pre>
 *
 * <p>Numbers have the most significant byte first. <b>Recovery:</b> a file whose checksum is wrong
 * is not used at all.
 */
final class CheckpointFile {
  static final int VERSION = 1;

  private static final long MAGIC = 0x4857_5354_4F52_0000L; // HWSTOR
  private static final long MAGIC_MASK = 0xFFFF_FFFF_FFFF_0000L;
  private static final int HEADER_BYTES = 84;
  private static final int WINNER_BYTES = 28;
  private static final int CRC_BYTES = 4;
  private static final int BLOCK_BYTES = 64 * 1024;

  private CheckpointFile() {}

  static void write(DiskFile file, Checkpoint checkpoint, StoreEntry entry) throws IOException {
    Blocks to = new Blocks(file);
    ByteBuffer header = to.room(HEADER_BYTES);
    header.putLong(MAGIC | VERSION);
    header.putLong(checkpoint.end().epoch()).putLong(checkpoint.end().sequence());
    header.putLong(checkpoint.base());
    header.putLong(checkpoint.evictedByBytes()).putLong(checkpoint.evictedByAge());
    header.putLong(checkpoint.late()).putLong(checkpoint.evictedKeys());
    header.putLong(checkpoint.expiredTombstones()).putLong(checkpoint.clamped());
    header.putInt(checkpoint.winners().size());
    for (SavedWinner winner : checkpoint.winners()) {
      entry.write(winner.key(), winner.record());
      ByteBuffer room = to.room(WINNER_BYTES + entry.length());
      room.putLong(winner.sequence()).putLong(winner.orderNanos());
      room.putLong(winner.receivedMillis()).putInt(entry.length());
      room.put(entry.array(), 0, entry.length());
    }
    to.finish();
  }

  /** Collects what is small into large writes. */
  private static final class Blocks {
    private final DiskFile file;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    private long written;

    Blocks(DiskFile file) {
      this.file = file;
    }

    ByteBuffer room(int bytes) throws IOException {
      if (block.remaining() < bytes) {
        drain();
        if (block.capacity() < bytes) {
          block = ByteBuffer.allocate(bytes);
        }
      }
      return block;
    }

    private void drain() throws IOException {
      crc.update(block.array(), 0, block.position());
      file.write(written, block.array(), 0, block.position());
      written += block.position();
      block.clear();
    }

    void finish() throws IOException {
      drain();
      block.putInt((int) crc.getValue());
      file.write(written, block.array(), 0, CRC_BYTES);
    }
  }

  /**
   * Reads a checkpoint.
   *
   * @throws DamagedCheckpointException if the bytes are not those that were written
   * @throws IOException if a later version wrote it, or it cannot be read
   */
  static Checkpoint read(Disk disk, Path path, StoreEntry entry) throws IOException {
    try (DiskFile file = disk.openToRead(path)) {
      long end = file.size() - CRC_BYTES;
      if (end < HEADER_BYTES) {
        throw new DamagedCheckpointException(path + " is too short");
      }
      requireWhole(path, file, end);
      requireVersion(path, file);
      return decode(path, file, end, entry);
    }
  }

  private static void requireVersion(Path path, DiskFile file) throws IOException {
    long word = bytes(file, 0, Long.BYTES).getLong();
    if ((word & MAGIC_MASK) != MAGIC) {
      throw new DamagedCheckpointException(path + " does not begin as a checkpoint");
    }
    if ((word & ~MAGIC_MASK) != VERSION) {
      throw new IOException(
          path + " must have version " + VERSION + ", had " + (word & ~MAGIC_MASK));
    }
  }

  private static void requireWhole(Path path, DiskFile file, long end) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] block = new byte[BLOCK_BYTES];
    for (long at = 0; at < end; ) {
      int read = file.read(at, block, 0, (int) Math.min(block.length, end - at));
      if (read <= 0) {
        throw new DamagedCheckpointException(path + " ends at " + at);
      }
      crc.update(block, 0, read);
      at += read;
    }
    if (bytes(file, end, CRC_BYTES).getInt() != (int) crc.getValue()) {
      throw new DamagedCheckpointException(path + " has a wrong checksum");
    }
  }

  private static Checkpoint decode(Path path, DiskFile file, long end, StoreEntry entry)
      throws IOException {
    try {
      ByteBuffer header = bytes(file, Long.BYTES, HEADER_BYTES - Long.BYTES);
      Position position = new Position(header.getLong(), header.getLong());
      List<SavedWinner> winners = new ArrayList<>();
      Checkpoint checkpoint =
          new Checkpoint(
              position,
              header.getLong(),
              header.getLong(),
              header.getLong(),
              header.getLong(),
              header.getLong(),
              header.getLong(),
              header.getLong(),
              winners);
      int keys = header.getInt();
      Input in = new Input(file, HEADER_BYTES, end);
      for (int i = 0; i < keys; i++) {
        winners.add(in.winner(entry));
      }
      return checkpoint;
    } catch (RuntimeException e) { // the checksum is right: somebody made it so
      throw new DamagedCheckpointException(path + " makes no sense: " + e.getMessage());
    }
  }

  /** Reads what lies behind the header, in large pieces. */
  private static final class Input {
    private final DiskFile file;
    private final long end;
    private long next;
    private ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).limit(0);

    Input(DiskFile file, long from, long end) {
      this.file = file;
      this.next = from;
      this.end = end;
    }

    SavedWinner winner(StoreEntry entry) throws IOException {
      need(WINNER_BYTES);
      long sequence = block.getLong();
      long orderNanos = block.getLong();
      long receivedMillis = block.getLong();
      int length = block.getInt();
      need(length);
      LogRecord record = entry.read(block.array(), block.position(), length);
      block.position(block.position() + length);
      String key = entry.key();
      if (key == null) {
        throw new IllegalArgumentException("no key at " + sequence);
      }
      return new SavedWinner(key, sequence, orderNanos, receivedMillis, record);
    }

    private void need(int bytes) throws IOException {
      if (bytes <= block.remaining()) {
        return;
      }
      if (bytes < 0 || bytes > end - next + block.remaining()) {
        throw new IllegalArgumentException("length " + bytes);
      }
      ByteBuffer larger = ByteBuffer.allocate(Math.max(BLOCK_BYTES, bytes));
      larger.put(block);
      int more = (int) Math.min(larger.remaining(), end - next);
      next += file.read(next, larger.array(), larger.position(), more);
      block = larger.position(larger.position() + more).flip();
    }
  }

  private static ByteBuffer bytes(DiskFile file, long at, int count) throws IOException {
    byte[] bytes = new byte[count];
    file.read(at, bytes, 0, count);
    return ByteBuffer.wrap(bytes);
  }
}
