package dev.heartwood.appenders;

import dev.heartwood.StatusReporter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Packs files named by their period, also those that an earlier process left.
 *
 * <p><b>Threads:</b> the archiver's; asking whether a name is taken is for the writer too.
 */
final class TimePacker {
  private final FileNamePattern pattern;
  private final RolledFiles files;
  private final @Nullable Supplier<Path> activeFile;
  private final StatusReporter status;

  /**
   * @param activeFile null if the active file has a name of its own
   */
  TimePacker(
      FileNamePattern pattern,
      RolledFiles files,
      @Nullable Supplier<Path> activeFile,
      StatusReporter status) {
    this.pattern = pattern;
    this.files = files;
    this.activeFile = activeFile;
    this.status = status;
  }

  /** Whether a rolled file has this name or, once it is packed, will have it. */
  boolean isTaken(Path target) {
    return Moves.exists(target) || Moves.exists(waiting(target));
  }

  void refuseTaken(Path target) throws IOException {
    if (isTaken(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
  }

  void pack(Path target) throws IOException {
    Path source = waiting(target);
    if (!Moves.exists(source)) {
      return; // found and packed as a leftover before its own turn came
    }
    if (Moves.exists(target)) {
      if (!Packing.holds(target, source)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      Files.delete(source); // killed after packing
      return;
    }
    String name = target.getFileName().toString();
    Packing.pack(source, target, name.substring(0, name.length() - suffix().length()));
  }

  /**
   * @param begin when the current period began: a plain file from before is nobody's active one
   */
  void finishLeftOvers(Instant begin) throws IOException {
    List<RolledFiles.Found> found = files.list();
    for (RolledFiles.Found half : found) {
      if (half.state() == RolledFiles.State.TEMPORARY) {
        Files.deleteIfExists(half.path());
      }
    }
    for (RolledFiles.Found left : found) {
      try {
        finish(left, begin);
      } catch (NoSuchFileException e) {
        // it was the active file, and rolled since it was found: it has a job of its own
      } catch (IOException e) {
        status.error("could not pack [" + left.path() + "], left by an earlier process", e);
      }
    }
  }

  private void finish(RolledFiles.Found left, Instant begin) throws IOException {
    Path target = Path.of(left.name() + suffix());
    if (left.state() == RolledFiles.State.WAITING) {
      pack(target);
    } else if (left.state() == RolledFiles.State.PLAIN && isOver(left.path(), begin)) {
      refuseTaken(target);
      Moves.move(left.path(), waiting(target));
      pack(target);
    }
  }

  private boolean isOver(Path plain, Instant begin) throws IOException {
    return activeFile != null
        && !Moves.isSame(plain, activeFile.get())
        && Files.getLastModifiedTime(plain).toInstant().isBefore(begin);
  }

  private String suffix() {
    return pattern.compression().suffix();
  }

  private static Path waiting(Path target) {
    return Moves.sibling(target, RolledFiles.ROLLED);
  }
}
