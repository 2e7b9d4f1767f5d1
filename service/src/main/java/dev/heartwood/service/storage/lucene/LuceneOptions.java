package dev.heartwood.service.storage.lucene;

/**
 * How much an index may use.
 *
 * @param bufferBytes of memory for what is not yet in a segment, over all partitions; default 64
 *     MiB, at least 1 MiB
 * @param openPartitions that can be written to at the same time; the one idle for longest is closed
 *     for the next; default 8
 * @param addThreads that add large batches; default two, or one if there is one processor
 * @param mergeThreads of each open partition; default 1
 * @param mostValues different values of a field that are counted for statistics; default 500,000
 */
public record LuceneOptions(
    long bufferBytes, int openPartitions, int addThreads, int mergeThreads, int mostValues) {
  public static final LuceneOptions DEFAULT =
      new LuceneOptions(
          64L << 20, 8, Math.min(2, Runtime.getRuntime().availableProcessors()), 1, 500_000);

  private static final long LEAST_BUFFER = 1 << 20;

  public LuceneOptions {
    if (bufferBytes < LEAST_BUFFER) {
      throw new IllegalArgumentException(
          "buffer must be at least " + LEAST_BUFFER + " bytes, was " + bufferBytes);
    }
    atLeastOne("open partitions", openPartitions);
    atLeastOne("add threads", addThreads);
    atLeastOne("merge threads", mergeThreads);
    atLeastOne("most values", mostValues);
  }

  public LuceneOptions withBufferBytes(long value) {
    return new LuceneOptions(value, openPartitions, addThreads, mergeThreads, mostValues);
  }

  public LuceneOptions withOpenPartitions(int value) {
    return new LuceneOptions(bufferBytes, value, addThreads, mergeThreads, mostValues);
  }

  public LuceneOptions withAddThreads(int value) {
    return new LuceneOptions(bufferBytes, openPartitions, value, mergeThreads, mostValues);
  }

  public LuceneOptions withMergeThreads(int value) {
    return new LuceneOptions(bufferBytes, openPartitions, addThreads, value, mostValues);
  }

  public LuceneOptions withMostValues(int value) {
    return new LuceneOptions(bufferBytes, openPartitions, addThreads, mergeThreads, value);
  }

  private static void atLeastOne(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, was " + value);
    }
  }
}
