package dev.heartwood.service;

import dev.heartwood.StatusReporter;
import dev.heartwood.ring.WorkerThread;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a view. One that fails keeps its position, is reported, and tries again after a
 * pause that doubles from a tenth of a second to half a minute; it never ends by itself.
 *
 * <pre>
 * field       written by        read by   ordering
 * stopping    who closes        thread    under the lock
 * the others  thread            any       volatile
 * </pre>
 */
final class ViewThread {
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;
  private static final long REPORT_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final View view;
  private final Clock clock;
  private final StatusReporter status;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stop = lock.newCondition();
  private final WorkerThread thread;
  private boolean stopping;
  private long reportedNanos = System.nanoTime() - REPORT_PAUSE_NANOS;
  private volatile long failures;
  private volatile @Nullable String problem;
  private volatile Instant caughtUp;

  ViewThread(View view, Clock clock, StatusReporter status) {
    this.view = view;
    this.clock = clock;
    this.status = status;
    caughtUp = clock.instant();
    thread = new WorkerThread("heartwood-" + view.name(), true, this::run);
  }

  void start() {
    thread.start();
  }

  ServiceHealth.View health() {
    long behind = view.behind();
    Duration lag = behind == 0 ? Duration.ZERO : Duration.between(caughtUp, clock.instant()).abs();
    return new ServiceHealth.View(view.name(), behind, lag, failures, problem);
  }

  private void run() {
    boolean rewound = true; // before the thread was started
    long pause = FIRST_PAUSE_MILLIS;
    while (!isStopping()) {
      try {
        if (!rewound) {
          view.rewind();
          rewound = true;
        }
        view.step();
        problem = null;
        pause = FIRST_PAUSE_MILLIS;
        if (view.behind() == 0) {
          caughtUp = clock.instant();
        }
      } catch (InterruptedException e) {
        continue; // a close, or nobody we know
      } catch (Throwable e) { // whatever it was: a view that died would be missed by nobody
        rewound = false;
        fail(e);
        await(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
    close();
  }

  private void fail(Throwable e) {
    if (isStopping()) {
      return;
    }
    failures++;
    problem = String.valueOf(e.getMessage() == null ? e : e.getMessage());
    if (System.nanoTime() - reportedNanos >= REPORT_PAUSE_NANOS) {
      reportedNanos = System.nanoTime();
      status.error("view " + view.name() + " fails and will try again: " + problem, e);
    }
  }

  private void close() {
    try {
      view.close();
    } catch (IOException | RuntimeException e) {
      status.error("view " + view.name() + " could not be closed: " + e.getMessage(), e);
    }
  }

  private boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  private void await(long millis) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!stopping && left > 0) {
        left = stop.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      return; // looks at once whether it should stop
    } finally {
      lock.unlock();
    }
  }

  /** Ends it after the step in hand, and waits for that. */
  void stop() {
    lock.lock();
    try {
      stopping = true;
      stop.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      view.wake();
    } catch (IOException e) {
      status.error("view " + view.name() + " could not be woken: " + e.getMessage(), e);
    }
    thread.awaitEnd();
  }
}
