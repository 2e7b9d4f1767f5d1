package dev.heartwood.store;

import dev.heartwood.StatusReporter;
import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskFile;
import dev.heartwood.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints in a store's directory: the last good one, and the one before it, should the last
 * be damaged. {@code checkpoint-} and the end sequence in hexadecimal is the name of each.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Checkpoints {
  private static final String PREFIX = "checkpoint-";
  private static final String UNFINISHED = "checkpoint.tmp";

  private final Disk disk;
  private final Path directory;
  private final StoreEntry entry;
  private final StatusReporter status;
  private int bad;

  /** Where the log of the last good checkpoint begins, and its name. */
  private @Nullable Last last;

  private record Last(String name, long base, long end) {}

  Checkpoints(Disk disk, Path directory, StoreEntry entry, StatusReporter status) {
    this.disk = disk;
    this.directory = directory;
    this.entry = entry;
    this.status = status;
  }

  /** The last one that is whole and says no more than the journal does; null if there is none. */
  @Nullable Checkpoint newest(Journal journal) throws IOException {
    disk.delete(directory.resolve(UNFINISHED));
    for (String name : names(disk, directory)) {
      Path path = directory.resolve(name);
      try {
        Checkpoint read = CheckpointFile.read(disk, path, entry);
        if (journal.agreedEnd(read.end()) == read.end().sequence()) {
          last = new Last(name, read.base(), read.end().sequence());
          return read;
        }
        bad++;
        status.error(
            "checkpoint " + path + " is not used: its records are not in the journal", null);
      } catch (DamagedCheckpointException e) {
        bad++;
        status.error("checkpoint is not used, but the one before it: " + e.getMessage(), null);
      }
    }
    return null;
  }

  /** The last first. */
  static List<String> names(Disk disk, Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    for (String name : disk.list(directory)) {
      if (name.matches(PREFIX + "[0-9a-f]{16}")) {
        names.add(name);
      }
    }
    names.sort(Comparator.reverseOrder());
    return names;
  }

  /** How many were found that cannot be used. */
  int bad() {
    return bad;
  }

  /** Of the last good one; -1 if there is none. */
  long lastEnd() {
    Last newest = last;
    return newest == null ? -1 : newest.end();
  }

  /**
   * Writes one; it survives a loss of power when this returns.
   *
   * @return the oldest sequence that the journal must keep for the checkpoints that there are
   */
  long write(Checkpoint checkpoint) throws IOException {
    Path unfinished = directory.resolve(UNFINISHED);
    long end = checkpoint.end().sequence();
    String name = String.format(Locale.ROOT, PREFIX + "%016x", end);
    boolean written = false;
    try {
      disk.delete(unfinished);
      try (DiskFile file = disk.create(unfinished)) {
        CheckpointFile.write(file, checkpoint, entry);
        file.force();
      }
      disk.rename(unfinished, directory.resolve(name));
      written = true;
    } finally {
      if (!written) {
        disk.delete(unfinished);
      }
    }
    disk.forceDirectory(directory);
    Last before = last;
    last = new Last(name, checkpoint.base(), end);
    for (String each : names(disk, directory)) {
      if (!each.equals(name) && (before == null || !each.equals(before.name()))) {
        disk.delete(directory.resolve(each));
      }
    }
    return before == null ? 0 : Math.min(before.base(), checkpoint.base());
  }
}
