package dev.heartwood.store;

import dev.heartwood.LogRecord;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A fixed piece of the log: one column per field, 20 bytes a record. Each cell is written once
 * before its sequence is published, and emptied once after nobody may read it any more.
 *
 * <pre>
 * field                  written by      read by    ordering
 * records, keys          writer          anyone     plain, carried by the log's end; emptied by release
 * newest                 writer          anyone     opaque; carried by the log's end
 * receivedMillis, bytes  writer          writer     plain
 * </pre>
 */
final class Chunk {
  static final int SHIFT = 9;
  static final int SIZE = 1 << SHIFT;
  static final int MASK = SIZE - 1;

  final long number;
  private final AtomicReferenceArray<@Nullable LogRecord> records =
      new AtomicReferenceArray<>(SIZE);
  private final AtomicReferenceArray<@Nullable String> keys = new AtomicReferenceArray<>(SIZE);
  private final long[] receivedMillis = new long[SIZE];
  private final int[] bytes = new int[SIZE];
  private final AtomicLong newest = new AtomicLong(Long.MIN_VALUE);

  Chunk(long number) {
    this.number = number;
  }

  void write(long sequence, LogRecord record, @Nullable String key, long received, int size) {
    int cell = (int) sequence & MASK;
    records.setPlain(cell, record);
    keys.setPlain(cell, key);
    receivedMillis[cell] = received;
    bytes[cell] = size;
    newest.setOpaque(Math.max(newest.getPlain(), record.epochNanos()));
  }

  /** The record first, then the key: whoever finds the record has read the right key before. */
  void empty(long sequence) {
    int cell = (int) sequence & MASK;
    records.setRelease(cell, null);
    keys.setRelease(cell, null);
  }

  /** Null if the cell was emptied. */
  @Nullable StoredRecord read(long sequence) {
    int cell = (int) sequence & MASK;
    String key = keys.getAcquire(cell);
    LogRecord record = records.getAcquire(cell);
    return record == null ? null : new StoredRecord(sequence, key, record);
  }

  long receivedMillis(long sequence) {
    return receivedMillis[(int) sequence & MASK];
  }

  int bytes(long sequence) {
    return bytes[(int) sequence & MASK];
  }

  /** No record of this chunk has a timestamp after this, in nanoseconds since the epoch. */
  long newest() {
    return newest.getOpaque();
  }
}
