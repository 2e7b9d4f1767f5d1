package dev.heartwood.async;

import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskFile;
import dev.heartwood.ring.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps beside a journal how far the handler behind it has got with its file: what a {@link
 * RingLedger} notes. Two places are written in turn, so that one of them is always whole. Notes
 * survive the process; after a loss of power those count that were forced.
 *
 * <pre>
 *  byte  size
 *    0    64   checkpoint, see {@link Checkpoint}
 *   64     8   id of the boot that it is of, the least significant byte first
 *  512    72   the other place, in another sector
 * 1024    72   the same for those that were forced: one place
 * 1536    72   and the other
 * </pre>
 *
 * <p><b>Threads:</b> one at a time, as the ledger.
 */
final class NoteFile {
  static final String NAME = "delivered";

  private static final int STEP = 512;
  private static final int BYTES = Checkpoint.BYTES + Long.BYTES;

  private static final int FORCED = 2 * STEP;
  private static final int SIZE = 4 * STEP;

  private final DiskFile file;
  private final long bootId;
  private long forces;

  private NoteFile(DiskFile file, long bootId) {
    this.file = file;
    this.bootId = bootId;
  }

  /** Its room is written at once, so that a full disk shows here. */
  static NoteFile open(Disk disk, Path directory) throws IOException {
    Path path = directory.resolve(NAME);
    NoteFile notes =
        new NoteFile(disk.exists(path) ? disk.open(path) : disk.create(path), disk.bootId());
    boolean opened = false;
    try {
      long size = notes.file.size();
      if (size < SIZE) {
        notes.file.write(size, new byte[(int) (SIZE - size)], 0, (int) (SIZE - size));
        notes.file.force();
        disk.forceDirectory(directory);
      }
      notes.findOlder();
      opened = true;
      return notes;
    } finally {
      if (!opened) {
        notes.close();
      }
    }
  }

  /** The newest one of this boot, else the newest that was forced; null if there is none. */
  @Nullable Checkpoint last() throws IOException {
    Checkpoint ofThisBoot = newest(0, true);
    return ofThisBoot == null ? newest(FORCED, false) : ofThisBoot;
  }

  private @Nullable Checkpoint newest(long place, boolean ofThisBoot) throws IOException {
    Checkpoint one = read(place, ofThisBoot);
    Checkpoint other = read(place + STEP, ofThisBoot);
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.sequence() > other.sequence() ? one : other;
  }

  private @Nullable Checkpoint read(long place, boolean ofThisBoot) throws IOException {
    byte[] bytes = new byte[BYTES];
    file.read(place, bytes, 0, BYTES);
    long boot = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      boot |= (bytes[Checkpoint.BYTES + i] & 0xFFL) << 8 * i;
    }
    return ofThisBoot && boot != bootId
        ? null
        : Checkpoint.of(Arrays.copyOf(bytes, Checkpoint.BYTES));
  }

  /** The place of the forced one that counts is not written next. */
  private void findOlder() throws IOException {
    Checkpoint newest = newest(FORCED, false);
    forces = newest != null && newest.equals(read(FORCED, false)) ? 1 : 0;
  }

  /** It survives the process when this returns. */
  void note(Checkpoint checkpoint) throws IOException {
    write((checkpoint.sequence() & 1) * STEP, checkpoint);
  }

  /** It survives a loss of power, too. */
  void force(Checkpoint checkpoint) throws IOException {
    note(checkpoint);
    write(FORCED + (forces++ & 1) * STEP, checkpoint);
    file.force();
  }

  private void write(long place, Checkpoint checkpoint) throws IOException {
    byte[] bytes = Arrays.copyOf(checkpoint.toBytes(), BYTES);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[Checkpoint.BYTES + i] = (byte) (bootId >>> 8 * i);
    }
    file.write(place, bytes, 0, BYTES);
  }

  void close() throws IOException {
    file.close();
  }
}
