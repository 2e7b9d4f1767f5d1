package dev.heartwood.store;

import dev.heartwood.journal.Journal;
import dev.heartwood.journal.JournalReader;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes checkpoints, and lets the journal delete what they make superfluous. An append is held up
 * while a snapshot is taken, which copies nothing, and not while it is written.
 *
 * <p>The journal is durable up to a checkpoint's end before the checkpoint has its name: it never
 * says more than the journal.
 *
 * <p><b>Threads:</b> one at a time, under the monitor.
 */
final class Checkpointer {
  private final PersistenceConfig config;
  private final ReentrantLock writer;
  private final StoreState state;
  private final Journal journal;
  private final JournalReader floor;
  private final Checkpoints checkpoints;
  private final LongAdder written = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile long lastEnd;

  /**
   * @param floor a named reader: the journal keeps what is at or after its position
   */
  Checkpointer(
      PersistenceConfig config,
      ReentrantLock writer,
      StoreState state,
      Journal journal,
      JournalReader floor,
      Checkpoints checkpoints) {
    this.config = config;
    this.writer = writer;
    this.state = state;
    this.journal = journal;
    this.floor = floor;
    this.checkpoints = checkpoints;
    lastEnd = checkpoints.lastEnd();
  }

  /** Writes one unless nothing came since the last; what goes wrong is counted and reported. */
  synchronized void run() {
    try {
      checkpoint();
    } catch (IOException | RuntimeException e) {
      failed.increment();
      config.status().error("no checkpoint was written to " + config.directory(), e);
    }
  }

  private void checkpoint() throws IOException {
    try (Frozen frozen = freeze()) {
      long end = frozen.end();
      if (end == 0 || end == lastEnd) {
        return;
      }
      if (journal.durableEnd() < end) {
        journal.awaitDurable(end - 1);
      }
      long keep = checkpoints.write(frozen.checkpoint(journal.position(end)));
      lastEnd = end;
      written.increment();
      floor.moveTo(keep);
      floor.commit(keep);
    }
  }

  private Frozen freeze() {
    writer.lock();
    try {
      return state.freeze();
    } finally {
      writer.unlock();
    }
  }

  long written() {
    return written.sum();
  }

  long failed() {
    return failed.sum();
  }

  long lastEnd() {
    return lastEnd;
  }
}
