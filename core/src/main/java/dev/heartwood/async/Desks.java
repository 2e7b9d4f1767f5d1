package dev.heartwood.async;

import dev.heartwood.ring.Frame;
import dev.heartwood.wire.EventWriter;
import dev.heartwood.wire.Numbering;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Lends callers what they write an event with before they claim room for it. A pool rather than
 * thread-locals: it is bounded however many threads there are, and leaves nothing in them. Who
 * finds no desk free gets one that is thrown away.
 *
 * <p>A desk stays at its place, and is marked while it is lent: to move a reference out and in
 * again would cost two barriers of the collector for each call.
 *
 * <pre>
 * field          written by             read by   ordering
 * places         callers, once each     anybody   compare-and-set
 * Desk.lent      callers                callers   compare-and-set, then release; who has set it has
 *                                                 the desk alone
 * Desk.accepted  who has the desk       anybody   opaque; carried by the release of lent
 * passing        callers                anybody   adder
 * </pre>
 */
final class Desks {
  private static final int PROBES = 4;

  private static final VarHandle LENT;
  private static final VarHandle ACCEPTED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      LENT = lookup.findVarHandle(Desk.class, "lent", long.class);
      ACCEPTED = lookup.findVarHandle(Desk.class, "accepted", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final AtomicReferenceArray<@Nullable Desk> places;
  private final int mask;
  private final int maxEventBytes;
  private final Numbering numbering;

  /** What was accepted from desks that were thrown away. */
  private final LongAdder passing = new LongAdder();

  /** Used by one caller at a time. */
  static final class Desk {
    final EventWriter writer;
    private final boolean kept;
    private long p0, p1, p2, p3, p4, p5, p6, p7; // desks of two callers share no cache line
    private long lent = 1;
    private long accepted;
    private long q0, q1, q2, q3, q4, q5, q6, q7;

    private Desk(int maxEventBytes, Numbering numbering, boolean kept) {
      this.kept = kept;
      writer = new EventWriter(maxEventBytes, numbering);
    }

    /** Counts an event that is in the ring. */
    void countAccepted() {
      ACCEPTED.setOpaque(this, accepted + 1);
    }

    private boolean tryLend() {
      return lent == 0 && LENT.compareAndSet(this, 0L, 1L);
    }
  }

  Desks(int maxEventBytes, Numbering numbering) {
    this.maxEventBytes = maxEventBytes;
    this.numbering = numbering;
    int wanted = 4 * Runtime.getRuntime().availableProcessors();
    int size = Integer.highestOneBit(Math.max(4, Math.min(wanted, 256)) - 1) << 1;
    mask = size - 1;
    places = new AtomicReferenceArray<>(size);
  }

  /** Lends a desk with nothing on it; it has to be given back. */
  Desk take() {
    long id = Thread.currentThread().getId();
    Desk desk = free((int) (id ^ id >>> 8));
    desk.writer.clear(Frame.GAP);
    return desk;
  }

  private Desk free(int home) {
    for (int i = 0; i < PROBES; i++) {
      int place = home + i & mask;
      Desk desk = places.getAcquire(place);
      if (desk == null) {
        Desk fresh = new Desk(maxEventBytes, numbering, true);
        if (places.compareAndSet(place, null, fresh)) {
          return fresh;
        }
      } else if (desk.tryLend()) {
        return desk;
      }
    }
    return new Desk(maxEventBytes, numbering, false);
  }

  void giveBack(Desk desk) {
    if (desk.kept) {
      LENT.setRelease(desk, 0L);
    } else {
      passing.add(desk.accepted);
    }
  }

  /** How many events came from these desks into the ring; exact when no call is in progress. */
  long accepted() {
    long sum = passing.sum();
    for (int i = 0; i <= mask; i++) {
      Desk desk = places.getAcquire(i);
      if (desk != null) {
        sum += (long) ACCEPTED.getAcquire(desk);
      }
    }
    return sum;
  }
}
