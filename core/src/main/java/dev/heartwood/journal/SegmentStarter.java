package dev.heartwood.journal;

import dev.heartwood.EpochNanos;
import dev.heartwood.disk.Disk;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Begins the segments of one run of the process.
 *
 * <p><b>Threads:</b> one at a time, under the writer's lock.
 */
final class SegmentStarter {
  private final Disk disk;
  private final JournalConfig config;
  private final NewSegments files;
  private final long journalId;
  private final long epoch;
  private final List<Position> epochStarts;
  private final LongSupplier random;

  SegmentStarter(
      Disk disk,
      JournalConfig config,
      NewSegments files,
      long journalId,
      List<Position> epochStarts,
      LongSupplier random) {
    this.disk = disk;
    this.config = config;
    this.files = files;
    this.journalId = journalId;
    this.epochStarts = epochStarts;
    this.random = random;
    epoch = epochStarts.get(epochStarts.size() - 1).epoch();
  }

  long epoch() {
    return epoch;
  }

  List<Position> epochStarts() {
    return epochStarts;
  }

  /**
   * Takes a file for a segment. It does not count, and is deleted at the next start, until {@link
   * ActiveSegment#writeHeader}.
   */
  ActiveSegment begin(
      long firstSequence, long durableEnd, long newestBefore, int flags, long minBytes)
      throws IOException {
    NewSegments.Reserved file = files.take(Math.max(config.segmentBytes(), minBytes));
    SegmentHeader header =
        new SegmentHeader(
            (int) random.getAsLong(),
            journalId,
            file.number(),
            epoch,
            firstSequence,
            durableEnd,
            EpochNanos.of(config.clock().instant()),
            newestBefore,
            disk.bootId(),
            flags,
            epochStarts,
            0,
            0,
            "");
    BlockIndex index = new BlockIndex(newestBefore);
    Segment segment =
        new Segment(
            new Segment.StoredAs(file.path(), header, file.bytes()),
            SegmentHeader.BYTES,
            Segment.OPEN,
            index);
    return new ActiveSegment(segment, file.file(), file.bytes(), index);
  }

  /** Closes a segment whose records are where they should be. */
  void release(ActiveSegment segment) {
    try {
      segment.close();
    } catch (IOException e) {
      // it was to be shortened and closed; its records are not touched by that
    }
  }

  /** Deletes a segment that does not count. */
  void abandon(ActiveSegment segment) {
    release(segment);
    try {
      disk.delete(segment.segment().file().path());
    } catch (IOException e) {
      // the next start deletes it: it has no header, or is superseded
    }
  }
}
