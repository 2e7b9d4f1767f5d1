package dev.heartwood.service.api;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that may wait for the disk, and a queue in front of them that has an end. Idle threads
 * go.
 */
final class Pool implements AutoCloseable {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final long IDLE_SECONDS = 10;

  private final String name;
  private final ThreadPoolExecutor threads;

  /**
   * @param queue tasks that may wait for a thread; 0 for none
   */
  Pool(String name, int threads, int queue) {
    this.name = name;
    BlockingQueue<Runnable> waiting =
        queue == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(queue);
    AtomicInteger number = new AtomicInteger();
    // Without a queue threads are made up to the maximum; with one, up to the core size.
    this.threads =
        new ThreadPoolExecutor(
            queue == 0 ? 0 : threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            waiting,
            task -> {
              Thread thread =
                  new Thread(task, "heartwood-http-" + name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    if (queue > 0) {
      this.threads.allowCoreThreadTimeOut(true);
    }
  }

  void run(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      throw Problem.wait(
              ProblemCode.OVERLOADED, "too many requests of the kind " + name, RETRY_AFTER)
          .exception();
    }
  }

  int active() {
    return threads.getActiveCount();
  }

  int queued() {
    return threads.getQueue().size();
  }

  /** Interrupts what is under way. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
