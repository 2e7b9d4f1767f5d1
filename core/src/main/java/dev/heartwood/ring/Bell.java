package dev.heartwood.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How callers wake the worker: they read one flag, and who turns it over unparks.
 *
 * <pre>
 * field   written by                       read by            ordering
 * state   worker (all three), callers      worker, callers    volatile; callers compare-and-set to AWAKE
 * worker  whoever starts it, before that   worker, callers    plain; carried by the thread's start
 * </pre>
 */
final class Bell {
  private static final int AWAKE = 0;

  /** Parked for so short that ordinary callers let it be; those who wait for room do not. */
  private static final int NAPPING = 1;

  /** Parked until somebody calls, or for long. */
  private static final int SLEEPING = 2;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Bell.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final BooleanSupplier work;
  private final BooleanSupplier hurry;
  private volatile int state = AWAKE;
  private @Nullable Thread worker;

  /**
   * @param work whether the worker has something to do, so that it must not sleep
   * @param hurry whether it has something to do that cannot wait for the end of a nap
   */
  Bell(BooleanSupplier work, BooleanSupplier hurry) {
    this.work = work;
    this.hurry = hurry;
  }

  void worker(Thread thread) {
    worker = thread;
  }

  /** After publishing: wakes a worker that sleeps. */
  void ring() {
    if (state == SLEEPING) {
      wake(SLEEPING);
    }
  }

  /** Wakes the worker even from a nap: somebody waits for it. */
  void ringLoud() {
    int seen = state;
    if (seen != AWAKE) {
      wake(seen);
    }
  }

  private void wake(int seen) {
    if (STATE.compareAndSet(this, seen, AWAKE)) {
      LockSupport.unpark(worker);
    }
  }

  /** For the worker: a short pause that callers with an event neither end nor prevent. */
  void nap(long nanos) {
    state = NAPPING;
    if (!hurry.getAsBoolean()) {
      LockSupport.parkNanos(this, nanos);
    }
    state = AWAKE;
  }

  /** For the worker: a pause that the next event ends. */
  void sleep(long nanos) {
    state = SLEEPING;
    VarHandle.fullFence(); // the flag is out before the look
    if (!work.getAsBoolean()) {
      LockSupport.parkNanos(this, nanos);
    }
    state = AWAKE;
  }

  /**
   * The same in two steps: whoever had read the flag just before it was set has published by the
   * end of the first, so that the second look finds the event.
   */
  void sleep(long first, long then) {
    state = SLEEPING;
    VarHandle.fullFence(); // the flag is out before the look
    if (!work.getAsBoolean()) {
      LockSupport.parkNanos(this, first);
      if (state == SLEEPING && !work.getAsBoolean()) {
        LockSupport.parkNanos(this, then);
      }
    }
    state = AWAKE;
  }
}
