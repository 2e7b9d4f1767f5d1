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
 * RingLedger} notes. Two places are written in turn, so that one of them is always whole. They
 * survive the process; after a loss of power they count for nothing.
 *
 * <pre>
 * byte  size
 *   0    64   checkpoint, see {@link Checkpoint}
 *  64     8   id of the boot that it is of, the least significant byte first
 * 512    72   the other place, in another sector
 * </pre>
 *
 * <p><b>Threads:</b> one at a time, as the ledger.
 */
final class NoteFile {
  static final String NAME = "delivered";

  private static final int STEP = 512;
  private static final int BYTES = Checkpoint.BYTES + Long.BYTES;

  private final DiskFile file;
  private final long bootId;

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
      if (size < 2 * STEP) {
        notes.file.write(size, new byte[(int) (2 * STEP - size)], 0, (int) (2 * STEP - size));
      }
      opened = true;
      return notes;
    } finally {
      if (!opened) {
        notes.close();
      }
    }
  }

  /** The newest one of this boot; null if there is none. */
  @Nullable Checkpoint last() throws IOException {
    Checkpoint even = read(0);
    Checkpoint odd = read(STEP);
    if (even == null || odd == null) {
      return even == null ? odd : even;
    }
    return even.sequence() > odd.sequence() ? even : odd;
  }

  private @Nullable Checkpoint read(long place) throws IOException {
    byte[] bytes = new byte[BYTES];
    file.read(place, bytes, 0, BYTES);
    long boot = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      boot |= (bytes[Checkpoint.BYTES + i] & 0xFFL) << 8 * i;
    }
    return boot == bootId ? Checkpoint.of(Arrays.copyOf(bytes, Checkpoint.BYTES)) : null;
  }

  /** It survives the process when this returns. */
  void note(Checkpoint checkpoint) throws IOException {
    byte[] bytes = Arrays.copyOf(checkpoint.toBytes(), BYTES);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[Checkpoint.BYTES + i] = (byte) (bootId >>> 8 * i);
    }
    file.write((checkpoint.sequence() & 1) * STEP, bytes, 0, BYTES);
  }

  void close() throws IOException {
    file.close();
  }
}
