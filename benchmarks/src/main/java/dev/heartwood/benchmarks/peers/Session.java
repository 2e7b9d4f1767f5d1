package dev.heartwood.benchmarks.peers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One peer and its file, shared by the measures of a JVM. Orders are numbered through, so that
 * every line of every measure can be found again at the end.
 */
final class Session {
  static final String PREFIX = "measured ";

  private static final String CUSTOMER = "customer-4711";
  private static final int SETTLED_MILLIS = 100;

  private static final int MOST_PRODUCERS = 64;

  final Peer peer;
  final Path file;

  /**
   * Threads that log, made before anything is measured: in real life they and their names are old.
   */
  final ExecutorService producers;

  private int orders;
  private @Nullable Map<String, List<Double>> collected;

  Session(Peer peer, Path file) {
    this.peer = peer;
    this.file = file;
    var pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(MOST_PRODUCERS);
    pool.prestartAllCoreThreads();
    this.producers = pool;
  }

  /** The first of {@code count} numbers that nobody else gets. */
  int takeOrders(int count) {
    int first = orders;
    orders += count;
    return first;
  }

  int orders() {
    return orders;
  }

  void log(int order) {
    peer.log(order, 100 + (order & 1023) / 4.0, CUSTOMER);
  }

  void logAll(int firstOrder, int count) {
    for (int i = 0; i < count; i++) {
      log(firstOrder + i);
    }
  }

  /**
   * Waits until the file has not grown for a while, looking every millisecond. A library that keeps
   * its last lines in a buffer ends with the file as it is: those lines come with the next event.
   *
   * @return when the file was last seen to have grown, in {@link System#nanoTime()}
   */
  long awaitLastByte() throws IOException {
    long lastGrowth = System.nanoTime();
    long size = sizeOfFile();
    for (int unchanged = 0; unchanged < SETTLED_MILLIS; unchanged++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      long now = sizeOfFile();
      if (now != size) {
        size = now;
        lastGrowth = System.nanoTime();
        unchanged = 0;
      }
    }
    return lastGrowth;
  }

  /**
   * Writes and deletes a file as large as the next so many events will make the other one. On a
   * virtual machine the first use of memory costs far more than any of these libraries: its pages
   * come from the host one by one. What was just given back is used again first.
   */
  void warmMemory(int events) throws IOException {
    long bytes = orders == 0 ? 0 : sizeOfFile() / orders * events * 5 / 4;
    Path scratch = file.resolveSibling("scratch");
    byte[] block = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(scratch)) {
      for (long written = 0; written < bytes; written += block.length) {
        out.write(block);
      }
    } finally {
      Files.deleteIfExists(scratch);
    }
  }

  private long sizeOfFile() throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** Spins, as a parked thread would wake 50 us late. */
  static void spinUntil(long nanoTime) {
    while (System.nanoTime() < nanoTime) {
      Thread.onSpinWait();
    }
  }

  static void parkUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  void report(String measure, double value) {
    if (collected == null) {
      System.out.println(PREFIX + measure + " " + value);
    } else {
      collected.computeIfAbsent(measure, name -> new ArrayList<>()).add(value);
    }
  }

  /** From now on figures are kept for {@link #reportMedians}. */
  void collect() {
    collected = new TreeMap<>();
  }

  /** Reports the median of what was kept, by name. */
  void reportMedians() {
    Map<String, List<Double>> all = Objects.requireNonNull(collected, "collect comes first");
    collected = null;
    all.forEach((measure, values) -> report(measure, Results.median(values)));
  }
}
