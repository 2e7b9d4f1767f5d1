package dev.heartwood.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Files and directories, with what a journal must know about them: what is only in the page cache,
 * and what survives a loss of power.
 *
 * <p>A write survives the process when it returns. It survives the machine once {@link
 * DiskFile#force} returned, and if the file, or its name, is new, also {@link #forceDirectory}.
 *
 * <p><b>Threads:</b> any thread may call; an interrupt neither ends a call nor closes a file.
 * <b>Errors:</b> a full disk, a refused access and a failed device are {@link IOException}s of the
 * call that met them.
 */
public interface Disk {
  /** The files of this machine. */
  static Disk local() {
    return LocalDisk.INSTANCE;
  }

  /**
   * Makes a file that only its owner may read and write.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it is there
   */
  DiskFile create(Path path) throws IOException;

  /**
   * Opens a file to write and read it.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  DiskFile open(Path path) throws IOException;

  /**
   * Opens a file to read it.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  DiskFile openToRead(Path path) throws IOException;

  boolean exists(Path path);

  /** In bytes. */
  long size(Path path) throws IOException;

  /** The names of the files in a directory, in no order. */
  List<String> list(Path directory) throws IOException;

  /** Makes a directory that only its owner may enter, and those above it. */
  void createDirectories(Path directory) throws IOException;

  /** Renames within a directory; an existing target is replaced in one step. */
  void rename(Path from, Path to) throws IOException;

  /** Does nothing if the file is not there. */
  void delete(Path path) throws IOException;

  /** Makes the names in a directory survive a loss of power. */
  void forceDirectory(Path directory) throws IOException;

  /**
   * Takes a lock that is gone with the process, however it ends.
   *
   * @param path a file for this lock alone, which stays when the lock is given back
   * @throws LockedException if this process or another one holds it
   */
  DiskLock lock(Path path) throws IOException;

  /** What this process may still write there, in bytes. */
  long usableBytes(Path directory) throws IOException;

  /**
   * Stays the same as long as every write that returned is still there; another one means that what
   * was not forced may be gone.
   */
  long bootId();
}
