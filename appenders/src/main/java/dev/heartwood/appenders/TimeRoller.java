package dev.heartwood.appenders;

import dev.heartwood.StatusReporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Rolls when the period changes and, with an index in the pattern, when the file has its size.
 *
 * <pre>
 * field    written by   read by            ordering
 * active   writer       writer, archiver   volatile; the archiver leaves that file alone
 * others   writer       writer             under the handler's lock
 * </pre>
 */
final class TimeRoller implements Roller {
  /** What packing makes of log lines at best, as Logback assumes. */
  private static final long BEST_COMPRESSION = 20;

  private final @Nullable Path file;
  private final FileNamePattern pattern;
  private final FileNamePattern plain;
  private final boolean packs;
  private final long maxFileBytes;
  private final boolean cleanOnStart;
  private final RolledFiles files;
  private final Retention retention;
  private final TimePacker packer;
  private final PackQueue queue;
  private final Archiver archiver;
  private final StatusReporter status;

  private Instant inPeriod = Instant.EPOCH;
  private long periodEndMillis;
  private int index;
  private long dueAtBytes;
  private volatile Path active;

  TimeRoller(FileConfig config, RollingConfig rolling) {
    this.file = config.file();
    this.pattern = rolling.fileNamePattern();
    this.plain = pattern.uncompressed();
    this.packs = pattern.compression() != Compression.NONE;
    this.status = config.status();
    this.files = new RolledFiles(pattern);
    this.archiver = new Archiver(pattern.text(), status);
    int maxHistory = 0;
    long totalCapBytes = 0;
    if (rolling instanceof RollingConfig.SizeAndTimeBased bySize) {
      this.maxFileBytes = bySize.maxFileBytes();
      this.cleanOnStart = bySize.cleanHistoryOnStart();
      maxHistory = bySize.maxHistory();
      totalCapBytes = bySize.totalCapBytes();
      warnOfSmallCap(totalCapBytes);
    } else if (rolling instanceof RollingConfig.TimeBased byTime) {
      this.maxFileBytes = Long.MAX_VALUE;
      this.cleanOnStart = byTime.cleanHistoryOnStart();
      maxHistory = byTime.maxHistory();
      totalCapBytes = byTime.totalCapBytes();
    } else {
      throw new IllegalArgumentException("rolling must be by time, was " + rolling);
    }
    this.retention =
        new Retention(pattern, files, maxHistory, totalCapBytes, this::activeFile, status);
    this.packer = new TimePacker(pattern, files, file == null ? this::activeFile : null, status);
    this.queue = new PackQueue(packer::pack);
    this.dueAtBytes = maxFileBytes;
    this.active = file != null ? file : Path.of(plain.format(config.clock().instant(), 0));
  }

  @Override
  public void start(Instant now) throws IOException {
    inPeriod = now;
    if (file != null && Files.exists(file)) {
      inPeriod = Files.getLastModifiedTime(file).toInstant();
    }
    periodEndMillis = pattern.period().end(inPeriod).toEpochMilli();
    index = pattern.hasIndex() ? firstIndex() : 0;
    nameActive();
    if (packs) {
      Instant begin = pattern.period().start(now);
      archiver.submit("finish what an earlier process left", () -> packer.finishLeftOvers(begin));
    }
    if (cleanOnStart) {
      clean(now);
    }
  }

  @Override
  public Path activeFile() {
    return active;
  }

  @Override
  public boolean isDue(long nowMillis, long length) {
    return nowMillis >= periodEndMillis || length >= dueAtBytes;
  }

  @Override
  public void roll(Instant now, long length) {
    boolean sameFile = false;
    try {
      putAside();
    } catch (IOException e) {
      status.error("could not roll [" + active + "], writing on", e);
      sameFile = file != null;
    }
    dueAtBytes = sameFile && pattern.hasIndex() ? length + maxFileBytes : maxFileBytes;
    if (now.toEpochMilli() >= periodEndMillis) {
      inPeriod = now;
      periodEndMillis = pattern.period().end(now).toEpochMilli();
      index = 0;
    } else if (!sameFile) {
      index++;
    }
    nameActive();
    clean(now);
  }

  @Override
  public void close(Duration timeout) {
    archiver.close(timeout);
  }

  private void warnOfSmallCap(long totalCapBytes) {
    if (totalCapBytes > 0 && totalCapBytes < maxFileBytes / BEST_COMPRESSION) {
      status.warn(
          "totalSizeCap should be at least a 20th of maxFileSize "
              + maxFileBytes
              + ", was "
              + totalCapBytes
              + ": no rolled file will be kept");
    }
  }

  private void putAside() throws IOException {
    if (file == null && !packs) {
      return; // it already has its name
    }
    if (file != null && pattern.hasIndex()) {
      skipTaken();
    }
    Path target = Path.of(pattern.format(inPeriod, index));
    if (!packs) {
      moveActive(target);
      return;
    }
    packer.refuseTaken(target);
    if (moveActive(Moves.sibling(target, RolledFiles.ROLLED))) {
      archiver.submit("pack [" + target + "]", () -> queue.pack(target));
    }
  }

  /** Whether there was something to put aside; it may have been removed from outside. */
  private boolean moveActive(Path target) throws IOException {
    if (!Moves.exists(active)) {
      return false;
    }
    Moves.move(active, target);
    return true;
  }

  /** A new file needs a name that nothing rolled has or will have. */
  private void nameActive() {
    if (file != null) {
      return;
    }
    if (pattern.hasIndex() && packs) {
      skipTaken();
    }
    active = Path.of(plain.format(inPeriod, index));
  }

  private void skipTaken() {
    while (packer.isTaken(Path.of(pattern.format(inPeriod, index)))) {
      index++;
    }
  }

  /** Goes on after the highest index of the period; in the file itself if it is the active one. */
  private int firstIndex() throws IOException {
    int highest = -1;
    boolean plainIsHighest = false;
    String key = plain.periodKey(inPeriod);
    for (RolledFiles.Found found : files.list()) {
      int foundIndex = plain.indexOf(found.name());
      if (foundIndex >= highest && plain.periodKey(found.name()).equals(key)) {
        boolean isPlain = found.state() == RolledFiles.State.PLAIN;
        plainIsHighest = isPlain && (foundIndex > highest || plainIsHighest);
        highest = foundIndex;
      }
    }
    return file == null && plainIsHighest ? highest : highest + 1;
  }

  private void clean(Instant now) {
    if (!retention.isUnbounded()) {
      archiver.submit("remove old files of [" + pattern + "]", () -> retention.clean(now));
    }
  }
}
