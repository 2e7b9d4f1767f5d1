package dev.heartwood.benchmarks.store;

import dev.heartwood.LogRecord;
import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.KeyExtractor;
import dev.heartwood.store.Retention;
import dev.heartwood.store.Snapshot;
import dev.heartwood.store.StoreConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.event.Level;

/**
 * What do four readers cost the writer of a store? Appends a second, and nanoseconds of the
 * writer's processor time for one append, beside four threads that take 100 snapshots a second in
 * all, each with 1,000 looked-up keys and 1,000 replayed records: of the writer's store, or of
 * another one of the same content that nobody writes to.
 *
 * <p>The store holds 1,000,000 records of 100,000 keys and evicts one record for each that comes.
 * Rounds of half a second alternate between the two, in one JVM, and medians are compared, so that
 * what else runs on the machine meets both alike; the processor time shows what it does not take.
 * The argument is the number of rounds of each, 40 by default; run with {@code -Xms3g -Xmx3g}.
 */
public final class ReadersCost {
  private static final int RECORDS = 1_000_000;
  private static final int KEYS = 100_000;
  private static final int READERS = 4;
  private static final int SNAPSHOTS_PER_SECOND = 100;
  private static final int READ_PER_SNAPSHOT = 1_000;
  private static final int STRIDE = 7_919; // a prime: walks all keys, neighbours far apart
  private static final int WARM_UP_ROUNDS = 8;
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final LogRecord[] records = new LogRecord[KEYS];
  private final CompactingStore written = empty();
  private final CompactingStore other = empty();
  private final LongAdder snapshots = new LongAdder();
  private final LongAdder found = new LongAdder();
  private volatile CompactingStore read = written;
  private volatile boolean done;
  private int next;

  /** One round: appends a second, and the writer's processor time for one. */
  private record Score(double perSecond, double processorNanos) {}

  private ReadersCost() {
    for (int i = 0; i < KEYS; i++) {
      records[i] = LogRecord.of(Instant.now(), Level.INFO, "orders", "order " + i);
    }
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length == 0 ? 40 : Integer.parseInt(arguments[0]);
    new ReadersCost().run(rounds);
  }

  private void run(int rounds) throws Exception {
    fill(written);
    fill(other);
    System.gc(); // stores are old in real life: let the card marking be paid
    System.gc();
    Thread[] readers = new Thread[READERS];
    for (int i = 0; i < READERS; i++) {
      readers[i] = new Thread(this::readOn, "reader-" + i);
      readers[i].start();
    }
    Score[] here = new Score[rounds];
    Score[] elsewhere = new Score[rounds];
    for (int i = -WARM_UP_ROUNDS; i < rounds; i++) {
      Score beside = round(written);
      Score without = round(other);
      if (i >= 0) {
        here[i] = beside;
        elsewhere[i] = without;
      }
    }
    done = true;
    for (Thread reader : readers) {
      reader.join();
    }
    report(here, elsewhere);
  }

  private Score round(CompactingStore toRead) throws IOException {
    read = toRead;
    long processor = THREADS.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long appends = 0;
    while (System.nanoTime() - start < ROUND_NANOS) {
      for (int i = 0; i < 1_000; i++) {
        append(written);
      }
      appends += 1_000;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Score(
        appends / seconds, (double) (THREADS.getCurrentThreadCpuTime() - processor) / appends);
  }

  private void readOn() {
    long every = TimeUnit.SECONDS.toNanos(READERS) / SNAPSHOTS_PER_SECOND;
    int key = 0;
    for (long due = System.nanoTime(); !done; due += every) {
      LockSupport.parkNanos(due - System.nanoTime());
      try (Snapshot snapshot = read.snapshot()) {
        for (int i = 0; i < READ_PER_SNAPSHOT; i++) {
          key = (key + STRIDE) % KEYS;
          found.add(snapshot.latest(records[key].template()).isPresent() ? 1 : 0);
        }
        snapshot.replay().limit(READ_PER_SNAPSHOT).forEach(stored -> found.increment());
      }
      snapshots.increment();
    }
  }

  private void fill(CompactingStore store) throws IOException {
    for (int i = 0; i < RECORDS; i++) {
      append(store);
    }
  }

  private void append(CompactingStore store) throws IOException {
    next = (next + STRIDE) % KEYS;
    store.handle(records[next]);
  }

  private void report(Score[] here, Score[] elsewhere) {
    System.out.printf(
        "%d snapshots, %d records and keys read; %d rounds of each%n",
        snapshots.sum(), found.sum(), here.length);
    System.out.printf("%-38s %12s %12s %8s%n", "median", "other store", "same store", "ratio");
    double wallOther = median(elsewhere, true);
    double wallSame = median(here, true);
    System.out.printf(
        "%-38s %,12.0f %,12.0f %8.3f%n",
        "appends a second", wallOther, wallSame, wallSame / wallOther);
    double cpuOther = median(elsewhere, false);
    double cpuSame = median(here, false);
    System.out.printf(
        "%-38s %12.1f %12.1f %8.3f%n",
        "processor ns for one append", cpuOther, cpuSame, cpuOther / cpuSame);
  }

  private static double median(Score[] scores, boolean wall) {
    double[] sorted =
        Arrays.stream(scores)
            .mapToDouble(score -> wall ? score.perSecond() : score.processorNanos())
            .sorted()
            .toArray();
    return sorted[sorted.length / 2];
  }

  private static CompactingStore empty() {
    return new CompactingStore(
        StoreConfig.DEFAULT
            .withRetention(Retention.NONE.withMaxRecords(RECORDS))
            .withKey(KeyExtractor.TEMPLATE)
            .withMaxKeys(KEYS));
  }
}
