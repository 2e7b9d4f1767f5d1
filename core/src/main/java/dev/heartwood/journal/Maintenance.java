package dev.heartwood.journal;

import dev.heartwood.EpochNanos;
import dev.heartwood.StatusReporter;
import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/**
 * What a journal does behind the back of those who append: it begins a new segment when one is old,
 * makes closed ones durable, compresses them, deletes what nobody needs, and reserves the next
 * file. What fails is counted, reported and tried again.
 *
 * <p><b>Threads:</b> one at a time; the monitor guards all.
 */
final class Maintenance {
  private static final long REPORT_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int COPY_BYTES = 1 << 20;

  private interface Step {
    void run() throws IOException;
  }

  private final JournalCore core;
  private final Disk disk;
  private final JournalConfig config;
  private final JournalWriter writer;
  private final GroupCommit commit;
  private final NewSegments newSegments;
  private final NamedPositions readers;
  private final StatusReporter status;
  private long reportedNanos = System.nanoTime() - REPORT_PAUSE_NANOS;
  private boolean running;

  Maintenance(
      JournalCore core,
      JournalWriter writer,
      GroupCommit commit,
      NewSegments newSegments,
      NamedPositions readers,
      StatusReporter status) {
    this.core = core;
    disk = core.disk();
    config = core.config();
    this.writer = writer;
    this.commit = commit;
    this.newSegments = newSegments;
    this.readers = readers;
    this.status = status;
  }

  synchronized void run() {
    if (running || core.marks().isClosed()) {
      return; // a step of it asked for it
    }
    running = true;
    try {
      attempt("begin a new segment", () -> writer.rollIfOlderThan(nanos(config.segmentAge())));
      attempt("make closed segments durable", this::forceClosed);
      attempt("compress a closed segment", this::sealClosed);
      attempt("delete old segments", this::retire);
      attempt("reserve the next segment", this::prepare);
    } finally {
      running = false;
    }
  }

  /** Waits for a run in progress; after the journal is closed there is no other. */
  synchronized void finish() {}

  /** Copies segments, the oldest first, so that what is there is a beginning of the journal. */
  synchronized void copyTo(Path target, LongConsumer copied) throws IOException {
    disk.createDirectories(target);
    if (!disk.list(target).isEmpty()) {
      throw new IOException("directory must be empty to take a copy, was not: " + target);
    }
    long bytes = 0;
    for (Segment each : List.copyOf(core.segments().all())) {
      Segment.StoredAs file = each.file();
      Path copy = target.resolve(file.path().getFileName());
      bytes += copy(file.path(), copy, file.isSealed() ? file.bytes() : each.framesEnd());
      copied.accept(bytes);
    }
    disk.forceDirectory(target);
  }

  private long copy(Path from, Path to, long length) throws IOException {
    byte[] buffer = new byte[COPY_BYTES];
    try (DiskFile source = disk.openToRead(from);
        DiskFile copy = disk.create(to)) {
      long done = 0;
      while (done < length) {
        int read = source.read(done, buffer, 0, (int) Math.min(COPY_BYTES, length - done));
        if (read == 0) {
          throw new IOException(from + " must have " + length + " bytes, had " + done);
        }
        copy.write(done, buffer, 0, read);
        done += read;
      }
      copy.force();
      return done;
    }
  }

  private void attempt(String what, Step step) {
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      core.counters().failedUpkeep.increment();
      long now = System.nanoTime();
      if (now - reportedNanos >= REPORT_PAUSE_NANOS) {
        reportedNanos = now;
        status.error("journal " + config.name() + " could not " + what, e);
      }
    }
  }

  private void forceClosed() throws IOException {
    for (Segment each : core.segments().all()) {
      if (each.isClosed() && each.end() > core.marks().durable()) {
        commit.await(each.end(), each.end());
      }
    }
  }

  private boolean isDurable(Segment segment) {
    return segment.isClosed() && segment.end() <= core.marks().durable();
  }

  private void sealClosed() throws IOException {
    if (config.codec() == SegmentCodec.NONE) {
      return;
    }
    for (Segment each : core.segments().all()) {
      if (isDurable(each) && !each.file().isSealed()) {
        seal(each);
      }
    }
  }

  private void seal(Segment segment) throws IOException {
    Path raw = segment.file().path();
    Path sealing = SegmentName.of(core.directory(), segment.number(), SegmentName.SEALING);
    Path sealed = SegmentName.of(core.directory(), segment.number(), SegmentName.SEALED);
    disk.delete(sealing);
    SegmentHeader header;
    long size;
    try (DiskFile to = disk.create(sealing);
        Bytes from = segment.open(disk, core.codecs())) {
      long end = Math.min(segment.framesEnd(), from.size());
      BlockIndex index = segment.index(from);
      header =
          SealedFile.write(to, from, segment.header(), end, segment.end(), index, config.codec());
      to.force();
      size = to.size();
    }
    disk.rename(sealing, sealed);
    disk.forceDirectory(core.directory());
    segment.sealed(new Segment.StoredAs(sealed, header, size));
    disk.delete(raw);
  }

  private void retire() throws IOException {
    while (bytes() > config.maxBytes() && isDurable(core.segments().oldest())) {
      retire(core.segments().oldest(), core.counters().retiredByBytes);
    }
    if (config.maxAge().equals(JournalConfig.FOREVER) && !config.deleteConsumed()) {
      return;
    }
    OptionalLong consumed = readers.forceLowest();
    long now = EpochNanos.of(config.clock().instant());
    for (Segment each : List.copyOf(core.segments().all())) {
      if (!isDurable(each) || each.end() > consumed.orElse(Long.MAX_VALUE)) {
        return;
      }
      if (config.deleteConsumed() && consumed.isPresent()) {
        retire(each, core.counters().retiredConsumed);
      } else if (now - each.endedNanos() >= nanos(config.maxAge())) {
        retire(each, core.counters().retiredByAge);
      } else {
        return;
      }
    }
  }

  /** With room for the file that is, or will be, kept ready. */
  private long bytes() {
    return core.segments().bytes() + Math.max(newSegments.readyBytes(), config.segmentBytes());
  }

  /** One by one, each made sure of before the next: after a crash what is left has no hole. */
  private void retire(Segment segment, LongAdder counter) throws IOException {
    core.segments().remove(segment);
    counter.add(segment.end() - segment.first());
    disk.delete(segment.file().path());
    disk.forceDirectory(core.directory());
  }

  private void prepare() throws IOException {
    if (writer.wantsSpare()) {
      newSegments.prepare(config.segmentBytes());
    }
  }

  private static long nanos(Duration duration) {
    return duration.compareTo(Duration.ofDays(36_500)) < 0 ? duration.toNanos() : Long.MAX_VALUE;
  }
}
