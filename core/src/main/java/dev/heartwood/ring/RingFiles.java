package dev.heartwood.ring;

import dev.heartwood.StatusReporter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The files of one ring.
 *
 * <pre>
 * app.ring         the oldest generation, as a rule the only one
 * app.ring.2       a later one, by its number; takes the first name over when the older is empty
 * app.ring.spare   room written in advance, worthless
 * app.ring.lock    says whose they are
 * app.ring-2 ...   the same for a second process
 * </pre>
 */
final class RingFiles {
  private static final String SPARE = ".spare";
  private static final int MOST_PROCESSES = 64;

  private final Path path;
  private final int wantedCapacity;
  private final RingLock lock;
  private final StatusReporter status;
  private final String fileSystem;
  private boolean spareReady;

  private RingFiles(Path path, int capacity, RingLock lock, StatusReporter status) {
    this.path = path;
    this.wantedCapacity = capacity;
    this.lock = lock;
    this.status = status;
    fileSystem = FileSystems.typeOf(directory(path));
  }

  static RingFiles lock(Path file, int capacity, boolean ownFileIfTaken, StatusReporter status)
      throws IOException {
    Path absolute = file.toAbsolutePath();
    refuseNetwork(absolute);
    for (int i = 1; i <= (ownFileIfTaken ? MOST_PROCESSES : 1); i++) {
      Path candidate = i == 1 ? absolute : sibling(absolute, "-" + i);
      RingLock lock = tryLock(candidate);
      if (lock != null) {
        return new RingFiles(candidate, capacity, lock, status);
      }
    }
    throw new IOException(
        "ringFile [" + file + "] must not be in use, was by " + RingLock.owner(absolute));
  }

  private static @Nullable RingLock tryLock(Path file) throws IOException {
    try {
      return RingLock.tryLock(file);
    } catch (IOException e) {
      throw new IOException("ringFile [" + file + "] cannot be written: " + e, e);
    }
  }

  private static void refuseNetwork(Path file) throws IOException {
    Path directory = file.getParent();
    try {
      if (directory == null) {
        throw new IOException("it has none");
      }
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new IOException(
          "ringFile must lie in a directory that exists or can be made, was [" + file + "]: " + e,
          e);
    }
    String type = FileSystems.typeOf(directory);
    if (FileSystems.isNetwork(type)) {
      throw new IOException(
          "ringFile must lie on a local file system, was [" + file + "] on " + type);
    }
  }

  private static Path directory(Path path) {
    Path directory = path.getParent();
    return directory == null ? path : directory;
  }

  private static Path sibling(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  Path path() {
    return path;
  }

  /** All generations that there are, oldest first; a new one if there is none. */
  List<Generation> open() throws IOException {
    Files.deleteIfExists(sibling(path, SPARE));
    if (FileSystems.isCopyOnWrite(fileSystem)) {
      status.warn(
          "ringFile ["
              + path
              + "] lies on "
              + fileSystem
              + ", which needs new room for what is written again: a full disk can lose events");
    }
    List<RingFile> found = new ArrayList<>();
    for (Path each : existing(path)) {
      if (RingFile.isBlank(each)) {
        status.warn("ringFile [" + each + "] held nothing but zeros, and is made anew");
        Files.delete(each);
      } else {
        found.add(RingFile.open(each));
      }
    }
    found.sort(Comparator.comparingLong(RingFile::number));
    if (found.isEmpty() || isToBeReplaced(found)) {
      found = List.of(create());
    }
    List<Generation> generations = new ArrayList<>();
    Generation last = null;
    for (RingFile each : found) {
      last = new Generation(each, last);
      generations.add(last);
    }
    return generations;
  }

  /** The files of a ring that are there, in no order. */
  static List<Path> existing(Path path) throws IOException {
    List<Path> paths = new ArrayList<>();
    String prefix = path.getFileName() + ".";
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory(path))) {
      for (Path each : all) {
        String name = each.getFileName().toString();
        if (each.getFileName().equals(path.getFileName())
            || name.startsWith(prefix) && name.substring(prefix.length()).matches("[0-9]{1,18}")) {
          paths.add(each);
        }
      }
    }
    return paths;
  }

  /** A ring of another size is replaced when it is empty. */
  private boolean isToBeReplaced(List<RingFile> found) {
    RingFile only = found.get(0);
    if (only.capacity() == wantedCapacity) {
      return false;
    }
    Generation ring = new Generation(only, null);
    boolean empty =
        found.size() == 1
            && only.isOfThisBoot()
            && ring.tail() == ring.get(RingFile.FREED)
            && ring.tail() == ring.get(RingFile.HEAD);
    if (!empty) {
      status.report(
          Level.WARN,
          "ringFileSize "
              + wantedCapacity
              + " applies once ["
              + path
              + "] is empty, which holds events and has "
              + only.capacity(),
          null);
    }
    return empty;
  }

  private RingFile create() throws IOException {
    prepareSpare(wantedCapacity);
    spareReady = false;
    return RingFile.create(
        sibling(path, SPARE),
        path,
        wantedCapacity,
        ThreadLocalRandom.current().nextLong(),
        1,
        0,
        fileSystem);
  }

  boolean hasSpare() {
    return spareReady;
  }

  /** Writes room for another generation. */
  void prepareSpare(int capacity) throws IOException {
    try {
      RingFile.preallocate(sibling(path, SPARE), capacity);
    } catch (IOException e) {
      throw new IOException(
          "ringFile ["
              + path
              + "] must have room for "
              + (RingFile.FRAMES + capacity)
              + " bytes: "
              + e.getMessage(),
          e);
    }
    spareReady = true;
  }

  /** Turns the spare room into the generation after the given one, which was sealed at its end. */
  Generation next(Generation sealed, long end) throws IOException {
    spareReady = false;
    long number = sealed.file().number() + 1;
    RingFile file =
        RingFile.create(
            sibling(path, SPARE),
            sibling(path, "." + number),
            sealed.capacity(),
            sealed.file().ringId(),
            number,
            end,
            fileSystem);
    Generation next = new Generation(file, sealed);
    next.names().goOnFrom(sealed.names());
    return next;
  }

  /** The older generation is empty: the next takes its name over, and so removes it. */
  void retire(Generation empty, @Nullable Generation next) {
    if (next == null || next.file().path().equals(path)) {
      return;
    }
    try {
      next.renameTo(path);
    } catch (IOException e) {
      status.error("ringFile [" + path + "]: an empty file could not be removed", e);
    }
  }

  void release() throws IOException {
    Files.deleteIfExists(sibling(path, SPARE));
    lock.release();
  }
}
