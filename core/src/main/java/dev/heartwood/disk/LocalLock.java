package dev.heartwood.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lock of the operating system on a file that nobody else opens: on POSIX it vanishes as soon as
 * the process closes any descriptor of that file. For the same reason this process asks itself
 * first, without touching the file. The file says who holds it.
 */
final class LocalLock implements DiskLock {
  /** By real path; guarded by itself. */
  private static final Set<Path> HELD_HERE = new HashSet<>();

  private final Path real;
  private final RandomAccessFile file;
  private boolean closed;

  private LocalLock(Path real, RandomAccessFile file) {
    this.real = real;
    this.file = file;
  }

  static DiskLock take(Path path) throws IOException {
    Path directory = Objects.requireNonNull(path.toAbsolutePath().getParent(), "directory");
    Path real = directory.toRealPath().resolve(path.getFileName());
    synchronized (HELD_HERE) {
      if (!HELD_HERE.add(real)) {
        throw new LockedException(path, "this process");
      }
      boolean interrupted = Thread.interrupted(); // it would close the channel
      DiskLock lock = null;
      try {
        lock = tryLock(path, real);
      } finally {
        if (lock == null) {
          HELD_HERE.remove(real);
        }
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
      return lock;
    }
  }

  private static DiskLock tryLock(Path path, Path real) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    @Nullable FileLock lock = null;
    try {
      lock = file.getChannel().tryLock();
    } catch (OverlappingFileLockException e) {
      // another class loader of this process holds it
    } finally {
      if (lock == null) {
        file.close();
      }
    }
    if (lock == null) {
      throw new LockedException(path, owner(path));
    }
    file.setLength(0);
    file.write(
        ("process "
                + ProcessHandle.current().pid()
                + " since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS))
            .getBytes(StandardCharsets.UTF_8));
    return new LocalLock(real, file);
  }

  private static String owner(Path path) {
    try {
      String owner = Files.readString(path).strip();
      return owner.isEmpty() ? "another process" : owner;
    } catch (IOException e) {
      return "another process";
    }
  }

  @Override
  public void close() {
    synchronized (HELD_HERE) {
      if (closed) {
        return;
      }
      closed = true;
      try {
        file.close(); // gives the lock back
      } catch (IOException e) {
        // the descriptor is gone all the same
      }
      HELD_HERE.remove(real);
    }
  }
}
