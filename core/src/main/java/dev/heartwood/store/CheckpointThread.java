package dev.heartwood.store;

import dev.heartwood.ring.WorkerThread;
import java.util.concurrent.Semaphore;

/**
 * Runs a store's checkpoints when asked.
 *
 * <p><b>Threads:</b> any asks and never waits; {@link #close} waits for the one in progress.
 */
final class CheckpointThread {
  private final Semaphore asked = new Semaphore(0);
  private final WorkerThread thread;
  private volatile boolean closed;

  CheckpointThread(String storeName, Runnable work) {
    thread = new WorkerThread("heartwood-store-" + storeName, true, () -> loop(work));
  }

  private void loop(Runnable work) {
    while (!closed) {
      asked.acquireUninterruptibly();
      asked.drainPermits();
      if (!closed) {
        work.run();
      }
    }
  }

  void start() {
    thread.start();
  }

  void request() {
    asked.release();
  }

  void close() {
    closed = true;
    asked.release();
    thread.awaitEnd();
  }
}
