package dev.heartwood.config;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.Resumable;
import dev.heartwood.WriteLedger;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The place of one named handler: what stands in it can be exchanged while threads log, without an
 * event lost or two handlers open on one file. During the exchange callers wait, bounded; events of
 * one thread stay in order across it.
 *
 * <p>A slot is closed, with what stands in it, when the last of its users lets go.
 *
 * <pre>
 * field     written by              read by              ordering
 * inside    callers                 whoever exchanges    volatile (get-and-add); spread by thread
 * handler   whoever exchanges       callers              volatile; null while being exchanged
 * users     users                   users                volatile
 * ledger    a ring, at its start    whoever exchanges    volatile
 * </pre>
 *
 * A caller first counts itself in, then reads the handler; an exchange first takes the handler
 * away, then waits until each counter was seen at zero: so whoever is still counted in has found
 * nothing or has left. Exchanges themselves come one at a time.
 */
final class Slot {
  static final Duration MAX_WAIT = Duration.ofSeconds(30);

  private static final int STRIPES = 16;
  private static final int LINE = 16; // longs: two cache lines, which are fetched in pairs
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final String name;
  private final Duration maxWait;
  private final AtomicLongArray inside = new AtomicLongArray(STRIPES * LINE);
  private final AtomicInteger users = new AtomicInteger();
  private volatile @Nullable LogHandler handler;
  private volatile @Nullable WriteLedger ledger;
  private volatile boolean closed;

  Slot(String name, LogHandler handler, Duration maxWait) {
    this.name = name;
    this.handler = handler;
    this.maxWait = maxWait;
  }

  /** One more user; closing it is what lets go. */
  SlotUser user() {
    users.incrementAndGet();
    return new SlotUser(this);
  }

  String name() {
    return name;
  }

  /** What stands here; null while it is being exchanged. */
  @Nullable LogHandler handler() {
    return handler;
  }

  void handle(LogEvent event) throws IOException {
    int stripe = stripe();
    LogHandler current = enter(stripe);
    try {
      current.handle(event);
    } finally {
      inside.getAndDecrement(stripe);
    }
  }

  /**
   * Counts the caller in until {@link #endHold}, with a handler that takes a run of events from it
   * alone.
   *
   * @return null if it would have to wait
   */
  @Nullable LogHandler hold() {
    int stripe = stripe();
    inside.getAndIncrement(stripe);
    boolean holds = false;
    try {
      LogHandler current = handler;
      holds = current != null && current.hold();
      return holds ? current : null;
    } finally {
      if (!holds) {
        inside.getAndDecrement(stripe);
      }
    }
  }

  void endHold(LogHandler held) {
    try {
      held.release();
    } finally {
      inside.getAndDecrement(stripe());
    }
  }

  void flush() throws IOException {
    int stripe = stripe();
    LogHandler current = enter(stripe);
    try {
      current.flush();
    } finally {
      inside.getAndDecrement(stripe);
    }
  }

  /** Not counted in: it may take its time, and a handler that was closed meanwhile just answers. */
  boolean awaitDelivered(Duration timeout) {
    LogHandler current = handler;
    return current != null && current.awaitDelivered(timeout);
  }

  boolean needsCaller() {
    LogHandler current = handler;
    return current != null && current.needsCaller();
  }

  boolean redacts() {
    LogHandler current = handler;
    return current != null && current.redacts();
  }

  /** Gives a ledger to the handler, and to those that come after it. */
  Resumable.Outcome resume(WriteLedger given) throws IOException {
    ledger = given;
    LogHandler current = handler;
    if (current == null) {
      given.unsure();
      return Resumable.Outcome.UNKNOWN;
    }
    return Resumable.resume(current, given);
  }

  /** Whether a ring in a file is in front. */
  boolean hasLedger() {
    return ledger != null;
  }

  /**
   * Takes the handler away and waits until no caller is in it any more, at most the time allowed.
   * Callers wait until {@link #resume}.
   */
  @Nullable LogHandler pause() {
    LogHandler taken = handler;
    handler = null;
    long deadline = System.nanoTime() + maxWait.toNanos();
    for (int stripe = 0; stripe < STRIPES * LINE; stripe += LINE) {
      while (inside.get(stripe) != 0 && System.nanoTime() - deadline < 0) {
        LockSupport.parkNanos(this, LOOK_NANOS);
      }
    }
    return taken;
  }

  void resume(LogHandler fresh) {
    WriteLedger kept = ledger;
    if (kept != null) {
      handOver(kept, fresh);
    }
    handler = fresh;
  }

  private static void handOver(WriteLedger ledger, LogHandler fresh) {
    try {
      Resumable.resume(fresh, ledger);
    } catch (IOException e) {
      ledger.unsure(); // it reports itself when it is used
    }
  }

  void release() throws IOException {
    if (users.decrementAndGet() == 0) {
      LogHandler last = pause();
      closed = true;
      if (last != null) {
        last.close();
      }
    }
  }

  private LogHandler enter(int stripe) throws IOException {
    long start = 0;
    while (true) {
      inside.getAndIncrement(stripe);
      LogHandler current = handler;
      if (current != null) {
        return current;
      }
      inside.getAndDecrement(stripe);
      if (closed) {
        throw new IOException("handler " + name + " is closed");
      }
      long now = System.nanoTime();
      start = start == 0 ? now : start;
      if (now - start >= maxWait.toNanos()) {
        throw new IOException("handler " + name + " was not exchanged within " + maxWait);
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
  }

  private static int stripe() {
    return (int) (Thread.currentThread().getId() % STRIPES) * LINE;
  }
}
