package dev.heartwood.journal;

import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a journal holds.
 *
 * <ol>
 *   <li>A segment ends where a later one begins; one that then holds nothing is void.
 *   <li>Only the last run of a process is read, and of that only what no header calls durable: each
 *       run begins by making all before it durable.
 *   <li>A place where records are missing is damage if a later frame, or a header, calls them
 *       durable, or if the machine has not been restarted since: then the good records behind it
 *       count. Otherwise a loss of power tore it, and the journal ends there, so that no producer's
 *       records have a hole.
 * </ol>
 *
 * <p>Reading changes nothing; {@link #apply} then deletes what is void, cuts what is torn and makes
 * the rest durable. Both may be repeated after a crash at any point.
 */
final class Recovery {
  /** Where records are missing, and where the good ones before them end. */
  private record Break(long sequence, long resumed, int segment, long framesEnd, long records) {}

  private final Disk disk;
  private final Path directory;
  private final Codecs codecs;

  private final List<Path> obsolete = new ArrayList<>();
  private final List<Path> unreadable = new ArrayList<>();
  private final List<Segment> segments = new ArrayList<>();
  private final List<Segment> scanned = new ArrayList<>();
  private final List<Break> breaks = new ArrayList<>();
  private long highestNumber;
  private long expected;
  private long durable;
  private long records;
  private long tornBytes;
  private boolean marked; // as closed
  private RecoveryReport report = RecoveryReport.NEW;

  private Recovery(Disk disk, Path directory, Codecs codecs) {
    this.disk = disk;
    this.directory = directory;
    this.codecs = codecs;
  }

  static Recovery read(Disk disk, Path directory, Codecs codecs) throws IOException {
    Recovery recovery = new Recovery(disk, directory, codecs);
    recovery.read();
    return recovery;
  }

  private void read() throws IOException {
    FoundSegments found = FoundSegments.in(disk, directory);
    highestNumber = found.highestNumber();
    obsolete.addAll(found.obsolete());
    unreadable.addAll(found.unreadable());
    cutBySuccessors(found.files());
    if (segments.isEmpty()) {
      return;
    }
    long journalId = segments.get(0).header().journalId();
    for (Segment each : segments) {
      if (each.header().journalId() != journalId) {
        throw new IOException(
            each.file().path()
                + " belongs to another journal than "
                + segments.get(0).file().path());
      }
    }
    scanLastRun();
    settle();
  }

  private void cutBySuccessors(List<Segment.StoredAs> files) {
    long end = Segment.OPEN;
    long endedNanos = 0;
    for (int i = files.size() - 1; i >= 0; i--) {
      Segment.StoredAs file = files.get(i);
      SegmentHeader header = file.header();
      if (header.firstSequence() >= end) {
        obsolete.add(file.path());
        continue;
      }
      Segment segment = new Segment(file, Long.MAX_VALUE, end, null);
      segment.end(end, endedNanos);
      segments.add(0, segment);
      end = header.firstSequence();
      endedNanos = header.begunNanos();
    }
  }

  private void scanLastRun() throws IOException {
    int first = segments.size() - 1;
    while (first > 0 && !segments.get(first).header().has(SegmentHeader.FIRST_OF_RUN)) {
      first--;
    }
    for (Segment each : segments.subList(first, segments.size())) {
      durable = Math.max(durable, each.file().header().durableEnd());
    }
    while (first < segments.size() - 1 && segments.get(first).end() <= durable) {
      first++;
    }
    expected = segments.get(first).first();
    for (int i = first; i < segments.size(); i++) {
      scan(i);
    }
  }

  private void scan(int number) throws IOException {
    Segment segment = segments.get(number);
    if (segment.first() > expected) {
      missing(segment.first(), number - 1, segments.get(number - 1).framesEnd());
    }
    if (segment.file().isSealed()) { // its header calls all of it durable
      expected = Math.min(segment.file().header().durableEnd(), segment.end());
      marked = false;
      return;
    }
    BlockIndex index = new BlockIndex(segment.header().newestBefore());
    try (FrameCursor cursor = new FrameCursor(segment.open(disk, codecs), segment.header())) {
      long size = segment.file().bytes();
      long framesEnd = SegmentHeader.BYTES;
      while (cursor.next(size, segment.end())) {
        if (cursor.sequence() > expected) {
          missing(cursor.sequence(), number, framesEnd);
        }
        index.add(cursor.offset(), cursor.sequence(), cursor.timestamp());
        durable = Math.max(durable, cursor.durableEnd());
        framesEnd = cursor.nextOffset();
        expected = cursor.sequence() + 1;
        records++;
      }
      if (cursor.isEnded()) {
        durable = Math.max(durable, cursor.sequence());
        if (cursor.sequence() > expected) {
          missing(cursor.sequence(), number, framesEnd);
        }
      }
      marked = cursor.isEnded();
      tornBytes = marked ? 0 : used(segment, framesEnd, size);
      segment.framesEnd(framesEnd);
    }
    index.finish();
    segment.index(index);
    scanned.add(segment);
  }

  private void missing(long resumed, int segment, long framesEnd) {
    breaks.add(new Break(expected, resumed, segment, framesEnd, records));
    expected = resumed;
  }

  /** Decides where the journal ends. */
  private void settle() {
    Segment last = segments.get(segments.size() - 1);
    boolean pageCacheKept = last.header().bootId() == disk.bootId();
    long good = records;
    long damaged = 0;
    Break torn = null;
    for (Break each : breaks) {
      if (torn == null && !pageCacheKept && each.sequence() >= durable) {
        torn = each;
      } else if (torn == null) {
        damaged += each.resumed() - each.sequence();
      }
    }
    if (torn != null) {
      cut(torn);
      good = torn.records();
    }
    if (expected < durable) { // what a header or a mark calls durable is gone at the end
      damaged += durable - expected;
      expected = durable;
    }
    segments.get(segments.size() - 1).end(expected, 0);
    report =
        new RecoveryReport(
            marked && torn == null, good, tornBytes, records - good, damaged, unreadable.size());
  }

  private void cut(Break torn) {
    while (segments.size() > torn.segment() + 1) {
      Segment gone = segments.remove(segments.size() - 1);
      scanned.remove(gone);
      obsolete.add(gone.file().path());
    }
    Segment last = segments.get(segments.size() - 1);
    tornBytes += Math.max(0, last.framesEnd() - torn.framesEnd());
    last.framesEnd(torn.framesEnd());
    expected = torn.sequence();
    marked = false;
  }

  private long used(Segment segment, long from, long size) throws IOException {
    byte[] buffer = new byte[BlockIndex.BLOCK_BYTES];
    long used = 0;
    try (Bytes bytes = segment.open(disk, codecs)) {
      for (long at = from; at < size; at += buffer.length) {
        int read = bytes.read(at, buffer, 0, (int) Math.min(buffer.length, size - at));
        for (int i = read - 1; i >= 0; i--) {
          if (buffer[i] != 0) {
            used = at + i + 1 - from;
            break;
          }
        }
      }
    }
    return used;
  }

  /** The last segment counts as closed when the next one is begun. */
  void closedAt(long nanos) {
    if (!segments.isEmpty()) {
      segments.get(segments.size() - 1).end(expected, nanos);
    }
  }

  List<Segment> segments() {
    return segments;
  }

  /** The sequence that the next record gets. */
  long end() {
    return expected;
  }

  long highestNumber() {
    return highestNumber;
  }

  RecoveryReport report() {
    return report;
  }

  @Nullable SegmentHeader newestHeader() {
    return segments.isEmpty() ? null : segments.get(segments.size() - 1).header();
  }

  /** The newest timestamp of all that is there. */
  long newestTimestamp() throws IOException {
    if (segments.isEmpty()) {
      return SegmentHeader.NO_TIME;
    }
    Segment last = segments.get(segments.size() - 1);
    try (Bytes opened = last.open(disk, codecs)) {
      return last.index(opened).newestSoFar();
    } catch (DamagedSegmentException e) {
      return last.header().newestBefore(); // nobody can read newer ones
    }
  }

  void apply() throws IOException {
    disk.forceDirectory(directory); // first what replaces a file, then its deletion
    for (Path each : obsolete) {
      disk.delete(each);
    }
    for (Path each : unreadable) {
      setAside(each);
    }
    for (Segment each : scanned) {
      makeDurable(each);
    }
    disk.forceDirectory(directory);
  }

  private void setAside(Path path) throws IOException {
    String name = path.getFileName().toString();
    String number = name.substring(0, name.indexOf('.'));
    disk.rename(path, path.resolveSibling(number + SegmentName.DAMAGED));
  }

  /**
   * A force of the process before may have failed, and the kernel then takes what it could not
   * write for written: it is put there once more, byte for byte, before it is forced.
   */
  private void makeDurable(Segment segment) throws IOException {
    try (DiskFile file = disk.open(segment.file().path())) {
      long end = segment.framesEnd() + (report.clean() ? Frames.HEADER_BYTES : 0);
      if (file.size() > end) {
        file.truncate(end);
      }
      if (!report.clean()) {
        rewrite(file, end);
      }
      file.force();
      segment.cut(file.size());
    }
  }

  private static void rewrite(DiskFile file, long end) throws IOException {
    byte[] buffer = new byte[BlockIndex.BLOCK_BYTES];
    for (long at = 0; at < end; at += buffer.length) {
      int read = file.read(at, buffer, 0, (int) Math.min(buffer.length, end - at));
      file.write(at, buffer, 0, read);
    }
  }
}
