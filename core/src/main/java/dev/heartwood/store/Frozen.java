package dev.heartwood.store;

import dev.heartwood.journal.Position;

/**
 * A store at one moment, to be written as a checkpoint while appends go on.
 *
 * <p><b>Threads:</b> taken under the store's lock, read and closed by one thread.
 */
record Frozen(
    Snapshot snapshot,
    long evictedByBytes,
    long evictedByAge,
    long late,
    long evictedKeys,
    long expiredTombstones,
    long clamped)
    implements AutoCloseable {

  long end() {
    return snapshot.endSequence();
  }

  Checkpoint checkpoint(Position end) {
    return new Checkpoint(
        end,
        snapshot.firstSequence(),
        evictedByBytes,
        evictedByAge,
        late,
        evictedKeys,
        expiredTombstones,
        clamped,
        snapshot.winners());
  }

  @Override
  public void close() {
    snapshot.close();
  }
}
