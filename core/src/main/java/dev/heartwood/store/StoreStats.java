package dev.heartwood.store;

/**
 * What a store holds and what became of the rest, since it was made. Each number is exact when no
 * append is in progress; they are read one after the other. Those of a store on disk go on after a
 * restart, but for {@code keyFailures} and snapshots.
 *
 * @param appended records ever appended; also the end sequence
 * @param retained records that can be replayed now
 * @param retainedBytes estimated heap of those
 * @param evictedByCount records that left the log because of {@code maxRecords}
 * @param evictedByBytes because of {@code maxBytes}
 * @param evictedByAge because of {@code maxAge}
 * @param keys keys with a latest record, tombstones included
 * @param evictedKeys keys given up because of {@code maxKeys}
 * @param expiredTombstones keys let go after {@code tombstoneRetention}
 * @param late records with a key that came after a newer one of that key
 * @param clamped records whose timestamp was further ahead than {@code allowedSkew}
 * @param keyFailures records without a key because the extractor threw
 * @param openSnapshots now
 * @param expiredSnapshots closed by the store because of {@code snapshotMaxAge}
 * @param leakedSnapshots closed by the store because nobody could any more
 */
public record StoreStats(
    long appended,
    long retained,
    long retainedBytes,
    long evictedByCount,
    long evictedByBytes,
    long evictedByAge,
    long keys,
    long evictedKeys,
    long expiredTombstones,
    long late,
    long clamped,
    long keyFailures,
    int openSnapshots,
    long expiredSnapshots,
    long leakedSnapshots) {
  /** Records that left the log, for whatever reason. */
  public long evicted() {
    return evictedByCount + evictedByBytes + evictedByAge;
  }
}
