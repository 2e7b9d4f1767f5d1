package dev.heartwood.service;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.Durability;
import dev.heartwood.service.ingest.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** How many entries a service acknowledges a second, in code: prints, and asserts nothing. */
final class IngestProbe {
  private static final int BATCH = 1000;

  private IngestProbe() {}

  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    int entries = Integer.parseInt(args[1]);
    Durability durability = Durability.valueOf(args[2]);
    try (LogService service = open(root.resolve("batches"), durability)) {
      batches(service, entries / 10, 2, "warm-up");
      batches(service, entries, 2, "batches of 1,000 from 2 threads");
      long start = System.nanoTime();
      service.refresh(Duration.ofMinutes(10));
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf("backlog found after another %.1f s%n", seconds);
      System.out.println(service.info().journal().diskBytes() / 1e6 + " MB of journal");
      System.out.println(service.info().index());
    }
    try (LogService service = open(root.resolve("singles"), durability)) {
      singles(service, entries / 50, 64, "warm-up");
      singles(service, entries / 10, 64, "single entries from 64 threads");
    }
  }

  private static LogService open(Path directory, Durability durability) throws Exception {
    Files.createDirectories(directory);
    return LogService.open(ServiceOptions.in(directory).withDurability(durability));
  }

  private static LogContent content(long i) {
    return new LogContent(
        i % 50 == 0 ? Severity.ERROR : Severity.INFO,
        i % 50 == 0 ? "ERROR" : "INFO",
        "service-" + i % 20,
        "order " + i + " filled at " + i * 7919 % 10_000 + " for account " + i * 104_729 % 100_000,
        null,
        "req-" + Long.toHexString(i * 0x9E3779B97F4A7C15L),
        null,
        "10.0.0." + i % 250,
        "com.shop.orders.Desk",
        "worker-" + i % 8,
        null,
        null,
        Map.of("transaction_id", "txn-" + i, "amount", i % 1000, "currency", "EUR"));
  }

  private static void batches(LogService service, int entries, int threads, String what)
      throws Exception {
    AtomicLong next = new AtomicLong();
    run(
        what,
        threads,
        entries,
        latencies -> {
          for (long from = next.getAndAdd(BATCH); from < entries; from = next.getAndAdd(BATCH)) {
            List<LogContent> contents = new ArrayList<>(BATCH);
            for (long i = from; i < from + BATCH; i++) {
              contents.add(content(i));
            }
            long start = System.nanoTime();
            service.ingest(Batch.of(contents), Origin.LOCAL);
            latencies.add(System.nanoTime() - start);
          }
        });
  }

  private static void singles(LogService service, int entries, int threads, String what)
      throws Exception {
    AtomicLong next = new AtomicLong();
    run(
        what,
        threads,
        entries,
        latencies -> {
          for (long i = next.getAndIncrement(); i < entries; i = next.getAndIncrement()) {
            long start = System.nanoTime();
            service.ingest(content(i), Origin.LOCAL);
            latencies.add(System.nanoTime() - start);
          }
        });
  }

  private interface Work {
    void run(List<Long> latencies) throws Exception;
  }

  private static void run(String what, int threads, int entries, Work work) throws Exception {
    List<Thread> all = new ArrayList<>();
    List<List<Long>> latencies = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < threads; i++) {
      List<Long> own = new ArrayList<>();
      latencies.add(own);
      Thread thread =
          new Thread(
              () -> {
                try {
                  work.run(own);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      thread.join();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long[] sorted = latencies.stream().flatMap(List::stream).mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    System.out.printf(
        "%s: %,.0f entries/s, p50 %.2f ms, p99 %.2f ms, longest %.2f ms%n",
        what,
        entries / seconds,
        sorted[sorted.length / 2] / 1e6,
        sorted[sorted.length * 99 / 100] / 1e6,
        sorted[sorted.length - 1] / 1e6);
  }
}
