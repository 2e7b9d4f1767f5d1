package dev.heartwood.store;

import dev.heartwood.LogRecord;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The records in arrival order. One writer at a time, any number of readers, which never wait.
 *
 * <p>Three marks divide the sequences: below {@code freed} cells are empty, below {@code base}
 * records are evicted but may still be pinned by a snapshot, below {@code end} they can be read.
 *
 * <pre>
 * field             written by  read by  ordering
 * directory         writer      anyone   volatile; replaced when it grows
 * directory slots   writer      anyone   release / acquire
 * end, then base    writer      anyone   release / acquire, then a full fence before pins are read
 * written, kept,
 * freed             writer      writer   plain
 * </pre>
 */
final class RecordLog {
  private static final int FIRST_DIRECTORY = 4;

  private final Retention retention;
  private final long maxAgeMillis;
  private final AtomicLong base = new AtomicLong();
  private final AtomicLong end = new AtomicLong();
  private final WriterCounter retainedBytes = new WriterCounter();
  private final WriterCounter evictedByBytes = new WriterCounter();
  private final WriterCounter evictedByAge = new WriterCounter();

  /** Chunk n stands at n modulo the length, a power of two. */
  private volatile AtomicReferenceArray<@Nullable Chunk> directory =
      new AtomicReferenceArray<>(FIRST_DIRECTORY);

  private long written;
  private long kept;
  private long freed;
  private @Nullable Chunk last;

  RecordLog(Retention retention) {
    this.retention = retention;
    this.maxAgeMillis = Millis.saturated(retention.maxAge());
  }

  /** Begins at a sequence, once and before any other use. */
  void startAt(long sequence, long evictedByBytesBefore, long evictedByAgeBefore) {
    written = sequence;
    kept = sequence;
    freed = sequence;
    end.set(sequence);
    base.set(sequence);
    evictedByBytes.add(evictedByBytesBefore);
    evictedByAge.add(evictedByAgeBefore);
  }

  /** Makes room for one record, so that {@link #write} cannot fail. */
  void prepare() {
    chunkFor(written);
  }

  /** Puts a record at the end; readers see it after {@link #publish}. */
  void write(LogRecord record, @Nullable String key, long receivedMillis, int bytes) {
    Chunk chunk = chunkFor(written);
    chunk.write(written, record, key, receivedMillis, bytes);
    retainedBytes.add(bytes);
    written++;
  }

  /** Finds where the retention lets the records written begin; shown by {@link #publish}. */
  void evict(long nowMillis) {
    long to = kept;
    while (written - to > retention.maxRecords()) {
      forget(to++);
    }
    while (to < written - 1 && retainedBytes.get() > retention.maxBytes()) {
      forget(to++);
      evictedByBytes.add(1);
    }
    while (to < written && nowMillis - chunk(to).receivedMillis(to) > maxAgeMillis) {
      forget(to++);
      evictedByAge.add(1);
    }
    kept = to;
  }

  /**
   * Shows readers what was written, then what was evicted: never the loss before the gain. Whoever
   * pins after the fence sees both; whoever pinned before it is seen by the look at the pins that
   * follows.
   */
  void publish() {
    end.setRelease(written);
    if (kept != base.getPlain()) {
      base.setRelease(kept);
    }
    VarHandle.fullFence();
  }

  /** Empties evicted cells below the limit, at most so many of them. */
  void free(long limit, int most) {
    long to = Math.min(Math.min(limit, base.getPlain()), freed + most);
    for (; freed < to; freed++) {
      Chunk chunk = chunk(freed);
      chunk.empty(freed);
      if ((freed & Chunk.MASK) == Chunk.MASK) {
        directory.setRelease(slot(directory, chunk.number), null);
      }
    }
  }

  /** The record at a sequence below {@link #end}; null if it was evicted and freed. */
  @Nullable StoredRecord read(long sequence) {
    Chunk chunk = find(sequence >> Chunk.SHIFT);
    return chunk == null ? null : chunk.read(sequence);
  }

  /** False if no record in this chunk is as new as that; true if it may be, or was freed. */
  boolean mayHold(long chunkNumber, long epochNanos) {
    Chunk chunk = find(chunkNumber);
    return chunk == null || chunk.newest() >= epochNanos;
  }

  long base() {
    return base.get();
  }

  long end() {
    return end.get();
  }

  long retainedBytes() {
    return retainedBytes.get();
  }

  long evictedByBytes() {
    return evictedByBytes.get();
  }

  long evictedByAge() {
    return evictedByAge.get();
  }

  private void forget(long sequence) {
    retainedBytes.add(-chunk(sequence).bytes(sequence));
  }

  private Chunk chunkFor(long sequence) {
    Chunk chunk = last;
    if (chunk == null || chunk.number != sequence >> Chunk.SHIFT) {
      chunk = new Chunk(sequence >> Chunk.SHIFT);
      if (chunk.number - (freed >> Chunk.SHIFT) >= directory.length()) {
        grow(chunk.number);
      }
      directory.setRelease(slot(directory, chunk.number), chunk);
      last = chunk;
    }
    return chunk;
  }

  private void grow(long next) {
    AtomicReferenceArray<@Nullable Chunk> larger =
        new AtomicReferenceArray<>(directory.length() * 2);
    for (long number = freed >> Chunk.SHIFT; number < next; number++) {
      larger.setPlain(slot(larger, number), directory.getPlain(slot(directory, number)));
    }
    directory = larger;
  }

  /** The writer's own look-up: the chunk is there. */
  private Chunk chunk(long sequence) {
    Chunk chunk = find(sequence >> Chunk.SHIFT);
    if (chunk == null) {
      throw new IllegalStateException("no chunk for sequence " + sequence);
    }
    return chunk;
  }

  private @Nullable Chunk find(long number) {
    AtomicReferenceArray<@Nullable Chunk> chunks = directory;
    Chunk chunk = chunks.getAcquire(slot(chunks, number));
    return chunk != null && chunk.number == number ? chunk : null;
  }

  private static int slot(AtomicReferenceArray<?> directory, long chunkNumber) {
    return (int) chunkNumber & (directory.length() - 1);
  }
}
