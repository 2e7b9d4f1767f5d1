package dev.heartwood.appenders;

import dev.heartwood.StatusReporter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread that packs and removes rolled files, one job after the other in the order of the
 * rolls. It is a daemon, is there only while there is work, and may be killed anywhere: the next
 * start finishes what it finds.
 */
final class Archiver {
  private static final long IDLE_SECONDS = 5;

  private final StatusReporter status;
  private final ThreadPoolExecutor executor;

  /** Something to do with files. */
  interface Job {
    void run() throws IOException;
  }

  Archiver(String name, StatusReporter status) {
    this.status = status;
    this.executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            job -> {
              Thread thread = new Thread(job, "heartwood-archiver-" + name);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * @param what for the report if it fails: "pack [..]"
   */
  void submit(String what, Job job) {
    try {
      executor.execute(() -> run(what, job));
    } catch (RejectedExecutionException e) {
      status.warn("closed before it could " + what + "; the next start will");
    }
  }

  private void run(String what, Job job) {
    try {
      job.run();
    } catch (IOException | RuntimeException e) {
      status.error("could not " + what, e);
    }
  }

  /** Waits for the jobs at hand; what is left is finished by the next start. */
  void close(Duration timeout) {
    executor.shutdown();
    boolean done = false;
    try {
      done = executor.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!done) {
      List<Runnable> left = executor.shutdownNow();
      status.warn(
          "closed while rolled files were being packed, "
              + left.size()
              + " more waiting; the next start goes on");
    }
  }
}
