package dev.heartwood.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heartwood.StatusReporter;
import dev.heartwood.ring.Frame;
import dev.heartwood.ring.MappedRing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * What is copied into a frame of a ring in a file is there for the worker when it finds the frame
 * published, whatever lay at that place the round before; no two producers get the same bytes; and
 * of a producer that publishes and a worker that takes the claim away exactly one succeeds.
 *
 * <p>To make a file for each state would take all the time there is, so all states of a JVM share a
 * ring. Those of one run are some ten thousand, and a frame is freed only when many more have been
 * claimed after it.
 */
public final class MappedRingStress {
  private static final int CAPACITY = 1 << 23;
  private static final int PAYLOAD = 80; // crosses cache lines
  private static final int FRAME = MappedRing.frameSize(PAYLOAD);

  private MappedRingStress() {}

  private static MappedRing open(int capacity) {
    try {
      Path directory = Files.createTempDirectory("heartwood-stress");
      MappedRing ring =
          MappedRing.open(
              directory.resolve("ring"), capacity, false, StatusReporter.standardError());
      ring.recover(0);
      try (Stream<Path> files = Files.list(directory)) { // what is mapped stays
        for (Path each : files.toList()) {
          Files.delete(each);
        }
      }
      Files.delete(directory);
      return ring;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(MappedRing ring, long position, byte content) {
    byte[] bytes = new byte[Frame.GAP + PAYLOAD + Frame.TRAILER];
    Arrays.fill(bytes, content);
    ring.write(position, bytes, Frame.GAP + PAYLOAD, 0);
  }

  /** What every byte of the frame is; negative if they differ or are not as many. */
  private static int contentOf(Frame frame) {
    if (frame.length() != PAYLOAD) {
      return -1;
    }
    byte first = frame.bytes()[Frame.GAP];
    for (int i = 0; i < PAYLOAD; i++) {
      if (frame.bytes()[Frame.GAP + i] != first) {
        return -2;
      }
    }
    return first;
  }

  /** Claims a frame of a ring that many states share. */
  private static long claim(MappedRing ring) {
    long position = ring.tryClaim(FRAME);
    if (position >= 0) {
      return position;
    }
    synchronized (ring) {
      if (ring.room() < CAPACITY / 4) {
        ring.free(ring.claimed() - CAPACITY / 2);
      }
    }
    return claim(ring);
  }

  /**
   * A small ring goes round and round: the worker finds whole frames, in their order, though it
   * touches the pages that producers write to.
   */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "nothing published yet")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the next frame, whole")
  @Outcome(expect = FORBIDDEN, desc = "half a frame, or another than the next")
  @State
  public static class Passing {
    private static final MappedRing RING = open(MappedRing.MIN_CAPACITY);
    private static byte written; // the producer's
    private static byte read; // the worker's, as is next
    private static long next;

    @Actor
    public void producer() {
      long position = RING.tryClaim(FRAME);
      if (position >= 0) {
        written = (byte) (written + 1 & Byte.MAX_VALUE);
        write(RING, position, written);
        RING.publish(position);
      }
    }

    @Actor
    public void worker(I_Result result) {
      while (RING.isPublished(next)) {
        Frame frame = RING.get(next);
        next = RING.next(next);
        if ((next & 0xFFF) < FRAME) {
          RING.free(next);
        }
        if (frame.isEvent()) {
          read = (byte) (read + 1 & Byte.MAX_VALUE);
          result.r1 = contentOf(frame) == read ? 1 : -1;
          return;
        }
      }
      RING.idle(next);
    }
  }

  /** Two producers get room of their own. */
  @JCStressTest
  @Outcome(id = "1, 2, 1", expect = ACCEPTABLE, desc = "each has its own")
  @Outcome(expect = FORBIDDEN, desc = "one lies over the other")
  @State
  public static class Claim {
    private static final MappedRing RING = open(CAPACITY);
    private long first;
    private long second;

    @Actor
    public void one() {
      first = put((byte) 1);
    }

    @Actor
    public void other() {
      second = put((byte) 2);
    }

    private static long put(byte content) {
      long position = claim(RING);
      write(RING, position, content);
      RING.publish(position);
      return position;
    }

    @Arbiter
    public void arbiter(III_Result result) {
      synchronized (RING) {
        result.r1 = RING.isPublished(first) ? contentOf(RING.get(first)) : -3;
        result.r2 = RING.isPublished(second) ? contentOf(RING.get(second)) : -3;
        result.r3 = Math.abs(first - second) >= FRAME ? 1 : 0;
      }
    }
  }

  /**
   * Whoever turns the word of a frame over first decides what it is, and the other learns of it.
   */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "published, and seen")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "taken away, and the producer knows")
  @Outcome(expect = FORBIDDEN, desc = "lost without the producer knowing, or claimed anew and seen")
  @State
  public static class TakenAway {
    private static final MappedRing RING = open(CAPACITY);
    private final long position = claim(RING);

    @Actor
    public void producer(II_Result result) {
      write(RING, position, (byte) 1);
      result.r1 = RING.publish(position) ? 1 : 0;
    }

    @Actor
    public void worker() {
      RING.abort(position);
    }

    @Arbiter
    public void arbiter(II_Result result) {
      synchronized (RING) {
        result.r2 = RING.isPublished(position) && RING.get(position).isEvent() ? 1 : 0;
      }
    }
  }
}
