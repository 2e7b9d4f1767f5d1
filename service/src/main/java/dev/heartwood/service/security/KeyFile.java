package dev.heartwood.service.security;

import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskFile;
import dev.heartwood.disk.DiskLock;
import dev.heartwood.disk.LockedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * The file of keys: replaced as a whole, in one step, so that a process killed at any moment leaves
 * the old one or the new one. Whoever changes it holds a lock from reading to replacing, so that a
 * command line and a running service never undo each other's changes.
 */
final class KeyFile {
  static final String NAME = "keys.jsonl";

  private static final String LOCK_NAME = "keys.lock";
  private static final Duration MOST_WAIT = Duration.ofSeconds(10);
  private static final long PAUSE_NANOS = 5_000_000;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private final Disk disk;
  private final Path directory;
  private final Path path;

  KeyFile(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
    this.path = directory.resolve(NAME);
  }

  Path path() {
    return path;
  }

  /** Changes whenever the file does. */
  record Stamp(Object file, long modifiedNanos, long bytes) {
    static final Stamp NONE = new Stamp("none", 0, 0);
  }

  Stamp stamp() throws IOException {
    try {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      Object file = found.fileKey() == null ? "file" : found.fileKey();
      return new Stamp(file, found.lastModifiedTime().to(TimeUnit.NANOSECONDS), found.size());
    } catch (NoSuchFileException e) {
      return Stamp.NONE;
    }
  }

  /**
   * All keys; none if there is no file yet.
   *
   * @throws IOException if the file is not as it must be, or others than its owner may use it
   */
  List<StoredKey> read() throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    refuseOthers();
    try {
      return KeyLines.parse(Files.readString(path));
    } catch (IllegalArgumentException e) {
      throw new IOException("[" + path + "] " + e.getMessage(), e);
    }
  }

  private void refuseOthers() throws IOException {
    Set<PosixFilePermission> found;
    try {
      found = Files.getPosixFilePermissions(path);
    } catch (UnsupportedOperationException e) {
      return; // a system without them
    }
    if (found.stream().anyMatch(OTHERS::contains)) {
      throw new IOException(
          "["
              + path
              + "] must be for its owner alone (rw-------), was "
              + PosixFilePermissions.toString(found));
    }
  }

  /**
   * Replaces all keys by what the function makes of them.
   *
   * @return what is there now
   */
  List<StoredKey> change(UnaryOperator<List<StoredKey>> change) throws IOException {
    disk.createDirectories(directory);
    DiskLock lock = lock();
    try {
      List<StoredKey> before = read();
      List<StoredKey> after = change.apply(before);
      if (after != before) {
        replace(KeyLines.text(after).getBytes(StandardCharsets.UTF_8));
      }
      return after;
    } finally {
      lock.close();
    }
  }

  private DiskLock lock() throws IOException {
    long deadline = System.nanoTime() + MOST_WAIT.toNanos();
    while (true) {
      try {
        return disk.lock(directory.resolve(LOCK_NAME));
      } catch (LockedException e) {
        if (System.nanoTime() - deadline >= 0) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void replace(byte[] bytes) throws IOException {
    Path next = directory.resolve(NAME + ".tmp");
    disk.delete(next); // of a process that was killed
    try (DiskFile file = disk.create(next)) {
      file.write(0, bytes, 0, bytes.length);
      file.force();
    }
    disk.rename(next, path);
    disk.forceDirectory(directory);
  }
}
