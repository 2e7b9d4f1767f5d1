package dev.heartwood.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heartwood.ring.HeapRing;
import dev.heartwood.ring.Ring;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * What is written into an entry before it is published is there for the worker, and what the worker
 * cleared before freeing is cleared for the next producer; the fields themselves are plain.
 */
public final class RingStress {
  private RingStress() {}

  /** An entry with plain fields, as a slot has. */
  static final class Entry {
    int first;
    int second;
  }

  /** The worker sees all of an entry or none of it. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not published yet")
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "published with its content")
  @Outcome(expect = FORBIDDEN, desc = "published without its content")
  @State
  public static class Publication {
    private final Ring<Entry> ring = new HeapRing<>(2, Entry::new);

    @Actor
    public void producer() {
      long position = ring.tryClaim(1);
      Entry entry = ring.get(position);
      entry.second = 2;
      entry.first = 1;
      ring.publish(position);
    }

    @Actor
    public void worker(II_Result result) {
      if (ring.isPublished(0)) {
        Entry entry = ring.get(0);
        result.r1 = entry.first;
        result.r2 = entry.second;
      }
    }
  }

  /** The next producer finds an entry as the worker left it. */
  @JCStressTest
  @Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "the ring was still full")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "freed, and cleared before")
  @Outcome(expect = FORBIDDEN, desc = "handed back before it was read or cleared")
  @State
  public static class Reuse {
    private final Ring<Entry> ring = new HeapRing<>(1, Entry::new);

    public Reuse() {
      ring.get(ring.tryClaim(1)).first = 1;
      ring.publish(0);
    }

    @Actor
    public void worker(II_Result result) {
      Entry entry = ring.get(0);
      result.r1 = entry.first;
      entry.first = 0;
      ring.free(1);
    }

    @Actor
    public void producer(II_Result result) {
      long position = ring.tryClaim(1);
      if (position < 0) {
        result.r2 = -1;
      } else {
        Entry entry = ring.get(position);
        result.r2 = entry.first;
        entry.first = 3;
        ring.publish(position);
      }
    }
  }

  /** The last place is given to one producer, and nothing is published that was not claimed. */
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the first got it")
  @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "the second got it")
  @Outcome(expect = FORBIDDEN, desc = "both or none")
  @State
  public static class Claim {
    private final Ring<Entry> ring = new HeapRing<>(1, Entry::new);

    @Actor
    public void one(III_Result result) {
      result.r1 = claim(1);
    }

    @Actor
    public void other(III_Result result) {
      result.r2 = claim(2);
    }

    private int claim(int content) {
      long position = ring.tryClaim(1);
      if (position < 0) {
        return 0;
      }
      ring.get(position).first = content;
      ring.publish(position);
      return 1;
    }

    @Arbiter
    public void arbiter(III_Result result) {
      result.r3 = ring.isPublished(0) ? ring.get(0).first : -1;
    }
  }
}
