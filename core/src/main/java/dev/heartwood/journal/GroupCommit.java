package dev.heartwood.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes records durable for all who wait by one force: the first of them leads, forces up to what
 * is written by then, and publishes it; those who come meanwhile are served by the next round. At
 * the end of a round all whom it served are woken, and of the others only the one who leads the
 * next.
 *
 * <p>A failed force is final. What it should have covered goes to a new segment, and whoever waits,
 * or comes to wait, for one of those records gets an error.
 *
 * <p><b>Threads:</b> any; the lock guards all that is not final and is not held during a force.
 */
final class GroupCommit {
  /** Older failures are forgotten; their records have been written and forced again since. */
  private static final int REMEMBERED_FAILURES = 16;

  private record Failure(long from, long end, IOException cause) {
    ForceFailedException toException() {
      return new ForceFailedException(from, end, cause);
    }
  }

  private final JournalWriter writer;
  private final Marks marks;
  private final Tail tail;
  private final Counters counters;
  private final ReentrantLock lock = new ReentrantLock();
  private Condition coming = lock.newCondition(); // those whom the next round will serve
  private Condition served = lock.newCondition(); // those whom the round under way serves
  private final Deque<Failure> failures = new ArrayDeque<>();
  private boolean leading;

  GroupCommit(JournalCore core, JournalWriter writer) {
    this.writer = writer;
    marks = core.marks();
    tail = core.tail();
    counters = core.counters();
  }

  /**
   * Returns when everything below {@code end} is durable.
   *
   * @param from records below it do not matter if their force failed
   * @throws ForceFailedException if the disk did not confirm a record between the two
   */
  void await(long from, long end) throws IOException {
    lock.lock();
    try {
      while (true) {
        failIfInDoubt(from, end);
        if (marks.durable() >= end) {
          return;
        }
        if (leading) {
          coming.awaitUninterruptibly();
        } else {
          lead();
        }
      }
    } finally {
      if (!leading) {
        coming.signal(); // it may have been this one's turn to lead
      }
      lock.unlock();
    }
  }

  private void failIfInDoubt(long from, long end) throws ForceFailedException {
    for (Failure each : failures) {
      if (from < each.end && end > each.from) {
        throw each.toException();
      }
    }
  }

  private void lead() throws IOException {
    leading = true;
    Condition empty = served;
    served = coming;
    coming = empty;
    lock.unlock();
    try {
      force();
    } finally {
      lock.lock();
      leading = false;
      coming.signal(); // first, so that the disk is not idle while the others wake up
      served.signalAll();
    }
  }

  private void force() throws IOException {
    JournalWriter.Frontier frontier = writer.frontier();
    for (ActiveSegment each : frontier.segments()) {
      try {
        each.force();
      } catch (IOException e) {
        throw fail(e);
      }
      counters.forces.increment();
      publish(Math.min(each.segment().end(), frontier.end()));
      writer.forced(each, frontier.end());
    }
    publish(frontier.end());
  }

  private void publish(long end) {
    if (end > marks.durable()) {
      marks.durable(end);
      tail.wake();
    }
  }

  private ForceFailedException fail(IOException cause) {
    counters.failedForces.increment();
    long from = marks.durable();
    Failure failure = new Failure(from, writer.supersede(from), cause);
    lock.lock();
    try {
      if (failures.size() == REMEMBERED_FAILURES) {
        failures.removeFirst();
      }
      failures.addLast(failure);
    } finally {
      lock.unlock();
    }
    ForceFailedException failed = failure.toException();
    try {
      writer.repair();
    } catch (IOException e) {
      failed.addSuppressed(e); // the next append tries again
    }
    return failed;
  }

  /** Forces the mark of a closed journal, behind the last record. */
  void forceEnd() throws IOException {
    writer.active().force();
  }
}
