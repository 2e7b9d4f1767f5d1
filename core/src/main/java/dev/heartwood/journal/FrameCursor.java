package dev.heartwood.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Walks over the good records of one segment. A bad frame is skipped: the cursor looks at every
 * multiple of eight for the next one that is intact and whose sequence can stand there.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class FrameCursor implements Closeable {
  private static final int WINDOW_BYTES = 64 * 1024;

  private final Bytes bytes;
  private final int key;
  private final long firstSequence;
  private final long size;
  private final CRC32C crc = new CRC32C();

  private byte[] window = new byte[WINDOW_BYTES];
  private long windowStart;
  private int windowBytes;

  private long next = SegmentHeader.BYTES; // where the next frame should begin
  private long expected; // its sequence, or a lower one after a bad frame
  private int at; // the current frame in the window
  private boolean ended;

  FrameCursor(Bytes bytes, SegmentHeader header) throws IOException {
    this.bytes = bytes;
    size = bytes.size();
    key = header.key();
    firstSequence = header.firstSequence();
    expected = firstSequence;
  }

  /** Goes to where a frame begins; those with a lower sequence do not count. */
  void moveTo(long offset, long sequence) {
    next = offset;
    expected = sequence;
    ended = false;
  }

  /**
   * Moves to the next good record.
   *
   * @param limit where the frames end, as far as they may be read
   * @param end the sequence from which on they do not count
   * @return false if there is none; the cursor then stays where it is
   */
  boolean next(long limit, long end) throws IOException {
    if (ended) {
      return false;
    }
    long last = Math.min(limit, size);
    int frame = check(next, last, end);
    if (frame == 0) {
      long found = search(next + Frames.ALIGNMENT, last, end);
      if (found < 0) {
        return false;
      }
      next = found;
      frame = check(found, last, end);
    }
    if (Frames.kind(window, at) == Frames.END) {
      ended = true;
      return false;
    }
    expected = sequence() + 1;
    next += frame;
    return true;
  }

  private long search(long from, long limit, long end) throws IOException {
    for (long offset = from; offset + Frames.HEADER_BYTES <= limit; offset += Frames.ALIGNMENT) {
      if (check(offset, limit, end) > 0) {
        return offset;
      }
    }
    return -1;
  }

  /** The size of the frame there, 0 if it is not one; if it is, it lies at {@link #at}. */
  private int check(long offset, long limit, long end) throws IOException {
    if (offset + Frames.HEADER_BYTES > limit || !load(offset, Frames.HEADER_BYTES, limit)) {
      return 0;
    }
    int start = (int) (offset - windowStart);
    int kind = Frames.kind(window, start);
    if (kind != Frames.RECORD && kind != Frames.END) {
      return 0;
    }
    int frame = Frames.size(Frames.length(window, start));
    long sequence = firstSequence + Frames.sequenceOffset(window, start);
    if (offset + frame > limit
        || sequence < expected
        || sequence > end
        || (sequence == end && kind == Frames.RECORD)
        || !load(offset, frame, limit)) {
      return 0;
    }
    start = (int) (offset - windowStart);
    if (!Frames.isIntact(window, start, key, crc)) {
      return 0;
    }
    at = start;
    return frame;
  }

  /** Never reads past the limit: what lies there may be written later. */
  private boolean load(long offset, int length, long limit) throws IOException {
    if (offset >= windowStart && offset + length <= windowStart + windowBytes) {
      return true;
    }
    if (window.length < length) {
      window = Arrays.copyOf(window, length);
    }
    windowStart = offset;
    windowBytes = 0;
    windowBytes = bytes.read(offset, window, 0, (int) Math.min(window.length, limit - offset));
    return windowBytes >= length;
  }

  long sequence() {
    return firstSequence + Frames.sequenceOffset(window, at);
  }

  long timestamp() {
    return Frames.timestamp(window, at);
  }

  /** What the journal called durable when this record was written. */
  long durableEnd() {
    return sequence() - Frames.lag(window, at);
  }

  byte[] buffer() {
    return window;
  }

  int payloadOffset() {
    return at + Frames.HEADER_BYTES;
  }

  int payloadLength() {
    return Frames.length(window, at);
  }

  /** Where the current record begins. */
  long offset() {
    return windowStart + at;
  }

  /** Where the next frame should begin. */
  long nextOffset() {
    return next;
  }

  /** Whether the mark of a closed journal was met. */
  boolean isEnded() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
