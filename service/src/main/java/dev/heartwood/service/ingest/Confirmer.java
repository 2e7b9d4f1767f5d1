package dev.heartwood.service.ingest;

import dev.heartwood.ring.WorkerThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the disk in place of those who brought something, so that no thread stands still for
 * each of them: one round tells all whose records were written before it began.
 *
 * <p><b>Threads:</b> any asks. What follows on a confirmation runs on the thread in here.
 */
final class Confirmer implements AutoCloseable {
  /** With so many waiting, whoever comes waits by itself. */
  private static final int MOST_WAITING = 4096;

  private final Confirmation confirmation;
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final WorkerThread thread = new WorkerThread("heartwood-confirmer", true, this::run);
  private volatile boolean ended; // set before the last look into the queue, read after an entry

  /** Returns when a record, and all before it, are durable. */
  @FunctionalInterface
  interface Confirmation {
    /**
     * @throws UnavailableException if the disk did not confirm this record
     */
    void await(long sequence) throws UnavailableException;
  }

  private record Waiting(long sequence, CompletableFuture<@Nullable Void> confirmed) {
    private static final Waiting END = new Waiting(-1, new CompletableFuture<>());
  }

  Confirmer(Confirmation confirmation) {
    this.confirmation = confirmation;
    thread.start();
  }

  /** Completes when a record is durable. */
  CompletionStage<@Nullable Void> confirmed(long sequence) {
    Waiting waiting = new Waiting(sequence, new CompletableFuture<>());
    if (queue.size() >= MOST_WAITING) {
      tell(waiting);
      return waiting.confirmed();
    }
    queue.add(waiting);
    if (ended) {
      tellRest();
    }
    return waiting.confirmed();
  }

  /** How many wait for the next round. */
  int waiting() {
    return queue.size();
  }

  private void run() {
    List<Waiting> round = new ArrayList<>();
    while (!round.contains(Waiting.END)) {
      round.clear();
      try {
        round.add(queue.take());
      } catch (InterruptedException e) {
        continue; // nobody interrupts this thread to say something
      }
      queue.drainTo(round);
      for (int i = round.size() - 1; i >= 0; i--) { // after the first the others need not wait
        tell(round.get(i));
      }
    }
    ended = true;
    tellRest();
  }

  private void tellRest() {
    for (Waiting next = queue.poll(); next != null; next = queue.poll()) {
      tell(next);
    }
  }

  private void tell(Waiting waiting) {
    if (waiting == Waiting.END) {
      return;
    }
    try {
      confirmation.await(waiting.sequence());
      waiting.confirmed().complete(null);
    } catch (UnavailableException | RuntimeException | Error e) {
      waiting.confirmed().completeExceptionally(e);
    }
  }

  /** Ends the thread when it has told all who wait. */
  @Override
  public void close() {
    queue.add(Waiting.END);
    thread.awaitEnd();
  }
}
