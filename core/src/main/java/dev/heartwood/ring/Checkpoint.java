package dev.heartwood.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How far the handler behind a {@link MappedRing} has got with its file. Of two places in the
 * ring's file one is written, then the other, so that one of them is always whole [1].
 *
 * <pre>
 * byte  size
 *  0     8   sequence, from 1; the place is the sequence modulo 2
 *  8     4   state, of the user's choosing
 * 12     4   CRC32C of what is being written to the handler's file
 * 16     8   from: what is written begins with the event at this position of the ring
 * 24     8   to: and ends before the one at this
 * 32     8   key of the handler's file
 * 40     8   start: how long that file is before
 * 48     8   end: and after
 * 56     4   CRC32C of bytes 0 to 55
 * 60     4   zero
 * </pre>
 *
 * <p>[1] LMDB's meta pages
 */
public record Checkpoint(
    long sequence, int state, int crc, long from, long to, long fileKey, long start, long end) {
  /** The size of one. */
  public static final int BYTES = 64;

  private static final int CHECKED = 56;

  /** The newest whole one in a file; null if there is none. */
  static @Nullable Checkpoint newest(RingFile file) {
    return newest(file.buffer());
  }

  /** The same of the bytes of a file, or of its beginning. */
  static @Nullable Checkpoint newest(ByteBuffer file) {
    Checkpoint even = read(file, 0);
    Checkpoint odd = read(file, 1);
    if (even == null || odd == null) {
      return even == null ? odd : even;
    }
    return even.sequence > odd.sequence ? even : odd;
  }

  private static @Nullable Checkpoint read(ByteBuffer file, int place) {
    byte[] bytes = new byte[BYTES];
    file.get(RingFile.CHECKPOINT + place * RingFile.CHECKPOINT_STEP, bytes);
    return of(bytes);
  }

  /** Reads one; null if it is not whole. */
  public static @Nullable Checkpoint of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (in.getLong(0) == 0 || in.getInt(CHECKED) != crc(bytes)) {
      return null;
    }
    return new Checkpoint(
        in.getLong(0),
        in.getInt(8),
        in.getInt(12),
        in.getLong(16),
        in.getLong(24),
        in.getLong(32),
        in.getLong(40),
        in.getLong(48));
  }

  /** As it is kept. */
  public byte[] toBytes() {
    byte[] bytes = new byte[BYTES];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(sequence).putInt(state).putInt(crc).putLong(from).putLong(to);
    out.putLong(fileKey).putLong(start).putLong(end);
    out.putInt(crc(bytes));
    return bytes;
  }

  void write(RingFile file) {
    int place = (int) (sequence & 1);
    file.buffer().put(RingFile.CHECKPOINT + place * RingFile.CHECKPOINT_STEP, toBytes());
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CHECKED);
    return (int) crc.getValue();
  }
}
