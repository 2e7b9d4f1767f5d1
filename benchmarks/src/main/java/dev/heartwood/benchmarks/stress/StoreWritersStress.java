package dev.heartwood.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heartwood.store.Batch;
import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.StoreConfig;
import dev.heartwood.store.StoredRecord;
import dev.heartwood.store.Subscription;
import java.time.Duration;
import java.time.Instant;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Several writers and a waiting subscriber: sequences are dense, and no wake-up is lost. */
public final class StoreWritersStress {
  private static final Instant TIME = Instant.parse("2026-11-20T10:00:00Z");
  private static final Duration LONG = Duration.ofSeconds(10);

  private StoreWritersStress() {}

  /** The sequences of two appends, and that of the key's newest record. */
  @JCStressTest
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "the first came first")
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the second came first")
  @Outcome(expect = FORBIDDEN, desc = "a sequence given twice or left out")
  @State
  public static class Appends {
    private final CompactingStore store = new CompactingStore(StoreConfig.DEFAULT);

    @Actor
    public void first(III_Result result) {
      result.r1 = (int) store.append("k", "first", TIME);
    }

    @Actor
    public void second(III_Result result) {
      result.r2 = (int) store.append("k", "second", TIME);
    }

    @Arbiter
    public void newest(III_Result result) {
      result.r3 = store.latest("k").map(StoredRecord::sequence).orElse(-1L).intValue();
    }
  }

  /** Records and gaps that a subscriber gets which looks just as the first record comes. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "woken, or just in time")
  @Outcome(expect = FORBIDDEN, desc = "slept through it")
  @State
  public static class WakeUp {
    private final CompactingStore store = new CompactingStore(StoreConfig.DEFAULT);
    private final Subscription subscription = store.subscribe();

    @Actor
    public void writer() {
      store.append("k", "here", TIME);
    }

    @Actor
    public void subscriber(II_Result result) {
      try {
        Batch batch = subscription.poll(10, LONG);
        result.r1 = batch.records().size();
        result.r2 = batch.gap().isPresent() ? 1 : 0;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
