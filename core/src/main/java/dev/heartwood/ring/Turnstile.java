package dev.heartwood.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where callers wait for room in a full ring. A strict queue would be a convoy, in which every call
 * of every thread parks once; no queue starves some callers for seconds. So newcomers may take room
 * past the queue as long as its oldest waiter is young; when that one is older than {@link
 * #PATIENCE_NANOS} the gate shuts and the queue is served strictly in order until its head is young
 * again.
 *
 * <p>The queue is lock-free. Waiters append themselves and leave by marking themselves done; only
 * the worker unlinks, from the head.
 *
 * <pre>
 * field          written by                read by            ordering
 * tail           waiters                   waiters, worker    get-and-set
 * head           worker                    worker, closer     volatile
 * shut           worker                    callers            volatile
 * Waiter.next    the waiter behind         worker, waiters    volatile
 * Waiter.done    the waiter                worker, waiters    volatile; nothing is claimed by it after
 * Waiter.woken   set by who unparks it,    the waiter         volatile; cleared, then tried, then parked
 *                cleared by the waiter
 * Waiter.thread  the waiter; nulled by     who unparks        volatile
 *                the worker when unlinked
 * </pre>
 *
 * Between freeing room and reading the queue the worker stands a full fence, so that either it sees
 * a waiter or that waiter's try sees the room. A waiter that the worker could not see, because the
 * link before it was still missing, is seen at the next round: no worker sleeps while somebody
 * waits.
 */
final class Turnstile {
  /** No caller waits longer than this plus the time to serve those queued before it. */
  static final long PATIENCE_NANOS = 10_000_000;

  /** While the gate is open one waiter is woken for so many free slots; it competes with others. */
  private static final int SLOTS_PER_WAKE = 32;

  /**
   * And no more than can run at once: one that runs fills many slots, others would only switch.
   * That holds with the gate shut as well: of all of them awake, the oldest may be the last to run,
   * and until then every call of the others parks once.
   */
  private static final int MOST_WAKES = Runtime.getRuntime().availableProcessors();

  private static final VarHandle TAIL;

  static {
    try {
      TAIL = MethodHandles.lookup().findVarHandle(Turnstile.class, "tail", Waiter.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile Waiter head = new Waiter(null, 0);
  private volatile Waiter tail = head;
  private volatile boolean shut;

  /** Whether a newcomer may try for room without queueing. */
  boolean isOpen() {
    return !shut;
  }

  /** Whether somebody waits, or has waited and is still to be unlinked. */
  boolean isOccupied() {
    return head != tail;
  }

  /** The calling thread, not yet in the queue. */
  Waiter waiter() {
    return new Waiter(Thread.currentThread(), System.nanoTime());
  }

  /** Queues the calling thread, which then tries and parks by turns until it leaves. */
  void enter(Waiter waiter) {
    Waiter before = (Waiter) TAIL.getAndSet(this, waiter);
    before.next = waiter;
  }

  /**
   * Takes the calling thread out of the queue, if it is there.
   *
   * @param served whether it got its room; if not, its turn goes to the next. While the gate is
   *     shut whoever leaves wakes the next
   */
  void leave(Waiter waiter, boolean served) {
    waiter.done = true;
    if (!served || shut) {
      for (Waiter next = waiter.next; next != null; next = next.next) {
        if (!next.done && !next.woken) {
          wake(next);
          return;
        }
      }
    }
  }

  /** For the worker, after freeing: unlinks who left, sets the gate, wakes whose turn it is. */
  void serve(long free, long nowNanos) {
    VarHandle.fullFence();
    if (head == tail) {
      return;
    }
    Waiter oldest = unlinkDone();
    boolean impatient = oldest != null && nowNanos - oldest.since > PATIENCE_NANOS;
    if (shut != impatient) {
      shut = impatient;
    }
    long wakes = Math.min(MOST_WAKES, impatient ? free : Math.max(1, free / SLOTS_PER_WAKE));
    wakes = Math.min(wakes, free);
    for (Waiter waiter = oldest; waiter != null && wakes > 0; waiter = waiter.next) {
      if (!waiter.done) {
        wakes--; // one woken before and not yet here has its share reserved
        if (!waiter.woken) {
          wake(waiter);
        }
      }
    }
  }

  /** Wakes everybody: the ring was closed. Any thread. */
  void dismiss() {
    VarHandle.fullFence();
    for (Waiter waiter = head.next; waiter != null; waiter = waiter.next) {
      wake(waiter);
    }
  }

  private @Nullable Waiter unlinkDone() {
    Waiter last = head;
    Waiter first = last.next;
    while (first != null && first.done) {
      first.thread = null; // it becomes the head, which nobody is to be kept alive by
      last = first;
      first = last.next;
    }
    if (head != last) {
      head = last;
    }
    return first;
  }

  private static void wake(Waiter waiter) {
    waiter.woken = true;
    LockSupport.unpark(waiter.thread);
  }

  /** One thread in the queue. */
  static final class Waiter {
    private final long since;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Waiter next;
    private volatile boolean done;
    private volatile boolean woken;

    private Waiter(@Nullable Thread thread, long since) {
      this.thread = thread;
      this.since = since;
    }

    /** Whether it is this waiter's turn; asking takes the turn, so a try has to follow. */
    boolean takeTurn() {
      if (!woken) {
        return false;
      }
      woken = false;
      return true;
    }

    /** Parks until woken, interrupted or the time is over; returns at once if woken already. */
    void park(Object blocker, long nanos) {
      if (!woken) {
        LockSupport.parkNanos(blocker, nanos);
      }
    }
  }
}
