package dev.heartwood.service.ingest;

import dev.heartwood.StatusReporter;
import dev.heartwood.ring.WorkerThread;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Requests on their way to the journal when durability is only memory: bounded by bytes, appended
 * in their order by one thread, which tries again while the disk refuses.
 *
 * <p><b>Threads:</b> any offers; all is guarded by the lock, which is not held during an append.
 */
final class Handover {
  static final long MAX_BYTES = 64L << 20;
  private static final long RETRY_MILLIS = 200;
  private static final long CLOSE_MILLIS = 10_000;

  private final IngestJournal journal;
  private final EntryIds ids;
  private final StatusReporter status;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private final WorkerThread thread = new WorkerThread("heartwood-handover", true, this::run);
  private long bytes;
  private boolean closed;
  private boolean failing;
  private boolean givenUp;
  private boolean inHand; // the first of the queue is being appended

  /** One request. */
  record Waiting(RequestDraft draft, byte[] payload, List<KeyHash> claims, EntryId firstId) {}

  Handover(IngestJournal journal, EntryIds ids, StatusReporter status) {
    this.journal = journal;
    this.ids = ids;
    this.status = status;
    thread.start();
  }

  /** The id of its first entry; null if there is no room, or no more is taken. */
  @Nullable EntryId offer(RequestDraft draft, byte[] payload, List<KeyHash> claims) {
    lock.lock();
    try {
      if (closed || (bytes > 0 && bytes + payload.length > MAX_BYTES)) {
        return null;
      }
      EntryId firstId = draft.entryCount() > 0 ? ids.take(draft.entryCount()) : EntryId.NONE;
      queue.add(new Waiting(draft, payload, claims, firstId));
      bytes += payload.length;
      changed.signalAll();
      return firstId;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the disk refused the last attempt. */
  boolean isFailing() {
    lock.lock();
    try {
      return failing;
    } finally {
      lock.unlock();
    }
  }

  /** Returns when all that was offered before is appended, or given up. */
  void awaitEmpty() {
    lock.lock();
    try {
      while (!queue.isEmpty()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (true) {
      Waiting next = next();
      if (next == null) {
        return;
      }
      boolean done = false;
      try {
        done = journal.appendHandedOver(next);
      } finally {
        settle(next, done);
      }
    }
  }

  /** If it was not appended it is tried again, after a while. */
  private void settle(Waiting first, boolean done) {
    lock.lock();
    try {
      inHand = false;
      failing = !done;
      changed.signalAll();
      if (done) {
        queue.remove();
        bytes -= first.payload().length;
      } else if (!givenUp) {
        changed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      return; // nobody interrupts this thread to say something
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Waiting next() {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      Waiting first = givenUp ? null : queue.peek();
      inHand = first != null;
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** Appends what is left, for ten seconds at most; what then remains is counted and reported. */
  void close() {
    lock.lock();
    try {
      if (closed && queue.isEmpty()) {
        return;
      }
      closed = true;
      changed.signalAll();
      long left = TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
      while (!queue.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    giveUp();
  }

  private void giveUp() {
    lock.lock();
    try {
      givenUp = true;
      while (inHand) {
        changed.awaitUninterruptibly(); // it may still succeed, and then it is not lost
      }
      int lost = 0;
      for (Waiting each : queue) {
        lost += each.draft().entryCount();
        journal.lose(each);
      }
      if (lost > 0) {
        status.error(lost + " accepted entries are lost: the disk did not take them", null);
      }
      queue.clear();
      bytes = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
