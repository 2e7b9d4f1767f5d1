package dev.heartwood.appenders;

import dev.heartwood.StatusReporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Rolls by size through a window of names. A file to be packed leaves under a numbered name; the
 * archiver moves the window and packs, in the order of the numbers, so that the writer never waits.
 *
 * <p><b>Threads:</b> guarded by the handler's lock; the window belongs to the archiver if files are
 * packed, else to the writer.
 */
final class WindowRoller implements Roller {
  /** What a zip calls its entry in place of an index, which changes with each roll. */
  private static final DateTimeFormatter ENTRY_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd_HHmm", Locale.ROOT).withZone(ZoneId.systemDefault());

  private final Path file;
  private final RollingConfig.FixedWindow window;
  private final FileNamePattern pattern;
  private final boolean packs;
  private final RolledFiles files;
  private final Archiver archiver;
  private final PackQueue queue = new PackQueue(this::pack);
  private final StatusReporter status;
  private long dueAtBytes;
  private long sequence;

  WindowRoller(FileConfig config, RollingConfig.FixedWindow window) {
    this.file = Objects.requireNonNull(config.file(), "file");
    this.window = window;
    this.pattern = window.fileNamePattern();
    this.packs = pattern.compression() != Compression.NONE;
    this.files = new RolledFiles(pattern);
    this.status = config.status();
    this.archiver = new Archiver(pattern.text(), status);
    this.dueAtBytes = window.maxFileBytes();
  }

  @Override
  public void start(Instant now) throws IOException {
    if (!packs) {
      return;
    }
    List<RolledFiles.Found> waiting = new ArrayList<>();
    List<RolledFiles.Found> temporary = new ArrayList<>();
    for (RolledFiles.Found found : files.list()) {
      if (found.state() == RolledFiles.State.WAITING) {
        waiting.add(found);
        sequence = Math.max(sequence, found.sequence());
      } else if (found.state() == RolledFiles.State.TEMPORARY) {
        temporary.add(found);
      }
    }
    waiting.sort(Comparator.comparingLong(RolledFiles.Found::sequence));
    archiver.submit("remove half packed files", () -> delete(temporary));
    for (RolledFiles.Found left : waiting) {
      boolean first = left == waiting.get(0);
      archiver.submit("pack [" + left.path() + "]", () -> finish(left.path(), first));
    }
  }

  @Override
  public Path activeFile() {
    return file;
  }

  @Override
  public boolean isDue(long nowMillis, long length) {
    return length >= dueAtBytes;
  }

  @Override
  public void roll(Instant now, long length) {
    try {
      putAside();
      dueAtBytes = window.maxFileBytes();
    } catch (NoSuchFileException e) {
      dueAtBytes = window.maxFileBytes(); // removed from outside: there is nothing to put aside
    } catch (IOException e) {
      status.error("could not roll [" + file + "], writing on", e);
      dueAtBytes = length + window.maxFileBytes();
    }
  }

  @Override
  public void close(Duration timeout) {
    archiver.close(timeout);
  }

  private void putAside() throws IOException {
    if (packs) {
      sequence++;
      Path waiting =
          Moves.sibling(
              name(window.minIndex()),
              String.format(Locale.ROOT, ".%09d%s", sequence, RolledFiles.ROLLED));
      Moves.move(file, waiting);
      archiver.submit("pack [" + waiting + "]", () -> queue.pack(waiting));
    } else {
      shift();
      Moves.move(file, name(window.minIndex()));
    }
  }

  private Path name(int index) {
    return Path.of(pattern.format(Instant.EPOCH, index));
  }

  /** Frees the lowest name: up to the first gap, or to the end, whose file is removed. */
  private void shift() throws IOException {
    int free = window.minIndex();
    while (free < window.maxIndex() && Moves.exists(name(free))) {
      free++;
    }
    Files.deleteIfExists(name(free));
    for (int i = free - 1; i >= window.minIndex(); i--) {
      Moves.move(name(i), name(i + 1));
    }
  }

  private void pack(Path waiting) throws IOException {
    String entry =
        pattern
            .uncompressed()
            .periodKey(uncompressed(name(window.minIndex())))
            .replace("*", ENTRY_TIME.format(Files.getLastModifiedTime(waiting).toInstant()));
    shift();
    Packing.pack(waiting, name(window.minIndex()), entry.substring(entry.lastIndexOf('/') + 1));
  }

  private String uncompressed(Path name) {
    String text = name.toString().replace('\\', '/');
    return text.substring(0, text.length() - pattern.compression().suffix().length());
  }

  /**
   * A process killed after packing and before removing has left its file twice.
   *
   * @param first whether this is the oldest, the only one it can have happened to
   */
  private void finish(Path waiting, boolean first) throws IOException {
    Path newest = name(window.minIndex());
    if (first && isSameAge(newest, waiting) && Packing.holds(newest, waiting)) {
      Files.delete(waiting);
    } else {
      pack(waiting);
    }
  }

  private static boolean isSameAge(Path packed, Path plain) throws IOException {
    return Moves.exists(packed)
        && Files.getLastModifiedTime(packed).toMillis()
            == Files.getLastModifiedTime(plain).toMillis();
  }

  private static void delete(List<RolledFiles.Found> temporary) throws IOException {
    for (RolledFiles.Found found : temporary) {
      Files.deleteIfExists(found.path());
    }
  }
}
