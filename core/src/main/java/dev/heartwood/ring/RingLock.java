package dev.heartwood.ring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Says whose a ring file is: a lock of the operating system's on a file beside it, which goes with
 * its process however that ends. Beside it, since some systems drop the lock of a process when any
 * of its channels on the file is closed.
 */
final class RingLock {
  static final String SUFFIX = ".lock";

  private final FileChannel channel;

  private RingLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Null if somebody else has it. */
  static @Nullable RingLock tryLock(Path ringFile) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path(ringFile),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      FileLock lock = channel.tryLock();
      locked = lock != null;
      if (locked) {
        channel.truncate(0);
        byte[] owner =
            Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
        channel.write(ByteBuffer.wrap(owner), 0);
        return new RingLock(channel);
      }
      return null;
    } catch (OverlappingFileLockException e) {
      return null; // another ring of this very process
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  /** The process that has it, as far as it can be told. */
  static String owner(Path ringFile) {
    try {
      String pid = java.nio.file.Files.readString(path(ringFile)).strip();
      return pid.equals(Long.toString(ProcessHandle.current().pid()))
          ? "another handler of this process"
          : "process " + pid;
    } catch (IOException | RuntimeException e) {
      return "another process";
    }
  }

  private static Path path(Path ringFile) {
    return ringFile.resolveSibling(ringFile.getFileName() + SUFFIX);
  }

  void release() throws IOException {
    channel.close();
  }
}
