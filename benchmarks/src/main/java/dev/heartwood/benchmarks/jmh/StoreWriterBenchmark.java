package dev.heartwood.benchmarks.jmh;

import dev.heartwood.LogRecord;
import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.KeyExtractor;
import dev.heartwood.store.Retention;
import dev.heartwood.store.Snapshot;
import dev.heartwood.store.StoreConfig;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What do four readers cost the writer of a store? Appends a second of one writer ({@code write}),
 * beside four threads that take 100 snapshots a second in all, each snapshot with 1,000 looked-up
 * keys and 1,000 replayed records. With {@code readers=here} they read the writer's store, with
 * {@code elsewhere} they do the same work on a store that nobody writes to.
 *
 * <p>The store holds 1,000,000 records of 100,000 keys and evicts one record for each that comes.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 3,
    jvmArgs = {"-Xms3g", "-Xmx3g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StoreWriterBenchmark {
  private static final int RECORDS = 1_000_000;
  private static final int KEYS = 100_000;
  private static final int READERS = 4;
  private static final int SNAPSHOTS_PER_SECOND = 100;
  private static final int READ_PER_SNAPSHOT = 1_000;
  private static final int STRIDE = 7_919; // a prime: walks all keys, neighbours far apart

  @Param({"here", "elsewhere"})
  public String readers = "here";

  private final LogRecord[] records = new LogRecord[KEYS];
  private CompactingStore written = empty();
  private CompactingStore read = written;
  private int next;

  /** Where one reader stands in the keys. */
  @State(Scope.Thread)
  public static class Cursor {
    private int next;
    private long due = System.nanoTime();
  }

  @Setup(Level.Trial)
  public void fill() throws IOException {
    for (int i = 0; i < KEYS; i++) {
      records[i] = LogRecord.of(Instant.now(), org.slf4j.event.Level.INFO, "orders", "order " + i);
    }
    written = empty();
    read = readers.equals("here") ? written : empty();
    for (int i = 0; i < RECORDS; i++) {
      write(written);
    }
    if (read != written) {
      for (int i = 0; i < RECORDS; i++) {
        write(read);
      }
    }
    System.gc(); // stores are old in real life: let the card marking be paid
    System.gc();
  }

  @Benchmark
  @Group("store")
  @GroupThreads(1)
  public void write() throws IOException {
    write(written);
  }

  @Benchmark
  @Group("store")
  @GroupThreads(READERS)
  public void snapshot(Cursor cursor, Blackhole sink) {
    cursor.due += TimeUnit.SECONDS.toNanos(1) * READERS / SNAPSHOTS_PER_SECOND;
    LockSupport.parkNanos(cursor.due - System.nanoTime());
    try (Snapshot snapshot = read.snapshot()) {
      for (int i = 0; i < READ_PER_SNAPSHOT; i++) {
        cursor.next = (cursor.next + STRIDE) % KEYS;
        sink.consume(snapshot.latest(records[cursor.next].template()));
      }
      snapshot.replay().limit(READ_PER_SNAPSHOT).forEach(sink::consume);
    }
  }

  private void write(CompactingStore store) throws IOException {
    next = (next + STRIDE) % KEYS;
    store.handle(records[next]);
  }

  private static CompactingStore empty() {
    return new CompactingStore(
        StoreConfig.DEFAULT
            .withRetention(Retention.NONE.withMaxRecords(RECORDS))
            .withKey(KeyExtractor.TEMPLATE)
            .withMaxKeys(KEYS));
  }
}
