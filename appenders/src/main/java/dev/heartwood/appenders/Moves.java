package dev.heartwood.appenders;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Renames that lose nothing: whoever is killed in between leaves the source or the target whole.
 */
final class Moves {
  static final String TEMPORARY = ".tmp";

  private Moves() {}

  static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  static boolean isSame(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  static Path sibling(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  /**
   * Renames a file, or copies it if the target is on another file system.
   *
   * @throws FileAlreadyExistsException if there is a target
   */
  static void move(Path source, Path target) throws IOException {
    if (exists(target)) {
      throw new FileAlreadyExistsException(target.toString()); // rename would replace it
    }
    Path directory = target.toAbsolutePath().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
    try {
      Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      copy(source, target);
      Files.delete(source);
    }
  }

  private static void copy(Path source, Path target) throws IOException {
    Path temporary = sibling(target, TEMPORARY);
    boolean published = false;
    try {
      Files.copy(source, temporary, StandardCopyOption.REPLACE_EXISTING);
      publish(temporary, target);
      published = true;
    } finally {
      if (!published) {
        Files.deleteIfExists(temporary);
      }
    }
  }

  /** Gives a complete file its name, once it is on the disk. */
  static void publish(Path temporary, Path target) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    Path directory = target.toAbsolutePath().getParent();
    if (directory != null) {
      forceDirectory(directory);
    }
  }

  /** Makes new names durable, where the system can. */
  static void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // not every system lets a directory be opened; a name is then as durable as it makes it
    }
  }
}
