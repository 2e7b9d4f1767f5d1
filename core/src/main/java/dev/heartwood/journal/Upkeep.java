package dev.heartwood.journal;

import dev.heartwood.ring.WorkerThread;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** When a journal's upkeep is done: by a thread of its own, or at once by whoever asks for it. */
interface Upkeep {
  /** Asks for it; does not wait. */
  void request();

  /** Ends it. What is being done is finished first. */
  void close();

  static Upkeep inline(Runnable work) {
    return new Upkeep() {
      @Override
      public void request() {
        work.run();
      }

      @Override
      public void close() {}
    };
  }

  /** On a thread, when asked and every {@code period}. */
  static Upkeep onThread(String name, Duration period, Runnable work) {
    Semaphore asked = new Semaphore(0);
    WorkerThread thread =
        new WorkerThread(
            name,
            true,
            new Runnable() {
              @Override
              public void run() {
                while (true) {
                  try {
                    asked.tryAcquire(period.toNanos(), TimeUnit.NANOSECONDS);
                  } catch (InterruptedException e) {
                    return;
                  }
                  asked.drainPermits();
                  work.run();
                }
              }
            });
    thread.start();
    return new Upkeep() {
      @Override
      public void request() {
        asked.release();
      }

      @Override
      public void close() {
        thread.interrupt();
        thread.awaitEnd();
      }
    };
  }
}
