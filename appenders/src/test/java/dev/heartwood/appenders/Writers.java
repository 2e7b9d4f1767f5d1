package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;

import dev.heartwood.LogHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several threads that log to one handler at once: lines of "thread number fill". */
final class Writers {
  static final String FILL = "abcdefghijklmnopqrstuvwxyz".repeat(2);

  private Writers() {}

  static void run(int threads, int eventsEach, LogHandler handler) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> runs = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        runs.add(
            executor.submit(
                () -> {
                  for (int i = 0; i < eventsEach; i++) {
                    handler.handle(event("t" + thread + " " + i + " " + FILL));
                  }
                  return null;
                }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }
}
