package dev.heartwood.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heartwood.ring.Drain;
import dev.heartwood.ring.HandOff;
import dev.heartwood.ring.HeapRing;
import dev.heartwood.ring.WaitStrategy;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Stop against publish: whoever got a place before the ring was sealed is counted and delivered,
 * whoever did not is told so; nobody is both or neither.
 */
public final class StopStress {
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final int HUNG = -1;

  private StopStress() {}

  /** Puts one entry; 1 if it was taken. */
  private static int put(HandOff<int[]> handOff, long timeoutNanos) {
    long position = handOff.claim(timeoutNanos);
    if (position < 0) {
      return position == HandOff.TIMED_OUT ? HUNG : 0;
    }
    handOff.entry(position)[0] = 1;
    handOff.publish(position);
    return 1;
  }

  private static int putThree(HandOff<int[]> handOff) {
    int sum = 0;
    for (int i = 0; i < 3; i++) {
      int put = put(handOff, PATIENCE_NANOS);
      if (put == HUNG) {
        return 100;
      }
      sum += put;
    }
    return sum;
  }

  private static HandOff<int[]> handOff(int capacity, Count drain) {
    return new HandOff<>(
        new HeapRing<>(capacity, () -> new int[1]), WaitStrategy.ADAPTIVE, "stress", true, drain);
  }

  /** Adds up what it is given; only entries with their content count. */
  private static final class Count implements Drain<int[]> {
    private int sum;

    @Override
    public void take(int[] entry) {
      sum += entry[0];
      entry[0] = 0;
    }

    @Override
    public void endOfBatch(long taken) {}

    @Override
    public void tick() {}

    @Override
    public void end() {}

    @Override
    public void failed(Throwable cause) {
      sum = HUNG;
    }
  }

  /** A caller races with the seal, before any worker runs: accepted is what it got. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "sealed first")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "sealed between")
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "sealed last")
  @Outcome(expect = FORBIDDEN, desc = "counted and refused, or accepted and not counted")
  @State
  public static class Seal {
    private final HandOff<int[]> handOff = handOff(4, new Count());

    @Actor
    public void caller(II_Result result) {
      result.r1 = put(handOff, 0) + put(handOff, 0);
    }

    @Actor
    public void closer() {
      handOff.seal();
    }

    @Arbiter
    public void arbiter(II_Result result) {
      result.r2 = (int) handOff.accepted();
    }
  }

  /** The same with two callers; runs where there are three processors. */
  @JCStressTest
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "sealed first")
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "sealed between")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "sealed between")
  @Outcome(id = "1, 1, 2", expect = ACCEPTABLE, desc = "sealed last")
  @Outcome(expect = FORBIDDEN, desc = "counted and refused, or accepted and not counted")
  @State
  public static class SealOnTwo {
    private final HandOff<int[]> handOff = handOff(4, new Count());

    @Actor
    public void one(III_Result result) {
      result.r1 = put(handOff, 0);
    }

    @Actor
    public void other(III_Result result) {
      result.r2 = put(handOff, 0);
    }

    @Actor
    public void closer() {
      handOff.seal();
    }

    @Arbiter
    public void arbiter(III_Result result) {
      result.r3 = (int) handOff.accepted();
    }
  }

  /** With a worker and hardly any room: what was accepted is delivered, and nobody hangs. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "sealed first")
  @Outcome(id = "[1-3], 0", expect = ACCEPTABLE, desc = "so many accepted, all delivered")
  @Outcome(expect = FORBIDDEN, desc = "accepted is not delivered, or somebody hung")
  @State
  public static class Drained {
    private final Count count = new Count();
    private final HandOff<int[]> handOff = handOff(1, count);
    private int accepted;

    public Drained() {
      handOff.start();
    }

    @Actor
    public void caller() {
      accepted = putThree(handOff);
    }

    @Actor
    public void closer() {
      handOff.seal();
    }

    @Arbiter
    public void arbiter(II_Result result) {
      boolean ended = handOff.awaitEnd(PATIENCE_NANOS);
      boolean exact = count.sum == accepted && handOff.accepted() == accepted;
      result.r1 = accepted;
      result.r2 = ended && exact ? 0 : HUNG;
    }
  }

  /** Callers that wait for room are woken when the worker makes some: no wake-up is lost. */
  @JCStressTest
  @Outcome(id = "3, 3", expect = ACCEPTABLE, desc = "all got room")
  @Outcome(expect = FORBIDDEN, desc = "one waited in vain")
  @State
  public static class Turns {
    private final HandOff<int[]> handOff = handOff(1, new Count());

    public Turns() {
      handOff.start();
    }

    @Actor
    public void one(II_Result result) {
      result.r1 = putThree(handOff);
    }

    @Actor
    public void other(II_Result result) {
      result.r2 = putThree(handOff);
    }

    @Arbiter
    public void arbiter(II_Result result) {
      handOff.seal();
      if (!handOff.awaitEnd(PATIENCE_NANOS)) {
        result.r1 = HUNG;
      }
    }
  }
}
