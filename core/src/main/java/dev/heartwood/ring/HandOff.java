package dev.heartwood.ring;

import java.lang.invoke.VarHandle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A ring with its worker: callers claim room, fill it and publish; the worker drains into a {@link
 * Drain}. No caller takes a lock, and a caller wakes the worker at most once per idle period.
 *
 * <p><b>Threads:</b> {@link #claim}, {@link #publish}, {@link #request}, {@link #seal} and the
 * counts may be called by any thread. <b>Order:</b> entries of one producer are taken in the order
 * it published them.
 *
 * <p><b>Closing exhausts the ring:</b> {@link #seal} stops the worker from giving room back, so at
 * most one ring of claims can still succeed, and then claims whatever room is left. What was
 * claimed before that is the end; every later claim fails for good. Nothing can slip in between.
 *
 * <pre>
 * field      written by               read by                   ordering
 * at         worker                   worker                    plain
 * freeing    worker (OPEN, FREEING),  worker, closer            compare-and-set; excludes freeing
 *            closer (SEALED)                                    and sealing from each other
 * sealed     closer                   callers, worker           volatile
 * end        closer                   worker, counts            volatile; set once after the last claim
 * requested  whoever awaits           worker                    atomic maximum
 * stuckAt    a caller that timed out  callers                   volatile
 * abandoned  closer                   worker                    compare-and-set
 * </pre>
 *
 * @param <S> one entry of the ring
 */
public final class HandOff<S> {
  /** No room, and no wait was allowed. */
  public static final long FULL = Ring.FULL;

  /** No room came free while the caller waited. */
  public static final long TIMED_OUT = -2;

  /** The ring was closed. */
  public static final long CLOSED = -3;

  private static final int OPEN = 0;
  private static final int FREEING = 1;
  private static final int SEALED = 2;

  /** Looks into the empty ring before the batch ends: the next event is often on its way. */
  private static final int LOOKS_BEFORE_END = 3;

  /**
   * Between these looks, each of which takes the line that is about to be written away from its
   * producer: without them a worker that has caught up slows its only producer down by a seventh.
   */
  private static final int SPINS_BETWEEN_LOOKS = 100;

  private static final int MOST_LOOKS = 1 << 30;
  private static final int MOST_FREED_AT_ONCE = 1024;

  /**
   * A batch of a durable ring costs two notes in its file: about a full buffer of a file handler.
   */
  private static final int MOST_SETTLED_AT_ONCE = 2048;

  private static final int MOST_BETWEEN_TICKS = 32;
  private static final long SLOW_NANOS = 1_000_000;
  private static final long LONGEST_BATCH_NANOS = 10_000_000;
  private static final long SERVING_NAP_NANOS = 100_000;
  private static final long FAILED_NAP_NANOS = 1_000_000;
  private static final int EXHAUST_ATTEMPTS = 1_000;

  private final Ring<S> ring;
  private final Drain<S> drain;
  private final Idling idling;
  private final boolean fenced;
  private final Bell bell = new Bell(this::hasWork, this::hasToHurry);
  private final Turnstile turnstile = new Turnstile();
  private final WorkerThread worker;
  private final CountDownLatch ended = new CountDownLatch(1);

  private final AtomicInteger freeing = new AtomicInteger(OPEN);
  private final AtomicLong requested = new AtomicLong();
  private volatile boolean sealed;
  private volatile long end = Long.MAX_VALUE;
  private volatile long stuckAt = -1;
  private final AtomicBoolean abandoned = new AtomicBoolean();

  private final boolean durable;
  private final int unit;
  private final long freeEvery;
  private final long serveEvery;
  private final WorkerState at = new WorkerState();

  /** Not running until {@link #start}. */
  public HandOff(
      Ring<S> ring, WaitStrategy waitStrategy, String threadName, boolean daemon, Drain<S> drain) {
    this.ring = ring;
    this.drain = drain;
    idling = waitStrategy.newIdling();
    fenced = waitStrategy.fenced();
    durable = ring.isDurable();
    unit = ring.positionsPerEntry();
    long most = durable ? MOST_SETTLED_AT_ONCE : MOST_FREED_AT_ONCE;
    freeEvery = Math.max(1, Math.min(most * unit, ring.capacity() / 8));
    at.next = ring.freed();
    at.freed = at.next;
    at.served = at.next;
    at.batched = at.next;
    serveEvery = Math.max(1, ring.capacity() / 8);
    worker = new WorkerThread(threadName, daemon, this::work);
    bell.worker(worker);
  }

  public void start() {
    worker.start();
  }

  /**
   * Claims one entry. Whoever gets a position must publish it, and must do nothing that can block
   * or throw in between.
   *
   * @param timeoutNanos how long to wait for room: 0 not at all, negative for ever. After a wait in
   *     vain nobody waits again until the worker has given some room back.
   * @return the position, or {@link #FULL}, {@link #TIMED_OUT} or {@link #CLOSED}, all negative
   */
  public long claim(long timeoutNanos) {
    return claim(1, timeoutNanos);
  }

  /** As {@link #claim(long)}, for an entry of that many positions. */
  public long claim(int size, long timeoutNanos) {
    if (sealed) {
      return CLOSED;
    }
    if (turnstile.isOpen()) {
      long position = ring.tryClaim(size);
      if (position >= 0) {
        return position;
      }
    }
    if (timeoutNanos == 0 || (timeoutNanos > 0 && ring.freed() == stuckAt)) {
      return FULL;
    }
    return await(size, timeoutNanos);
  }

  /**
   * Waits for room; an interrupt shortens no wait and loses nothing: the flag is kept for later.
   */
  private long await(int size, long timeoutNanos) {
    long deadline = System.nanoTime() + timeoutNanos;
    Turnstile.Waiter waiter = turnstile.waiter();
    boolean interrupted = false;
    long position = FULL;
    try {
      turnstile.enter(waiter); // in here: of a mapped file that is cut an error may come anywhere
      while (position < 0) {
        if (sealed) {
          return CLOSED;
        }
        if (waiter.takeTurn() || turnstile.isOpen()) {
          position = ring.tryClaim(size);
        }
        if (position < 0) {
          long left = timeoutNanos < 0 ? Long.MAX_VALUE : deadline - System.nanoTime();
          if (left <= 0) {
            stuckAt = ring.freed();
            return TIMED_OUT;
          }
          bell.ringLoud();
          waiter.park(this, left);
          interrupted |= Thread.interrupted();
        }
      }
      return position;
    } finally {
      turnstile.leave(waiter, position >= 0);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The claimed entry, to be filled. */
  public S entry(long position) {
    return ring.get(position);
  }

  /**
   * Gives a claimed entry to the worker.
   *
   * @return false if it has to be claimed anew, see {@link Ring#publish}
   */
  public boolean publish(long position) {
    boolean published = ring.publish(position);
    if (fenced) {
      VarHandle.fullFence();
    }
    bell.ring();
    return published;
  }

  /** The position after the last entry that was accepted. */
  public long accepted() {
    long claimed = ring.claimed();
    while (freeing.get() == SEALED && end == Long.MAX_VALUE) {
      Thread.onSpinWait(); // the closing claim, which is not to be counted, is just being made
    }
    return Math.min(claimed, end);
  }

  /** How much room there is at this moment. */
  public long room() {
    return sealed ? 0 : Math.max(0, ring.room());
  }

  public long capacity() {
    return ring.capacity();
  }

  /** Asks for a batch to end as soon as everything before the position was taken. */
  public void request(long position) {
    requested.accumulateAndGet(position, Math::max);
    bell.ringLoud();
  }

  /** Whether the calling thread is this ring's worker. */
  public boolean isWorker() {
    return Thread.currentThread() == worker;
  }

  public boolean isSealed() {
    return sealed;
  }

  /** Closes the entrance for good; what was accepted will still be drained. Idempotent. */
  public void seal() {
    while (!freeing.compareAndSet(OPEN, SEALED)) {
      if (freeing.get() == SEALED) {
        return;
      }
      Thread.onSpinWait(); // the worker is storing one long
    }
    sealed = true;
    boolean exhausted = false;
    try {
      end = exhaust();
      exhausted = true;
    } finally {
      if (!exhausted) {
        freeing.set(OPEN); // the next call tries again
      }
    }
    turnstile.dismiss();
    bell.ringLoud();
  }

  private long exhaust() {
    for (int left = EXHAUST_ATTEMPTS; ; left--) {
      try {
        return ring.exhaust();
      } catch (InternalError e) { // the ring's file was cut, and the worker is about to see it
        if (left == 0 || isWorker()) {
          throw e;
        }
        LockSupport.parkNanos(this, FAILED_NAP_NANOS);
      }
    }
  }

  /** Waits until the worker has drained everything and ended; keeps an interrupt for later. */
  public boolean awaitEnd(long timeoutNanos) {
    long deadline = System.nanoTime() + timeoutNanos;
    boolean interrupted = false;
    try {
      for (; ; ) {
        try {
          return ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Makes the worker end without taking what is still there, and interrupts it, since it may be
   * stuck in its drain. Only after {@link #seal}.
   *
   * @return false if it was abandoned before
   */
  public boolean abandon() {
    if (!abandoned.compareAndSet(false, true)) {
      return false;
    }
    worker.interrupt();
    return true;
  }

  /** The innermost frame of the worker: where it is stuck. */
  public String whereabouts() {
    StackTraceElement[] stack = worker.getStackTrace();
    return stack.length == 0 ? "its end" : stack[0].toString();
  }

  private void work() {
    try {
      while (!worked()) {} // nothing may throw between two attempts
      drain.end();
    } catch (Throwable e) {
      tellFailed(e);
    } finally {
      turnstile.dismiss();
      ended.countDown();
    }
  }

  /**
   * Works until the end.
   *
   * @return false after an error that came while another was dealt with: the JVM may tell it late,
   *     anywhere, of a ring's file that was cut
   */
  private boolean worked() {
    try {
      while (!isOver()) {
        try {
          drainUntilEnd();
        } catch (Throwable e) {
          tellFailed(e);
          LockSupport.parkNanos(this, FAILED_NAP_NANOS); // it may go on failing
        }
      }
      return true;
    } catch (Throwable e) {
      tellFailed(e);
      return false;
    }
  }

  private void drainUntilEnd() {
    int looks = 0;
    while (!isOver()) {
      if (takeSome()) {
        looks = 0;
      } else if (looks < LOOKS_BEFORE_END) {
        looks++;
        for (int i = 0; i < SPINS_BETWEEN_LOOKS; i++) {
          Thread.onSpinWait();
        }
      } else {
        if (looks == LOOKS_BEFORE_END) {
          endBatch(System.nanoTime());
        }
        idle(looks - LOOKS_BEFORE_END);
        looks = Math.min(looks + 1, MOST_LOOKS);
      }
    }
    endBatch(System.nanoTime());
  }

  private boolean isOver() {
    return at.next >= end || abandoned.get();
  }

  /** Takes what is there, up to the next look at the time. */
  private boolean takeSome() {
    long position = at.next;
    long left = at.untilTick;
    if (!ring.isPublished(position)) {
      return false;
    }
    try {
      drain.startRun();
      do {
        S entry = ring.get(position);
        position = ring.next(position); // before: whatever happens, this one is not taken twice
        left--;
        drain.take(entry);
      } while (left > 0 && ring.isPublished(position));
    } finally {
      at.next = position;
      at.untilTick = left;
      drain.endRun();
    }
    if (left <= 0) {
      tick();
    }
    return true;
  }

  /** Every few events, of which each may take a nanosecond or a minute, a look at the time. */
  private void tick() {
    long now = System.nanoTime();
    boolean slow = now - at.lastTickNanos > SLOW_NANOS;
    at.tickEvery = slow ? 1 : Math.min(Math.min(MOST_BETWEEN_TICKS, freeEvery), 2 * at.tickEvery);
    at.untilTick = at.tickEvery;
    at.lastTickNanos = now;
    if (now - at.lastBatchNanos > LONGEST_BATCH_NANOS
        || isRequested()
        || (durable && at.next - at.batched >= freeEvery)) {
      endBatch(now);
      drain.tick();
    } else if (!durable
        && (at.next - at.freed >= freeEvery || now - at.lastFreeNanos > SLOW_NANOS)) {
      free(now);
      if (at.freed - at.served >= serveEvery || slow) {
        serve(now);
      }
    }
  }

  private boolean isRequested() {
    long wanted = requested.get();
    return wanted > at.batched && at.next >= wanted;
  }

  private void endBatch(long before) {
    long now = before;
    if (at.next != at.batched) {
      at.batched = at.next;
      drain.endOfBatch(at.next);
      now = System.nanoTime(); // else a slow destination would make a batch of every entry
    }
    free(now);
    serve(now);
    at.lastBatchNanos = now;
  }

  private void free(long now) {
    at.lastFreeNanos = now;
    if (durable) {
      if (at.batched != at.freed
          && !abandoned.get()) { // what was cut short is for the next process
        ring.free(at.batched);
        at.freed = at.batched;
      }
    } else if (at.next != at.freed && freeing.compareAndSet(OPEN, FREEING)) {
      ring.free(at.next);
      at.freed = at.next;
      freeing.set(OPEN);
    }
  }

  private void serve(long now) {
    at.served = at.freed;
    turnstile.serve(room() / unit, now);
  }

  private void idle(int looks) {
    Thread.interrupted(); // a flag left behind by a handler would end every park at once
    drain.tick();
    ring.idle(at.next);
    if (turnstile.isOccupied()) {
      serve(System.nanoTime());
      bell.nap(SERVING_NAP_NANOS);
    } else {
      idling.idle(bell, looks);
    }
  }

  private boolean hasWork() {
    return ring.isPublished(at.next) || isOver();
  }

  /**
   * Whether what came while a batch was ended has to be taken at once. Else it waits for what comes
   * during a nap, if that will not fill the ring: with steady traffic there is always something,
   * and a worker that goes on for a few events at a time takes a core and slows callers down.
   */
  private boolean hasToHurry() {
    return isOver()
        || (ring.isPublished(at.next)
            && (requested.get() > at.batched
                || turnstile.isOccupied()
                || ring.room() < ring.capacity() - ring.capacity() / 8));
  }

  private void tellFailed(Throwable cause) {
    try {
      drain.failed(cause);
    } catch (Throwable ignored) {
      // nobody is left to tell; the worker goes on
    }
  }
}
