package dev.heartwood.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the start of each segment, twice: in the bytes 0 to 2047 and again in 2048 to
 * 4095; one good copy is enough. Little endian; each copy:
 *
 * <pre>
 * offset size
 *    0     6   "HWJRNL"
 *    6     1   major version: another one is refused
 *    7     1   minor version
 *    8     4   CRC32C of the bytes 0 to 7 and 12 to 2047
 *   12     4   key of the frames
 *   16     8   id of the journal
 *   24     8   number of the segment, as in its name
 *   32     8   epoch
 *   40     8   first sequence: what earlier segments hold from here on is void
 *   48     8   durable end of the journal when the segment was begun
 *   56     8   when that was, nanoseconds since the epoch
 *   64     8   newest timestamp in earlier segments, the lowest value if there is none
 *   72     8   boot id of the machine
 *   80     4   flags: 1 first of a run of the process, 2 sealed, 4 begun after a failed force
 *   84     4   m, number of epoch starts
 *   88     8   sealed: where the table of blocks begins
 *   96     4   sealed: its length
 *  100    16   sealed: name of the codec, then zeros
 *  116     4   zeros
 *  120  16*m   the newest epoch starts, oldest first: epoch, sequence
 * </pre>
 *
 * <p>A header of zeros is a segment that was made ready and not yet used.
 */
record SegmentHeader(
    int key,
    long journalId,
    long number,
    long epoch,
    long firstSequence,
    long durableEnd,
    long begunNanos,
    long newestBefore,
    long bootId,
    int flags,
    List<Position> epochStarts,
    long tableOffset,
    int tableLength,
    String codec) {
  static final int BYTES = 4096;
  static final int FIRST_OF_RUN = 1;
  static final int SEALED = 2;
  static final int AFTER_FAILED_FORCE = 4;
  static final int MAX_EPOCH_STARTS = 120;
  static final long NO_TIME = Long.MIN_VALUE;
  static final int MAJOR = 1;
  static final int MINOR = 0;

  private static final int COPY_BYTES = BYTES / 2;
  private static final int STARTS_OFFSET = 120;
  private static final int CODEC_BYTES = 16;
  private static final byte[] MAGIC = "HWJRNL".getBytes(StandardCharsets.US_ASCII);

  SegmentHeader {
    epochStarts = List.copyOf(epochStarts);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  SegmentHeader sealed(long end, long table, int length, String codecName) {
    return new SegmentHeader(
        key,
        journalId,
        number,
        epoch,
        firstSequence,
        end,
        begunNanos,
        newestBefore,
        bootId,
        flags | SEALED,
        epochStarts,
        table,
        length,
        codecName);
  }

  byte[] toBytes() {
    byte[] bytes = new byte[BYTES];
    System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
    bytes[6] = MAJOR;
    bytes[7] = MINOR;
    Frames.putInt(bytes, 12, key);
    Frames.putLong(bytes, 16, journalId);
    Frames.putLong(bytes, 24, number);
    Frames.putLong(bytes, 32, epoch);
    Frames.putLong(bytes, 40, firstSequence);
    Frames.putLong(bytes, 48, durableEnd);
    Frames.putLong(bytes, 56, begunNanos);
    Frames.putLong(bytes, 64, newestBefore);
    Frames.putLong(bytes, 72, bootId);
    Frames.putInt(bytes, 80, flags);
    Frames.putInt(bytes, 84, epochStarts.size());
    Frames.putLong(bytes, 88, tableOffset);
    Frames.putInt(bytes, 96, tableLength);
    byte[] name = codec.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(name, 0, bytes, 100, name.length);
    for (int i = 0; i < epochStarts.size(); i++) {
      Frames.putLong(bytes, STARTS_OFFSET + 16 * i, epochStarts.get(i).epoch());
      Frames.putLong(bytes, STARTS_OFFSET + 16 * i + 8, epochStarts.get(i).sequence());
    }
    Frames.putInt(bytes, 8, checksum(bytes, 0));
    System.arraycopy(bytes, 0, bytes, COPY_BYTES, COPY_BYTES);
    return bytes;
  }

  /**
   * Reads whichever copy is good.
   *
   * @return null if neither is
   * @throws UnknownVersionException if both call themselves of another major version, whatever the
   *     rest of them looks like
   */
  static @Nullable SegmentHeader parse(byte[] bytes) throws UnknownVersionException {
    if (isOfAnotherVersion(bytes, 0) && isOfAnotherVersion(bytes, COPY_BYTES)) {
      throw new UnknownVersionException(bytes[6], bytes[7]);
    }
    SegmentHeader first = parse(bytes, 0);
    return first != null ? first : parse(bytes, COPY_BYTES);
  }

  private static boolean isOfAnotherVersion(byte[] bytes, int at) {
    return hasMagic(bytes, at) && bytes[at + 6] != MAJOR;
  }

  private static boolean hasMagic(byte[] bytes, int at) {
    return Arrays.equals(bytes, at, at + MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  static boolean isUnused(byte[] bytes) {
    for (byte each : bytes) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable SegmentHeader parse(byte[] bytes, int at) {
    if (!hasMagic(bytes, at)
        || bytes[at + 6] != MAJOR
        || Frames.intAt(bytes, at + 8) != checksum(bytes, at)) {
      return null;
    }
    int starts = Math.max(0, Math.min(MAX_EPOCH_STARTS, Frames.intAt(bytes, at + 84)));
    List<Position> epochStarts = new ArrayList<>(starts);
    for (int i = 0; i < starts; i++) {
      int start = at + STARTS_OFFSET + 16 * i;
      epochStarts.add(new Position(Frames.longAt(bytes, start), Frames.longAt(bytes, start + 8)));
    }
    return new SegmentHeader(
        Frames.intAt(bytes, at + 12),
        Frames.longAt(bytes, at + 16),
        Frames.longAt(bytes, at + 24),
        Frames.longAt(bytes, at + 32),
        Frames.longAt(bytes, at + 40),
        Frames.longAt(bytes, at + 48),
        Frames.longAt(bytes, at + 56),
        Frames.longAt(bytes, at + 64),
        Frames.longAt(bytes, at + 72),
        Frames.intAt(bytes, at + 80),
        epochStarts,
        Frames.longAt(bytes, at + 88),
        Frames.intAt(bytes, at + 96),
        new String(bytes, at + 100, CODEC_BYTES, StandardCharsets.US_ASCII).replace("\0", ""));
  }

  private static int checksum(byte[] bytes, int at) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at, 8);
    crc.update(bytes, at + 12, COPY_BYTES - 12);
    return (int) crc.getValue();
  }
}
