package dev.heartwood.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.Retention;
import dev.heartwood.store.Snapshot;
import dev.heartwood.store.StoreConfig;
import dev.heartwood.store.StoredRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * One thread appends and evicts, another takes a snapshot: it finds every record below its end and
 * of each key the newest below its end, also while the writer frees what it thinks nobody needs.
 */
public final class StoreSnapshotStress {
  private static final Instant TIME = Instant.parse("2026-11-20T10:00:00Z");
  private static final int BROKEN = -1;

  private StoreSnapshotStress() {}

  private static CompactingStore store(long maxRecords, int maxKeys) {
    return new CompactingStore(
        StoreConfig.DEFAULT
            .withRetention(Retention.NONE.withMaxRecords(maxRecords))
            .withMaxKeys(maxKeys)
            .withMaxSnapshots(2));
  }

  /** How many of the records that it promises it gives, or that one of them was broken. */
  private static int replayed(Snapshot snapshot) {
    try {
      List<StoredRecord> records = snapshot.replay().toList();
      for (int i = 0; i < records.size(); i++) {
        long sequence = snapshot.firstSequence() + i;
        StoredRecord stored = records.get(i);
        if (stored.sequence() != sequence
            || !stored.record().message().equals("m" + sequence)
            || !"k".equals(stored.key())) {
          return BROKEN;
        }
      }
      return records.size();
    } catch (IllegalStateException e) {
      return BROKEN;
    }
  }

  private static int sequence(Optional<StoredRecord> stored) {
    return stored.map(found -> (int) found.sequence()).orElse(BROKEN);
  }

  /** End, records replayed, sequence of the key's newest: of one moment, without loss. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "before both appends")
  @Outcome(id = "2, 1, 1", expect = ACCEPTABLE, desc = "between them")
  @Outcome(id = "3, 1, 2", expect = ACCEPTABLE, desc = "after both")
  @Outcome(expect = FORBIDDEN, desc = "something was freed under the snapshot, or shown early")
  @State
  public static class Append {
    private final CompactingStore store = store(1, 10);

    public Append() {
      store.append("k", "m0", TIME);
    }

    @Actor
    public void writer() {
      store.append("k", "m1", TIME);
      store.append("k", "m2", TIME);
    }

    @Actor
    public void reader(III_Result result) {
      try (Snapshot snapshot = store.snapshot()) {
        result.r1 = (int) snapshot.endSequence();
        result.r2 = replayed(snapshot);
        result.r3 = sequence(snapshot.latest("k"));
      }
    }
  }

  /** The same key evicted to make room for another, and back: old snapshots still know it. */
  @JCStressTest
  @Outcome(id = "1, 0, -1", expect = ACCEPTABLE, desc = "before: the first key alone")
  @Outcome(id = "2, -1, 1", expect = ACCEPTABLE, desc = "evicted by the second key")
  @Outcome(id = "3, 2, -1", expect = ACCEPTABLE, desc = "back, the second evicted")
  @Outcome(expect = FORBIDDEN, desc = "a key taken out while a snapshot needs it, or too late")
  @State
  public static class Eviction {
    private final CompactingStore store = store(10, 1);

    public Eviction() {
      store.append("k", "m0", TIME);
    }

    @Actor
    public void writer() {
      store.append("other", "m1", TIME);
      store.append("k", "m2", TIME);
    }

    @Actor
    public void reader(III_Result result) {
      try (Snapshot snapshot = store.snapshot()) {
        result.r1 = (int) snapshot.endSequence();
        result.r2 = sequence(snapshot.latest("k"));
        result.r3 = sequence(snapshot.latest("other"));
      }
    }
  }

  /** One snapshot closes while another opens: what the second needs stays. */
  @JCStressTest
  @Outcome(id = "2, 1, 1", expect = ACCEPTABLE, desc = "before the append")
  @Outcome(id = "3, 1, 2", expect = ACCEPTABLE, desc = "after it")
  @Outcome(expect = FORBIDDEN, desc = "the pin of the closed one was all that held it")
  @State
  public static class Handover {
    private final CompactingStore store = store(1, 10);
    private final Snapshot old;

    public Handover() {
      store.append("k", "m0", TIME);
      old = store.snapshot();
      store.append("k", "m1", TIME);
    }

    @Actor
    public void writer() {
      store.append("k", "m2", TIME);
    }

    @Actor
    public void closer() {
      old.close();
    }

    @Actor
    public void reader(III_Result result) {
      try (Snapshot snapshot = store.snapshot()) {
        result.r1 = (int) snapshot.endSequence();
        result.r2 = replayed(snapshot);
        result.r3 = sequence(snapshot.latest("k"));
      }
    }
  }
}
