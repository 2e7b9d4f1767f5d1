package dev.heartwood.journal;

import java.util.Arrays;

/**
 * Every 64 KiB of a segment: which sequence begins where, and the timestamps of that block and up
 * to it. Sequences rise, so they are searched; timestamps do not, only their running maximum does.
 *
 * <p><b>Threads:</b> one writes, any number search.
 */
final class BlockIndex {
  static final int BLOCK_BYTES = 64 * 1024;

  /** offset, first sequence, oldest, newest, newest so far; eight bytes each. */
  static final int ENTRY_LONGS = 5;

  private static final int OFFSET = 0;
  private static final int SEQUENCE = 1;
  private static final int NEWEST_SO_FAR = 4;

  private long[] entries = new long[8 * ENTRY_LONGS]; // guarded by this, as is size
  private int size;

  // The block in hand, for the writer alone.
  private long blockOffset = -1;
  private long blockSequence;
  private long oldest;
  private long newest;
  private long newestSoFar;

  BlockIndex(long newestBefore) {
    newestSoFar = newestBefore;
  }

  /** The writer adds a record that begins at {@code offset}. */
  void add(long offset, long sequence, long timestamp) {
    if (blockOffset >= 0 && offset - blockOffset >= BLOCK_BYTES) {
      finishBlock();
    }
    if (blockOffset < 0) {
      blockOffset = offset;
      blockSequence = sequence;
      oldest = timestamp;
      newest = timestamp;
    } else {
      oldest = Math.min(oldest, timestamp);
      newest = Math.max(newest, timestamp);
    }
    newestSoFar = Math.max(newestSoFar, timestamp);
  }

  /** The writer adds no more. */
  void finish() {
    if (blockOffset >= 0) {
      finishBlock();
    }
  }

  long newestSoFar() {
    return newestSoFar;
  }

  private void finishBlock() {
    append(new long[] {blockOffset, blockSequence, oldest, newest, newestSoFar});
    blockOffset = -1;
  }

  private synchronized void append(long[] entry) {
    int at = size * ENTRY_LONGS;
    if (at == entries.length) {
      entries = Arrays.copyOf(entries, 2 * entries.length);
    }
    System.arraycopy(entry, 0, entries, at, ENTRY_LONGS);
    size++;
  }

  /** Where to begin looking for a sequence: a place of a frame at or before it. */
  synchronized long offsetOf(long sequence) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (entry(middle, SEQUENCE) <= sequence) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high < 0 ? SegmentHeader.BYTES : entry(high, OFFSET);
  }

  /**
   * The first sequence of the first block that may hold a record at or after a time.
   *
   * @param firstSequence of the segment
   */
  synchronized long sequenceFrom(long timestamp, long firstSequence) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (entry(middle, NEWEST_SO_FAR) < timestamp) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    // Blocks up to high are too old; the one behind them may not be finished yet.
    return low < size ? entry(low, SEQUENCE) : high < 0 ? firstSequence : entry(high, SEQUENCE);
  }

  private long entry(int block, int field) {
    return entries[block * ENTRY_LONGS + field];
  }

  synchronized byte[] toBytes() {
    byte[] bytes = new byte[size * ENTRY_LONGS * Long.BYTES];
    for (int i = 0; i < size * ENTRY_LONGS; i++) {
      Frames.putLong(bytes, i * Long.BYTES, entries[i]);
    }
    return bytes;
  }

  static BlockIndex fromBytes(byte[] bytes, int offset, int length) {
    BlockIndex index = new BlockIndex(SegmentHeader.NO_TIME);
    int count = length / (ENTRY_LONGS * Long.BYTES);
    for (int i = 0; i < count; i++) {
      long[] entry = new long[ENTRY_LONGS];
      for (int field = 0; field < ENTRY_LONGS; field++) {
        entry[field] = Frames.longAt(bytes, offset + (i * ENTRY_LONGS + field) * Long.BYTES);
      }
      index.append(entry);
      index.newestSoFar = entry[NEWEST_SO_FAR];
    }
    return index;
  }
}
