package dev.heartwood.benchmarks.jmh;

import dev.heartwood.LogRecord;
import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.KeyExtractor;
import dev.heartwood.store.Retention;
import dev.heartwood.store.Snapshot;
import dev.heartwood.store.StoreConfig;
import dev.heartwood.store.StoredRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.event.Level;

/**
 * What does a store of 200,000 records and 10,000 keys cost: one append that evicts one record, one
 * snapshot opened and closed, one latest record looked up, and 1,000 records replayed? In ns, by
 * one thread that nobody disturbs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method that sets the fields up
public class StoreBenchmark {
  private static final int RECORDS = 200_000;
  private static final int KEYS = 10_000;

  private final LogRecord[] records = new LogRecord[KEYS];
  private final CompactingStore store =
      new CompactingStore(
          StoreConfig.DEFAULT
              .withRetention(Retention.NONE.withMaxRecords(RECORDS))
              .withKey(KeyExtractor.TEMPLATE)
              .withMaxKeys(KEYS));
  private Snapshot open;
  private int next;

  @Setup
  public void fill() throws IOException {
    for (int i = 0; i < KEYS; i++) {
      records[i] = LogRecord.of(Instant.now(), Level.INFO, "orders", "order " + i);
    }
    for (int i = 0; i < RECORDS; i++) {
      append();
    }
    open = store.snapshot();
  }

  @TearDown
  public void close() {
    open.close();
    store.close();
  }

  private LogRecord nextRecord() {
    next = next + 1 == KEYS ? 0 : next + 1;
    return records[next];
  }

  @Benchmark
  public void append() throws IOException {
    store.handle(nextRecord());
  }

  @Benchmark
  public long snapshot() {
    try (Snapshot snapshot = store.snapshot()) {
      return snapshot.endSequence();
    }
  }

  @Benchmark
  public Optional<StoredRecord> latest() {
    return store.latest(nextRecord().template());
  }

  @Benchmark
  public Optional<StoredRecord> latestInSnapshot() {
    return open.latest(nextRecord().template());
  }

  @Benchmark
  public long replayOfThousand() {
    return open.replay().limit(1_000).filter(stored -> stored.sequence() >= 0).count();
  }
}
