package dev.heartwood.async;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.LogRecord;
import dev.heartwood.UndeliveredException;
import dev.heartwood.ring.Drain;
import dev.heartwood.ring.WorkerThread;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What the worker does with events: hands them to the handler, counts what became of them, tells of
 * losses. Survives whatever the handler throws.
 *
 * <pre>
 * field     written by                        read by           ordering
 * settled   worker; closer, once, the last    anybody           compare-and-set
 * notices   worker                            anybody           atomic
 * awaiting  whoever awaits                    worker, closer    lock-free queue; settled is set before
 *                                                               it is read, and it before settled
 * the rest  worker                            worker            plain
 * </pre>
 */
final class Delivering implements Drain<Slot> {
  /** Events logged while handling an application's event are taken, those inside them are not. */
  static final int MAX_DEPTH = 1;

  private static final long NOTICE_EVERY_NANOS = 1_000_000_000;

  private final String name;
  private final LogHandler downstream;
  private final Drops drops;
  private final Complaints complaints;
  private final boolean noticesInStream;
  private final LossNotices lossNotices;
  private final AtomicReference<Settled> settled = new AtomicReference<>(Settled.nothing(0));
  private final AtomicLong notices = new AtomicLong();
  private final ConcurrentLinkedQueue<Thread> awaiting = new ConcurrentLinkedQueue<>();

  private long batched;
  private long failedCapture;
  private long failedHandler;
  private int batchDepth;
  private boolean held;
  private boolean noticed;
  private long lastNoticeNanos;
  private @Nullable LogRecord notice;

  Delivering(AsyncConfig config, LogHandler downstream, Drops drops, Complaints complaints) {
    name = config.name();
    this.downstream = downstream;
    this.drops = drops;
    this.complaints = complaints;
    noticesInStream = config.lossNotices();
    lossNotices = new LossNotices(name, drops);
  }

  @Override
  public void startRun() {
    try {
      held = downstream.hold();
    } catch (Throwable e) {
      held = false; // it is still handed events, and may say of each what is wrong
    }
  }

  @Override
  public void endRun() {
    if (held) {
      held = false;
      downstream.release();
    }
  }

  /** Counts failures only: the rest follows from how many were taken. */
  @Override
  public void take(Slot slot) {
    if (!slot.isFull()) {
      unreadable(null);
      slot.clear();
      return;
    }
    deliver(slot.event(), slot.depth());
    slot.clear();
  }

  /** Counts an entry in which there is no event. */
  void unreadable(@Nullable Throwable cause) {
    failedCapture++;
    complaints.repeat(name + ": an event could not be read, and is lost", cause);
  }

  /** How many of the batch were counted as not delivered so far. */
  long failed() {
    return failedCapture + failedHandler;
  }

  /** Hands one event over. */
  void deliver(LogEvent event, int depth) {
    if (depth > batchDepth) {
      batchDepth = depth;
    }
    setDepth(depth);
    try {
      downstream.handle(event);
    } catch (Throwable e) {
      failedHandler++;
      complaints.repeat(name + ": the handler failed, and an event is lost: " + e, e);
    }
  }

  /** Begins at another position than 0. Before the worker starts. */
  void begin(long position) {
    batched = position;
    settled.set(Settled.nothing(position));
  }

  @Override
  public void endOfBatch(long taken) {
    endBatch(taken, taken - batched);
  }

  /**
   * Ends a batch.
   *
   * @param entries how many entries were taken since the last, where that does not follow from the
   *     positions
   */
  void endBatch(long taken, long entries) {
    long handed = entries - failedCapture - failedHandler;
    batched = taken;
    setDepth(batchDepth);
    batchDepth = 0;
    try {
      downstream.flush();
    } catch (Throwable e) {
      long lost = e instanceof UndeliveredException u ? Math.min(u.undelivered(), handed) : handed;
      handed -= lost;
      failedHandler += lost;
      complaints.repeat(name + ": flush failed, and " + lost + " events are lost: " + e, e);
    }
    settle(taken, handed);
  }

  private void settle(long end, long delivered) {
    Settled before = settled();
    if (!before.last()) {
      settled.compareAndSet(before, before.plus(end, delivered, failedCapture, failedHandler));
    }
    failedCapture = 0;
    failedHandler = 0;
    wakeAwaiting();
  }

  private void wakeAwaiting() {
    for (Thread thread : awaiting) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void tick() {
    if (drops.isPending() || notice != null) {
      long now = System.nanoTime();
      if (!noticed || now - lastNoticeNanos >= NOTICE_EVERY_NANOS) {
        noticed = true;
        lastNoticeNanos = now;
        tellLosses();
      }
    }
  }

  private void tellLosses() {
    LogRecord told = notice == null ? lossNotices.next() : notice;
    if (told == null) {
      return;
    }
    if (!noticesInStream) {
      complaints.once(Level.WARN, name + ": " + told.message(), null);
      return;
    }
    notice = told; // kept for the next try, should this one fail
    setDepth(MAX_DEPTH);
    try {
      downstream.handle(told);
      downstream.flush();
      notice = null;
      notices.incrementAndGet();
    } catch (Throwable e) {
      complaints.repeat(name + ": a loss could not be told in the stream: " + told.message(), e);
    }
  }

  @Override
  public void end() {
    for (int i = 0; i < 2 && (drops.isPending() || notice != null); i++) {
      tellLosses(); // one kept from before, and one of what came since
    }
    if (notice != null) {
      complaints.once(Level.WARN, name + ": " + notice.message(), null);
    }
    setDepth(MAX_DEPTH);
    try {
      downstream.close();
    } catch (Throwable e) {
      complaints.once(Level.ERROR, name + ": the handler failed to close: " + e, e);
    }
  }

  @Override
  public void failed(Throwable cause) {
    complaints.repeat(name + ": the worker goes on after " + cause, cause);
  }

  /** Counts what is still there as abandoned, for good. */
  long abandon(long accepted) {
    for (; ; ) {
      Settled before = settled();
      if (before.last()) {
        return before.abandoned();
      }
      long rest = Math.max(0, accepted - before.total());
      if (settled.compareAndSet(before, before.abandon(rest))) {
        wakeAwaiting(); // the worker may never come to it
        return rest;
      }
    }
  }

  /** Leaves what is still there to the next process: nobody has to wait for it. */
  void leave() {
    abandon(settled().total());
  }

  Settled settled() {
    return Objects.requireNonNull(settled.get());
  }

  long notices() {
    return notices.get();
  }

  /**
   * Waits until everything before the position is settled; false at the deadline or interrupted.
   */
  boolean awaitSettled(long position, long deadlineNanos) {
    Thread thread = Thread.currentThread();
    awaiting.add(thread);
    try {
      while (settled().end() < position) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0 || thread.isInterrupted()) {
          return false;
        }
        LockSupport.parkNanos(this, left);
      }
      return true;
    } finally {
      awaiting.remove(thread);
    }
  }

  private static void setDepth(int depth) {
    if (Thread.currentThread() instanceof WorkerThread worker && worker.depth() != depth) {
      worker.depth(depth);
    }
  }
}
