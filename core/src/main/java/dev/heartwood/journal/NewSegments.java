package dev.heartwood.journal;

import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes the files of new segments, one of them ahead of need. Each is written with zeros from end
 * to end, so that a full disk shows here and not in the middle of a segment; its header comes when
 * it is used.
 *
 * <p><b>Threads:</b> any, one after the other: who needs a file waits for the one being made.
 */
final class NewSegments {
  private static final int CHUNK_BYTES = 256 * 1024;

  /** A reserved file. */
  record Reserved(long number, Path path, DiskFile file, long bytes) {}

  private final Disk disk;
  private final Path directory;
  private final byte[] zeros = new byte[CHUNK_BYTES];
  private long nextNumber;
  private @Nullable Reserved ready;

  NewSegments(Disk disk, Path directory, long nextNumber) {
    this.disk = disk;
    this.directory = directory;
    this.nextNumber = nextNumber;
  }

  /**
   * Makes one ahead unless there is one, and has it written out: the first force of its records
   * then does not pay for all the zeros.
   */
  synchronized void prepare(long bytes) throws IOException {
    if (ready == null) {
      Reserved made = reserve(bytes);
      ready = made;
      boolean forced = false;
      try {
        made.file().force();
        forced = true;
      } finally {
        if (!forced) {
          discard();
        }
      }
    }
  }

  synchronized Reserved take(long bytes) throws IOException {
    Reserved taken = ready;
    if (taken == null || taken.bytes() < bytes) {
      discard();
      taken = reserve(bytes);
    }
    ready = null;
    return taken;
  }

  synchronized long readyBytes() {
    return ready == null ? 0 : ready.bytes();
  }

  /** Deletes the one that was made ahead. */
  synchronized void discard() throws IOException {
    Reserved unused = ready;
    ready = null;
    if (unused != null) {
      unused.file().close();
      disk.delete(unused.path());
    }
  }

  /** The number is used up even if this fails: what is left of the file may still be there. */
  private Reserved reserve(long bytes) throws IOException {
    long number = nextNumber++;
    Path path = SegmentName.of(directory, number, SegmentName.RAW);
    DiskFile file = disk.create(path);
    boolean reserved = false;
    try {
      for (long at = 0; at < bytes; at += zeros.length) {
        file.write(at, zeros, 0, (int) Math.min(zeros.length, bytes - at));
      }
      disk.forceDirectory(directory);
      reserved = true;
    } catch (IOException e) {
      throw new IOException(
          "cannot reserve "
              + bytes
              + " bytes for "
              + path
              + " ("
              + usable()
              + " bytes left on the disk): "
              + e.getMessage(),
          e);
    } finally {
      if (!reserved) {
        abandon(path, file);
      }
    }
    return new Reserved(number, path, file, bytes);
  }

  private void abandon(Path path, DiskFile file) {
    try (file) {
      disk.delete(path);
    } catch (IOException e) {
      // the next start deletes it: it has no header
    }
  }

  private String usable() {
    try {
      return String.valueOf(disk.usableBytes(directory));
    } catch (IOException e) {
      return "unknown";
    }
  }
}
