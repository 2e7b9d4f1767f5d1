package dev.heartwood.async;

import dev.heartwood.journal.ForceFailedException;
import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalBatch;
import dev.heartwood.ring.WorkerThread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Writes the events of all who wait into the journal by one write, has the disk confirm them by one
 * force, and lets their callers go on; what comes meanwhile is served by the next round. A thread
 * of its own does so, since a caller could not leave a disk that does not answer.
 *
 * <p>A caller that has waited for {@code appendTimeout} takes its event back, if it is still in the
 * queue. If it is being written just then it stays, counts as accepted, and as unconfirmed.
 *
 * <pre>
 * field            written by                 read by            ordering
 * queue            callers                    committer          lock-free
 * sleeping         committer                  callers            volatile; set before the last look into
 *                                                                the queue, read after the entry into it
 * stuckAt          a caller that timed out    callers            volatile
 * rounds, writing  committer                  callers            volatile
 * closed           closer                     anybody            volatile
 * ended            committer, closer          callers            volatile; set before the queue is emptied
 *                                                                for good, read after the entry into it
 * accepted, left,  callers, and the           anybody            atomic, adders
 * unconfirmed      committer for LEFT ones
 * others           committer                  committer          plain
 * </pre>
 */
final class Committer {
  /** What nobody waits for may fill so much memory. */
  private static final long MOST_LEFT_BYTES = 4 << 20;

  private static final long ROOM_NAP_NANOS = 1_000_000;
  private static final long DOUBT_NANOS = 1_000_000_000;
  private static final long LONGEST_PARK_NANOS = 100_000_000;

  private final Journal journal;
  private final String name;
  private final Drops drops;
  private final Complaints complaints;
  private final BooleanSupplier full;
  private final Runnable onStored;
  private final Runnable onEnd;
  private final WorkerThread thread;
  private final ConcurrentLinkedQueue<Pending> queue = new ConcurrentLinkedQueue<>();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder unconfirmed = new LongAdder();
  private final AtomicLong leftBytes = new AtomicLong();
  private final JournalBatch batch;
  private final List<Pending> taken = new ArrayList<>();
  private @Nullable Pending next;
  private volatile boolean sleeping;
  private volatile boolean closed;
  private volatile boolean ended;
  private volatile long rounds;
  private volatile boolean writing;
  private volatile long stuckAt = -1;

  /**
   * @param full whether there is no room for another batch
   * @param onStored told when there is something new to be read
   * @param onEnd run last, when nothing is written any more
   */
  Committer(
      Journal journal,
      AsyncConfig config,
      Drops drops,
      Complaints complaints,
      BooleanSupplier full,
      Runnable onStored,
      Runnable onEnd) {
    this.journal = journal;
    this.name = config.name();
    this.drops = drops;
    this.complaints = complaints;
    this.full = full;
    this.onStored = onStored;
    this.onEnd = onEnd;
    batch = journal.newBatch();
    thread = new WorkerThread("heartwood-" + name + "-disk", config.daemon(), this::work);
  }

  void start() {
    thread.start();
  }

  boolean isClosed() {
    return closed;
  }

  /** How many events are in the journal, or on their way there with nobody waiting. */
  long accepted() {
    return accepted.sum();
  }

  long unconfirmed() {
    return unconfirmed.sum();
  }

  /** Whether a caller has just waited in vain, and it still is as it was then. */
  boolean isStuck() {
    return stuckAt == rounds && (writing || full.getAsBoolean());
  }

  /**
   * Hands an event over and waits for the disk.
   *
   * @param timeoutNanos negative for ever
   * @return the state that it ended in; LEFT if it may still get to the disk
   */
  int commit(Pending event, long timeoutNanos) {
    put(event);
    int state = await(event, System.nanoTime() + timeoutNanos, timeoutNanos < 0);
    if (state == Pending.CONFIRMED || state == Pending.UNCONFIRMED) {
      accepted.increment();
    }
    if (state == Pending.UNCONFIRMED) {
      unconfirmed.increment();
    }
    return state;
  }

  /**
   * Hands an event over and does not wait.
   *
   * @return false if there is no room for it
   */
  boolean leave(Pending event) {
    if (leftBytes.addAndGet(event.bytes.length) > MOST_LEFT_BYTES) {
      leftBytes.addAndGet(-event.bytes.length);
      return false;
    }
    accepted.increment();
    unconfirmed.increment();
    put(event);
    return true;
  }

  /** Waits until everything that was handed over before is settled; false at the deadline. */
  boolean awaitStored(long deadlineNanos) {
    Pending barrier = Pending.barrier();
    put(barrier);
    while (!barrier.isSettled()) {
      long left = deadlineNanos - System.nanoTime();
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        barrier.move(Pending.WAITING, Pending.TIMED_OUT);
        return false;
      }
      LockSupport.parkNanos(this, Math.min(left, LONGEST_PARK_NANOS));
    }
    return true;
  }

  private void put(Pending event) {
    queue.add(event);
    if (ended) {
      settle(event, Pending.CLOSED);
    } else if (sleeping) {
      sleeping = false;
      LockSupport.unpark(thread);
    }
  }

  /** An interrupt shortens no wait: the flag is kept for later. */
  private int await(Pending event, long deadlineNanos, boolean forEver) {
    boolean interrupted = false;
    try {
      while (!event.isSettled()) {
        long left = forEver ? Long.MAX_VALUE : deadlineNanos - System.nanoTime();
        if (left <= 0 || ended) {
          int outcome = giveUp(event);
          if (outcome >= 0) {
            return outcome;
          }
        }
        LockSupport.parkNanos(this, Math.min(left, LONGEST_PARK_NANOS));
        interrupted |= Thread.interrupted();
      }
      return event.state();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Negative if it was settled just then, or is about to be taken. */
  private int giveUp(Pending event) {
    stuckAt = rounds;
    int outcome = ended ? Pending.CLOSED : Pending.TIMED_OUT;
    if (event.move(Pending.WAITING, outcome)) {
      return outcome;
    }
    accepted.increment(); // before: whoever settles it takes it back if need be
    unconfirmed.increment();
    leftBytes.addAndGet(event.bytes.length);
    if (event.move(Pending.TAKEN, Pending.LEFT)) {
      return Pending.LEFT;
    }
    forget(event);
    return -1;
  }

  private void forget(Pending event) {
    accepted.decrement();
    unconfirmed.decrement();
    leftBytes.addAndGet(-event.bytes.length);
  }

  /** Ends an event in one way, unless it has ended in another; tells who waits for it. */
  private void settle(Pending event, int outcome) {
    if (event.move(Pending.TAKEN, outcome) || event.move(Pending.WAITING, outcome)) {
      event.wake();
    } else if (event.move(Pending.LEFT, outcome)) {
      if (outcome == Pending.CONFIRMED || outcome == Pending.UNCONFIRMED) {
        leftBytes.addAndGet(-event.bytes.length);
      } else {
        forget(event);
        drops.count(reason(outcome), event.level);
      }
    }
  }

  static DropReason reason(int outcome) {
    return switch (outcome) {
      case Pending.FULL -> DropReason.FULL;
      case Pending.CLOSED -> DropReason.CLOSED;
      case Pending.TIMED_OUT -> DropReason.TIMEOUT;
      default -> DropReason.DISK;
    };
  }

  /** Refuses further events, and ends when those handed over before are settled. */
  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  /** Ends whatever is left; the thread may be stuck in the disk. */
  void abandon() {
    end();
    LockSupport.unpark(thread);
  }

  private void end() {
    closed = true;
    ended = true;
    for (Pending event = queue.poll(); event != null; event = queue.poll()) {
      settle(event, event.isBarrier() ? Pending.CONFIRMED : Pending.CLOSED);
    }
  }

  private void work() {
    while (!ended) {
      try {
        round();
      } catch (Throwable e) {
        complaints.repeat(name + ": the thread that writes to the disk goes on after " + e, e);
        LockSupport.parkNanos(this, ROOM_NAP_NANOS);
      } finally {
        settleTaken(Pending.REFUSED, 0);
      }
    }
    if (next != null) {
      settle(next, Pending.CLOSED);
    }
    onEnd.run();
  }

  private void round() {
    Pending event = next == null ? queue.poll() : next;
    next = event;
    if (event == null) {
      if (closed) {
        confirmDoubtful();
        end();
      } else {
        sleep();
      }
    } else if (event.isBarrier()) {
      settle(event, Pending.CONFIRMED);
      next = null;
    } else if (full.getAsBoolean()) {
      refuseImpatient();
      LockSupport.parkNanos(this, ROOM_NAP_NANOS);
    } else {
      writing = true;
      try {
        take(event);
        write();
      } finally {
        rounds++;
        writing = false;
      }
    }
  }

  private void sleep() {
    boolean doubtful = journal.durableEnd() < journal.end();
    sleeping = true;
    if (queue.isEmpty() && !closed) {
      LockSupport.parkNanos(this, doubtful ? DOUBT_NANOS : Long.MAX_VALUE);
    }
    sleeping = false;
    if (doubtful && queue.isEmpty()) {
      confirmDoubtful();
    }
  }

  /** What a failed force left in doubt is written anew by the journal; that can be confirmed. */
  private void confirmDoubtful() {
    long end = journal.end();
    if (journal.durableEnd() < end) {
      try {
        journal.awaitDurable(end, 0);
        onStored.run();
      } catch (IOException e) {
        complaints.repeat(name + ": the disk still does not confirm events: " + e.getMessage(), e);
      }
    }
  }

  /** Those that do not wait for room, and those that waited long enough. */
  private void refuseImpatient() {
    if (next != null && refuse(next)) {
      next = null;
    }
    queue.removeIf(this::refuse);
  }

  private boolean refuse(Pending event) {
    if (!event.waitsForRoom) {
      settle(event, Pending.FULL);
    }
    return event.isSettled();
  }

  private void take(Pending first) {
    batch.clear();
    next = first;
    while (next != null && !next.isBarrier() && batch.hasRoom(next.bytes.length)) {
      if (next.move(Pending.WAITING, Pending.TAKEN) || next.state() == Pending.LEFT) {
        batch.add(next.timestamp, next.bytes, 0, next.bytes.length);
        taken.add(next);
      }
      next = queue.poll();
    }
  }

  private void write() {
    if (taken.isEmpty()) {
      return;
    }
    long first;
    try {
      first = journal.append(batch);
    } catch (IOException e) {
      complaints.repeat(name + ": " + taken.size() + " events are lost: " + e.getMessage(), e);
      settleTaken(Pending.REFUSED, 0);
      return;
    }
    long confirmedEnd = first + taken.size();
    try {
      journal.awaitDurable(first, taken.size());
    } catch (IOException e) {
      confirmedEnd = e instanceof ForceFailedException failed ? failed.from() : first;
      complaints.once(
          Level.ERROR,
          name
              + ": "
              + (first + taken.size() - Math.max(first, confirmedEnd))
              + " events are written and not confirmed, a loss of power may take them: "
              + e.getMessage(),
          e);
    }
    int confirmed = (int) Math.max(0, Math.min(taken.size(), confirmedEnd - first));
    settleTaken(Pending.UNCONFIRMED, confirmed);
    onStored.run();
  }

  /** The first so many are confirmed, the others end otherwise. */
  private void settleTaken(int otherwise, int confirmed) {
    for (int i = 0; i < taken.size(); i++) {
      settle(taken.get(i), i < confirmed ? Pending.CONFIRMED : otherwise);
    }
    taken.clear();
  }
}
