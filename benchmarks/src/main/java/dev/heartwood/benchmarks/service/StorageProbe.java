package dev.heartwood.benchmarks.service;

import com.sun.management.OperatingSystemMXBean;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.storage.lucene.LuceneOptions;
import dev.heartwood.service.storage.lucene.LuceneStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * What does the embedded storage do alone? Entries a second from the first one added until all are
 * found and committed, in batches of 1,000, with a refresh each second and a commit each five
 * seconds; bytes on disk; then each question's median and p99 in milliseconds, first alone, then
 * beside one writer at half that rate.
 *
 * <p>Arguments: number of entries (default 1,000,000), a directory that does not exist yet (default
 * a temporary one), rounds of questions (default 30). Making the entries is part of the rate. Run
 * with {@code -Xmx1g}.
 */
public final class StorageProbe {
  private static final int BATCH = 1000;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LuceneStorage storage;
  private final ServiceWorkload workload;
  private long refreshed = System.nanoTime();
  private long committed = System.nanoTime();

  private StorageProbe(LuceneStorage storage, ServiceWorkload workload) {
    this.storage = storage;
    this.workload = workload;
  }

  public static void main(String[] arguments) throws Exception {
    long count = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
    Path directory =
        arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("probe");
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 30;
    try (LuceneStorage storage = LuceneStorage.open(directory, LuceneOptions.DEFAULT)) {
      StorageProbe probe = new StorageProbe(storage, new ServiceWorkload(count));
      double rate = probe.fill(count);
      Questions questions = new Questions(storage, count);
      print("questions alone", questions.ask(rounds));
      print(
          "questions beside a writer at half that rate", probe.beside(rate / 2, rounds, questions));
    }
  }

  private double fill(long count) throws IOException {
    long start = System.nanoTime();
    long processor = processorNanos();
    for (long added = 0; added < count; added += BATCH) {
      add();
    }
    storage.refresh();
    storage.commit();
    double seconds = (System.nanoTime() - start) / 1e9;
    double processorSeconds = (processorNanos() - processor) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%d entries in %.1f s: %.0f a second, %.2f us of processor time each, %.1f bytes each%n",
        count,
        seconds,
        count / seconds,
        processorSeconds * 1e6 / count,
        (double) storage.info().bytes() / count);
    return count / seconds;
  }

  private List<LogEntry> add() throws IOException {
    List<LogEntry> batch = workload.next(BATCH);
    storage.add(batch);
    long now = System.nanoTime();
    if (now - refreshed > SECOND) {
      storage.refresh();
      refreshed = now;
    }
    if (now - committed > 5 * SECOND) {
      storage.commit();
      committed = now;
    }
    return batch;
  }

  private List<Questions.Timing> beside(double rate, int rounds, Questions questions)
      throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    LongAdder added = new LongAdder();
    Thread writer = new Thread(() -> write(rate, ended, added), "probe-writer");
    long start = System.nanoTime();
    writer.start();
    try {
      return questions.ask(rounds);
    } finally {
      ended.set(true);
      writer.join();
      System.out.printf(
          Locale.ROOT,
          "wrote %.0f entries a second meanwhile%n",
          added.sum() * 1e9 / (System.nanoTime() - start));
    }
  }

  private void write(double rate, AtomicBoolean ended, LongAdder added) {
    long start = System.nanoTime();
    try {
      while (!ended.get()) {
        add();
        added.add(BATCH);
        long due = start + (long) (added.sum() / rate * 1e9);
        LockSupport.parkNanos(due - System.nanoTime());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long processorNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void print(String title, List<Questions.Timing> timings) {
    System.out.println(title);
    for (Questions.Timing one : timings) {
      System.out.printf(
          Locale.ROOT,
          "  %-32s %8.2f ms median %8.2f p99 %8d found%n",
          one.question(),
          one.medianNanos() / 1e6,
          one.p99Nanos() / 1e6,
          one.found());
    }
  }
}
