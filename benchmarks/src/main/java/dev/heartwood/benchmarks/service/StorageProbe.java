package dev.heartwood.benchmarks.service;

import com.sun.management.OperatingSystemMXBean;
import dev.heartwood.service.LogService;
import dev.heartwood.service.ServiceOptions;
import dev.heartwood.service.ServiceStats;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.BatchReceipt;
import dev.heartwood.service.ingest.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * What do journal and index do in code, without HTTP? Entries a second from the first one ingested
 * until all are found, in batches of 1,000 by one thread; bytes on disk; then each question's
 * median and p99 in milliseconds, first alone, then beside one writer at half that rate.
 *
 * <p>Arguments: number of entries (default 1,000,000), a directory that does not exist yet (default
 * a temporary one), rounds of questions (default 30). Making the entries is part of the rate. Run
 * with {@code -Xmx1g}.
 */
public final class StorageProbe {
  private static final int BATCH = 1000;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final LogService service;
  private final ServiceWorkload workload;
  private final List<String> ids = new ArrayList<>();

  private StorageProbe(LogService service, ServiceWorkload workload) {
    this.service = service;
    this.workload = workload;
  }

  public static void main(String[] arguments) throws Exception {
    long count = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
    Path directory =
        arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("probe");
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 30;
    try (LogService service = LogService.open(ServiceOptions.in(directory))) {
      StorageProbe probe = new StorageProbe(service, new ServiceWorkload(count));
      double rate = probe.fill(count);
      Questions questions = new Questions(service, count, probe.ids);
      print("questions alone", questions.ask(rounds));
      print(
          "questions beside a writer at half that rate", probe.beside(rate / 2, rounds, questions));
    }
  }

  private double fill(long count) throws IOException, InterruptedException {
    long start = System.nanoTime();
    long processor = processorNanos();
    for (long added = 0; added < count; added += BATCH) {
      ids.add(String.valueOf(add().receipts().get(0).id()));
    }
    service.refresh(LONGEST);
    double seconds = (System.nanoTime() - start) / 1e9;
    double processorSeconds = (processorNanos() - processor) / 1e9;
    ServiceStats info = service.info();
    System.out.printf(
        Locale.ROOT,
        "%d entries in %.1f s: %.0f a second, %.2f us of processor time each,"
            + " %.1f bytes each in the index, %.1f in the journal%n",
        count,
        seconds,
        count / seconds,
        processorSeconds * 1e6 / count,
        (double) info.index().bytes() / count,
        (double) info.journal().diskBytes() / count);
    return count / seconds;
  }

  private BatchReceipt add() throws IOException {
    List<LogContent> batch = workload.next(BATCH).stream().map(LogEntry::content).toList();
    return service.ingest(Batch.of(batch), Origin.LOCAL);
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
