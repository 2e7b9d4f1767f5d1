package dev.heartwood;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Runs one task on several threads that start together. */
public final class Threads {
  private Threads() {}

  public static <T> T[] collect(int threads, Callable<T> task, IntFunction<T[]> array)
      throws InterruptedException, ExecutionException {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            executor.submit(
                () -> {
                  start.await();
                  return task.call();
                }));
      }
      start.countDown();
      T[] results = array.apply(threads);
      for (int i = 0; i < threads; i++) {
        results[i] = running.get(i).get();
      }
      return results;
    } finally {
      executor.shutdownNow();
    }
  }
}
