package dev.heartwood.journal;

import java.util.Arrays;
import java.util.Objects;

/**
 * Records that go into a journal by one write; filled, appended, cleared and filled again.
 *
 * <p><b>Threads:</b> one at a time. <b>Ownership:</b> payloads are copied when added.
 */
public final class JournalBatch {
  private static final int INITIAL_BYTES = 16 * 1024;

  private final int maxBytes;
  private final int maxRecordBytes;
  private byte[] frames = new byte[INITIAL_BYTES];
  private int used;
  private int count;

  JournalBatch(int maxBytes, int maxRecordBytes) {
    this.maxBytes = maxBytes;
    this.maxRecordBytes = maxRecordBytes;
  }

  /**
   * Whether a payload of this length may be added; what does not fit needs a new batch.
   *
   * @throws IllegalArgumentException if the length is more than {@code maxRecordBytes}
   */
  public boolean hasRoom(int length) {
    requireLength(length, maxRecordBytes);
    return used + (long) Frames.size(length) <= maxBytes;
  }

  /**
   * @throws IllegalStateException if the batch has no room for it
   * @throws IllegalArgumentException if the payload is longer than {@code maxRecordBytes}
   */
  public void add(long epochNanos, byte[] payload, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, payload.length);
    if (!hasRoom(length)) {
      throw new IllegalStateException(
          "a batch must not hold more than "
              + maxBytes
              + " bytes, was "
              + (used + (long) Frames.size(length)));
    }
    int size = Frames.size(length);
    if (frames.length < used + size) {
      frames = Arrays.copyOf(frames, (int) Math.min(maxBytes, 2L * (used + size)));
    }
    Frames.prepare(frames, used, epochNanos, payload, offset, length);
    used += size;
    count++;
  }

  /** Records in it. */
  public int size() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Empties it; its memory is kept. */
  public void clear() {
    used = 0;
    count = 0;
  }

  byte[] frames() {
    return frames;
  }

  int bytes() {
    return used;
  }

  static void requireLength(int length, int maxRecordBytes) {
    if (length < 0 || length > maxRecordBytes) {
      throw new IllegalArgumentException(
          "payload must be at most " + maxRecordBytes + " bytes, was " + length);
    }
  }
}
