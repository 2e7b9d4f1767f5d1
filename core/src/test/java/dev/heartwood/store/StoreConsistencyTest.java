package dev.heartwood.store;

import static dev.heartwood.TestEvents.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.LogRecord;
import dev.heartwood.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;

/**
 * Readers take snapshots while the writer writes: every snapshot is consistent. The full form,
 * {@code -Dheartwood.store.seconds=10}, spreads its million records over ten seconds.
 */
@Timeout(300)
class StoreConsistencyTest {
  private static final int RECORDS = 1_000_000;
  private static final int KEYS = 100_000;
  private static final int READERS = 4;
  private static final int SNAPSHOTS_PER_SECOND = 100;
  private static final int SECONDS = Integer.getInteger("heartwood.store.seconds", 3);

  /** How often a reader compares all keys, not only those that changed and some others. */
  private static final int FULL_EVERY = 20;

  private static final int OTHERS = 1_000;

  private final SettableClock clock = new SettableClock();
  private final long limitNanos =
      (clock.millis() + StoreConfig.DEFAULT_ALLOWED_SKEW.toMillis()) * 1_000_000;

  @Test
  void every_snapshot_holds_the_newest_of_each_key_by_time_then_arrival() throws Exception {
    CompactingStore store =
        new CompactingStore(
            StoreConfig.DEFAULT
                .withClock(clock)
                .withRetention(Retention.NONE)
                .withMaxKeys(KEYS)
                .withKey(KeyExtractor.TEMPLATE));
    List<Future<Integer>> readers = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(READERS + 1);
    try {
      Future<?> writer = threads.submit(paced(store));
      for (int i = 0; i < READERS; i++) {
        readers.add(threads.submit(new Reader(store, limitNanos, i)));
      }
      writer.get(200, TimeUnit.SECONDS);
      for (Future<Integer> reader : readers) {
        assertThat(reader.get(60, TimeUnit.SECONDS)).isPositive();
      }
    } finally {
      threads.shutdownNow();
    }
    try (Snapshot all = store.snapshot()) {
      List<StoredRecord> replay = all.replay().toList();
      assertThat(replay).hasSize(RECORDS);
      assertThat(new HashSet<>(all.latest()))
          .isEqualTo(new HashSet<>(NaiveStore.newestByKey(replay, limitNanos).values()));
    }
    assertThat(store.stats().clamped()).isPositive();
    assertThat(store.stats().late()).isPositive();
  }

  /** Some timestamps late, some equal, some further ahead than the skew allows. */
  private Callable<Void> paced(CompactingStore store) {
    return () -> {
      Random random = new Random(42);
      long start = System.nanoTime();
      long nanosEach = TimeUnit.SECONDS.toNanos(SECONDS) / RECORDS;
      for (int i = 0; i < RECORDS; i++) {
        Instant timestamp = TIME.plusMillis(i / 1_000 - random.nextInt(100));
        if (random.nextInt(1_000) == 0) {
          timestamp = TIME.plus(Duration.ofDays(1 + random.nextInt(1_000)));
        }
        store.handle(
            LogRecord.of(timestamp, Level.INFO, "orders", "order " + random.nextInt(KEYS)));
        if (i % 100 == 0) {
          LockSupport.parkNanos(start + i * nanosEach - System.nanoTime());
        }
      }
      store.close();
      return null;
    };
  }

  /** Follows the replay with a plain map and compares each snapshot with it. */
  private static final class Reader implements Callable<Integer> {
    private final CompactingStore store;
    private final long limitNanos;
    private final Random random;
    private final Map<String, StoredRecord> model = new LinkedHashMap<>();
    private final List<String> known = new ArrayList<>();
    private long modelEnd;

    Reader(CompactingStore store, long limitNanos, int seed) {
      this.store = store;
      this.limitNanos = limitNanos;
      this.random = new Random(seed);
    }

    @Override
    public Integer call() {
      long every = TimeUnit.SECONDS.toNanos(READERS) / SNAPSHOTS_PER_SECOND;
      long start = System.nanoTime();
      int taken = 0;
      while (!store.isClosed()) {
        try (Snapshot snapshot = store.snapshot()) {
          compare(snapshot, taken % FULL_EVERY == FULL_EVERY - 1);
        }
        taken++;
        LockSupport.parkNanos(start + taken * every - System.nanoTime());
      }
      return taken;
    }

    private void compare(Snapshot snapshot, boolean fully) {
      Set<String> touched = new HashSet<>();
      snapshot.replay(modelEnd).forEach(stored -> follow(stored, touched));
      assertThat(modelEnd).isEqualTo(snapshot.endSequence());
      for (int i = 0; i < OTHERS && !known.isEmpty(); i++) {
        touched.add(known.get(random.nextInt(known.size())));
      }
      for (String key : touched) {
        StoredRecord expected = model.get(key);
        if (!snapshot.latest(key).orElseThrow().equals(expected)) {
          assertThat(snapshot.latest(key)).contains(expected);
        }
      }
      if (fully) {
        assertThat(new HashSet<>(snapshot.latest())).isEqualTo(new HashSet<>(model.values()));
      }
    }

    private void follow(StoredRecord stored, Set<String> touched) {
      assertThat(stored.sequence()).isEqualTo(modelEnd++);
      String key = stored.key();
      StoredRecord before = model.get(key);
      if (before == null) {
        known.add(key);
      }
      if (before == null
          || NaiveStore.order(stored, limitNanos) >= NaiveStore.order(before, limitNanos)) {
        model.put(key, stored);
      }
      touched.add(key);
    }
  }

  @Test
  void snapshots_stay_as_they_are_while_records_and_keys_are_evicted() throws Exception {
    CompactingStore store =
        new CompactingStore(
            StoreConfig.DEFAULT
                .withClock(clock)
                .withRetention(Retention.NONE.withMaxRecords(2_000))
                .withMaxKeys(500)
                .withTombstoneRetention(Duration.ZERO));
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Future<?> writer = threads.submit(() -> churn(store, 400_000));
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        readers.add(threads.submit(() -> rereadWhileOpen(store)));
      }
      writer.get(200, TimeUnit.SECONDS);
      for (Future<Integer> reader : readers) {
        assertThat(reader.get(60, TimeUnit.SECONDS)).isPositive();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(store.stats().evictedKeys()).isPositive();
    assertThat(store.stats().expiredTombstones()).isPositive();
    assertThat(store.stats().openSnapshots()).isZero();
  }

  private static void churn(CompactingStore store, int records) {
    Random random = new Random(7);
    for (int i = 0; i < records; i++) {
      String key = "k" + random.nextInt(600);
      String message = random.nextInt(10) == 0 ? null : "m" + i;
      store.append(key, message, TIME.plusMillis(random.nextInt(50)));
    }
    store.close();
  }

  private static int rereadWhileOpen(CompactingStore store) {
    int taken = 0;
    while (!store.isClosed()) {
      try (Snapshot snapshot = store.snapshot()) {
        List<StoredRecord> latest = snapshot.latest();
        List<StoredRecord> replay = snapshot.replay().toList();
        long sequence = snapshot.firstSequence();
        for (StoredRecord stored : replay) {
          assertThat(stored.sequence()).isEqualTo(sequence++);
        }
        assertThat(sequence).isEqualTo(snapshot.endSequence());
        if (sequence > 0) {
          assertThat(replay).as("the newest record is always kept").isNotEmpty();
        }
        assertThat(replay).hasSizeLessThanOrEqualTo(2_000);
        assertThat(latest).allMatch(stored -> stored.sequence() < snapshot.endSequence());

        assertThat(snapshot.replay().toList()).isEqualTo(replay);
        assertThat(snapshot.latest()).isEqualTo(latest);
        for (StoredRecord stored : latest) {
          assertThat(snapshot.latest(String.valueOf(stored.key()))).contains(stored);
        }
        taken++;
      }
    }
    return taken;
  }
}
