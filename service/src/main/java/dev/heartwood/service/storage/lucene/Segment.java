package dev.heartwood.service.storage.lucene;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;

/**
 * The least and the greatest time and sequence in each block of a segment's documents: questions
 * pass over blocks that cannot have what they want. Read once for a segment, 32 bytes for a block.
 */
final class Segment {
  static final int BLOCK_BITS = 10;

  private static final Map<IndexReader.CacheKey, Segment> KNOWN = new ConcurrentHashMap<>();

  final long[] minTime;
  final long[] maxTime;
  final long[] minSequence;
  final long[] maxSequence;

  /** The greatest time in this block and all before it. */
  final long[] maxTimeUntil;

  /** The least time in this block and all behind it. */
  final long[] minTimeFrom;

  private Segment(LeafReader reader) throws IOException {
    int blocks = (reader.maxDoc() + (1 << BLOCK_BITS) - 1) >> BLOCK_BITS;
    minTime = new long[blocks];
    maxTime = new long[blocks];
    minSequence = new long[blocks];
    maxSequence = new long[blocks];
    bounds(column(reader, Names.TIME), reader.maxDoc(), minTime, maxTime);
    bounds(column(reader, Names.SEQUENCE), reader.maxDoc(), minSequence, maxSequence);
    maxTimeUntil = maxTime.clone();
    minTimeFrom = minTime.clone();
    for (int i = 1; i < blocks; i++) {
      maxTimeUntil[i] = Math.max(maxTimeUntil[i], maxTimeUntil[i - 1]);
    }
    for (int i = blocks - 2; i >= 0; i--) {
      minTimeFrom[i] = Math.min(minTimeFrom[i], minTimeFrom[i + 1]);
    }
  }

  static Segment of(LeafReader reader) throws IOException {
    IndexReader.CacheHelper cache = reader.getCoreCacheHelper();
    Segment known = KNOWN.get(cache.getKey());
    if (known == null) {
      known = new Segment(reader);
      if (KNOWN.putIfAbsent(cache.getKey(), known) == null) {
        cache.addClosedListener(KNOWN::remove);
      }
    }
    return known;
  }

  static NumericDocValues column(LeafReader reader, String name) throws IOException {
    NumericDocValues column = reader.getNumericDocValues(name);
    if (column == null) {
      throw new IOException("column " + name + " is missing in " + reader);
    }
    return column;
  }

  int blocks() {
    return minTime.length;
  }

  long leastTime() {
    return minTimeFrom[0];
  }

  long greatestTime() {
    return maxTimeUntil[blocks() - 1];
  }

  long leastSequence() {
    long least = Long.MAX_VALUE;
    for (long sequence : minSequence) {
      least = Math.min(least, sequence);
    }
    return least;
  }

  private static void bounds(NumericDocValues column, int documents, long[] min, long[] max)
      throws IOException {
    for (int document = 0; document < documents; document++) {
      int block = document >> BLOCK_BITS;
      column.advanceExact(document);
      long value = column.longValue();
      if ((document & (1 << BLOCK_BITS) - 1) == 0) {
        min[block] = value;
        max[block] = value;
      } else if (value < min[block]) {
        min[block] = value;
      } else if (value > max[block]) {
        max[block] = value;
      }
    }
  }
}
