package dev.heartwood.journal;

import dev.heartwood.disk.DiskFile;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * A segment as the writer and the group commit hold it: it is written until it is full, and forced
 * until that is done.
 *
 * <p><b>Threads:</b> one at a time writes, under the writer's lock; one at a time forces.
 */
final class ActiveSegment {
  private final Segment segment;
  private final DiskFile file;
  private final long capacity;
  private final BlockIndex index;
  private final CRC32C crc = new CRC32C();
  private long position = SegmentHeader.BYTES;
  private long count;
  private boolean failed;

  ActiveSegment(Segment segment, DiskFile file, long capacity, BlockIndex index) {
    this.segment = segment;
    this.file = file;
    this.capacity = capacity;
    this.index = index;
  }

  Segment segment() {
    return segment;
  }

  /** An end frame always fits behind. */
  boolean hasRoom(int bytes) {
    return !failed && position + bytes + Frames.HEADER_BYTES <= capacity;
  }

  /** Nothing more is to be written to it. */
  void refuse() {
    failed = true;
  }

  /** Whether a write to it failed, or to the header of its successor. */
  boolean hasFailed() {
    return failed;
  }

  double fill() {
    return (double) position / capacity;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** From here on the segment counts. */
  void writeHeader() throws IOException {
    file.write(0, segment.header().toBytes(), 0, SegmentHeader.BYTES);
  }

  /**
   * Writes prepared frames by one call. After an error nobody knows what stands there, so nothing
   * more is written to this segment: the next one begins at the sequence that failed.
   */
  void write(byte[] frames, int bytes, long sequence, long durableEnd) throws IOException {
    SegmentHeader header = segment.header();
    int records = 0;
    for (int at = 0; at < bytes; at += Frames.size(Frames.length(frames, at))) {
      long each = sequence + records++;
      Frames.complete(
          frames, at, (int) (each - header.firstSequence()), each - durableEnd, header.key(), crc);
    }
    write(frames, bytes);
    long offset = position;
    for (int at = 0, i = 0; i < records; i++) {
      index.add(offset + at, sequence + i, Frames.timestamp(frames, at));
      at += Frames.size(Frames.length(frames, at));
    }
    position += bytes;
    count += records;
    segment.framesEnd(position);
  }

  /** The mark of a closed journal. */
  void writeEnd(long sequence, long timestamp) throws IOException {
    byte[] frame = new byte[Frames.HEADER_BYTES];
    Frames.prepareEnd(frame, 0, timestamp);
    int offset = (int) (sequence - segment.first());
    Frames.complete(frame, 0, offset, 0, segment.header().key(), crc);
    write(frame, frame.length);
  }

  private void write(byte[] frames, int bytes) throws IOException {
    boolean written = false;
    try {
      file.write(position, frames, 0, bytes);
      written = true;
    } finally {
      failed = !written;
    }
  }

  void force() throws IOException {
    file.force();
  }

  long newestSoFar() {
    return index.newestSoFar();
  }

  /** No more is written. */
  void end(long sequence, long nanos) {
    index.finish();
    segment.end(sequence, nanos);
  }

  /** Gives back what was reserved and not used, and the file. */
  void close() throws IOException {
    try (DiskFile closing = file) {
      if (segment.isClosed()) {
        closing.truncate(position);
        segment.cut(position);
      }
    }
  }
}
