package dev.heartwood.appenders;

import dev.heartwood.StatusReporter;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Removes rolled files that are too old or too many. A file's age is in its name: the name of each
 * period is built, going backwards from now, until it is that of the file. What is from the future,
 * or named by no period of the last {@link #MAX_PERIODS}, stays.
 *
 * <p><b>Threads:</b> confined to the archiver.
 */
final class Retention {
  static final int MAX_PERIODS = 20_000;

  /** As Logback: no more than so many empty directories above a removed file. */
  private static final int MAX_PARENTS = 3;

  private final FileNamePattern pattern;
  private final FileNamePattern plain;
  private final RolledFiles files;
  private final int maxHistory;
  private final long totalCapBytes;
  private final Supplier<Path> activeFile;
  private final StatusReporter status;

  /** Period keys that have no place in time, so that they are looked for only once. */
  private final Set<String> unplaced = new HashSet<>();

  Retention(
      FileNamePattern pattern,
      RolledFiles files,
      int maxHistory,
      long totalCapBytes,
      Supplier<Path> activeFile,
      StatusReporter status) {
    this.pattern = pattern;
    this.plain = pattern.uncompressed();
    this.files = files;
    this.maxHistory = maxHistory;
    this.totalCapBytes = totalCapBytes;
    this.activeFile = activeFile;
    this.status = status;
  }

  boolean isUnbounded() {
    return maxHistory == 0 && totalCapBytes == 0;
  }

  /** Removes what must go, seen from this moment. */
  void clean(Instant now) throws IOException {
    List<Aged> aged = aged(now);
    long total = 0;
    for (Aged file : aged) {
      total += file.bytes();
      boolean tooOld = maxHistory > 0 && file.periodsAgo() > maxHistory;
      boolean tooMuch = totalCapBytes > 0 && total > totalCapBytes;
      if (tooOld || tooMuch) {
        remove(file.path());
      }
    }
  }

  private record Aged(Path path, int periodsAgo, int index, long bytes) {}

  /** Rolled files, newest first. */
  private List<Aged> aged(Instant now) throws IOException {
    List<RolledFiles.Found> rolled = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (RolledFiles.Found file : files.list()) {
      boolean done =
          file.state() == RolledFiles.State.PACKED || file.state() == RolledFiles.State.PLAIN;
      if (done && !Moves.isSame(file.path(), activeFile.get())) {
        rolled.add(file);
        keys.add(plain.periodKey(file.name()));
      }
    }
    Map<String, Integer> ages = ages(keys, now);
    List<Aged> aged = new ArrayList<>();
    for (RolledFiles.Found file : rolled) {
      Integer periodsAgo = ages.get(plain.periodKey(file.name()));
      if (periodsAgo != null) {
        int index = plain.indexOf(file.name());
        aged.add(new Aged(file.path(), periodsAgo, index, file.path().toFile().length()));
      }
    }
    aged.sort(
        Comparator.comparingInt(Aged::periodsAgo)
            .thenComparing(Comparator.comparingInt(Aged::index).reversed()));
    return aged;
  }

  private Map<String, Integer> ages(Set<String> keys, Instant now) {
    Map<String, Integer> ages = new HashMap<>();
    Set<String> left = new HashSet<>(keys);
    unplaced.retainAll(keys);
    Instant instant = now;
    for (int ago = 0; ago < MAX_PERIODS && !unplaced.containsAll(left); ago++) {
      String key = plain.periodKey(instant);
      if (left.remove(key)) {
        ages.put(key, ago);
        unplaced.remove(key);
      }
      instant = pattern.period().before(instant);
    }
    unplaced.addAll(left);
    return ages;
  }

  private void remove(Path file) {
    try {
      Files.deleteIfExists(file);
      removeEmptyParents(file);
    } catch (IOException e) {
      status.error("could not remove the old file [" + file + "]", e);
    }
  }

  /** Never the directory that all names of the pattern begin with. */
  private void removeEmptyParents(Path file) throws IOException {
    Path directory = file.getParent();
    int levels = Math.min(MAX_PARENTS, pattern.directoryDepth());
    for (int i = 0; i < levels && directory != null; i++) {
      try {
        Files.delete(directory);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
      directory = directory.getParent();
    }
  }
}
