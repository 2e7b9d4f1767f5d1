package dev.heartwood.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/**
 * Random appends, late, future and equal timestamps, tombstones, evictions, passing time and
 * snapshots held open across all of it: the store shows what the naive one shows. A failure names
 * its seed; {@code -Dheartwood.seeds=N} runs more of them.
 */
class StoreModelTest {
  private static final int STEPS = 3_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shows_what_the_naive_store_shows(long round) throws Exception {
    int seeds = Integer.getInteger("heartwood.seeds", 20);
    for (int i = 0; i < seeds; i++) {
      new Run(round * 1_000_000 + i).run();
    }
  }

  @Test
  void shows_what_the_naive_store_shows_without_any_limit() throws Exception {
    SettableClock clock = new SettableClock();
    StoreConfig config =
        StoreConfig.DEFAULT.withClock(clock).withRetention(Retention.NONE).withMaxKeys(1_000_000);
    new Run(99, config, clock).run();
  }

  private record Held(Snapshot snapshot, NaiveStore.View expected) {}

  private static final class Run {
    private final long seed;
    private final Random random;
    private final SettableClock clock;
    private final StoreConfig config;
    private final CompactingStore store;
    private final NaiveStore naive;
    private final List<Held> held = new ArrayList<>();
    private String key = "";

    Run(long seed) {
      this(seed, new SettableClock());
    }

    private Run(long seed, SettableClock clock) {
      this(seed, randomConfig(new Random(seed), clock), clock);
    }

    Run(long seed, StoreConfig config, SettableClock clock) {
      this.seed = seed;
      this.random = new Random(seed);
      this.clock = clock;
      this.config = config.withKey(event -> key.isEmpty() ? null : key);
      this.store = new CompactingStore(this.config);
      this.naive = new NaiveStore(this.config);
    }

    private static StoreConfig randomConfig(Random random, SettableClock clock) {
      Retention retention =
          new Retention(
              random.nextInt(3) == 0 ? Retention.UNLIMITED : 1 + random.nextInt(1_500),
              random.nextInt(3) == 0 ? Retention.UNLIMITED : 1 + random.nextInt(100_000),
              random.nextInt(3) == 0
                  ? Retention.FOREVER
                  : Duration.ofMillis(1 + random.nextInt(5_000)));
      return StoreConfig.DEFAULT
          .withClock(clock)
          .withRetention(retention)
          .withMaxKeys(1 + random.nextInt(60))
          .withTombstoneRetention(Duration.ofMillis(random.nextInt(2_000)))
          .withAllowedSkew(Duration.ofMillis(random.nextInt(500)));
    }

    void run() throws Exception {
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(40)) {
          case 0 -> clock.advance(Duration.ofMillis(random.nextInt(1_000)));
          case 1 -> open();
          case 2 -> close();
          case 3 -> compareHeld();
          case 4 -> compact();
          default -> append();
        }
      }
      compareNow();
      while (!held.isEmpty()) {
        close();
      }
      compact();
      compareNow();
      StoreStats stats = store.stats();
      assertThat(stats.keys()).as("keys, seed %s", seed).isEqualTo(naive.keys());
      assertThat(stats.evictedKeys()).as("seed %s", seed).isEqualTo(naive.evictedKeys());
      assertThat(stats.appended()).isEqualTo(stats.retained() + stats.evicted());
    }

    private void append() throws Exception {
      clock.advance(Duration.ofMillis(random.nextInt(5)));
      key = random.nextInt(20) == 0 ? "" : "k" + (int) Math.abs(random.nextGaussian() * 30);
      LogRecord record = record(random.nextInt(8) == 0);
      store.handle(record);
      naive.append(key.isEmpty() ? null : key, record);
    }

    private LogRecord record(boolean tombstone) {
      // late, future beyond the skew, and often exactly equal
      Instant timestamp = clock.instant().plusMillis((random.nextInt(40) - 30) * 50L);
      String message = "m".repeat(random.nextInt(50));
      return new LogRecord(
          timestamp,
          Level.INFO,
          "orders",
          "main",
          message,
          List.of(),
          message,
          List.of(),
          tombstone ? List.of(new LogMarker(CompactingStore.TOMBSTONE, List.of())) : List.of(),
          Map.of(),
          null,
          null);
    }

    private void open() {
      if (held.size() < 10) {
        held.add(new Held(store.snapshot(), naive.view()));
      }
    }

    private void close() {
      if (!held.isEmpty()) {
        Held one = held.remove(random.nextInt(held.size()));
        compare(one);
        one.snapshot().close();
      }
    }

    private void compareHeld() {
      if (!held.isEmpty()) {
        compare(held.get(random.nextInt(held.size())));
      }
    }

    private void compact() {
      store.compact();
      naive.compact();
    }

    private void compareNow() {
      try (Snapshot now = store.snapshot()) {
        compare(new Held(now, naive.view()));
      }
      for (StoredRecord stored : naive.view().latest()) {
        assertThat(store.latest(keyOf(stored))).as("live, seed %s", seed).contains(stored);
      }
    }

    private void compare(Held one) {
      NaiveStore.View expected = one.expected();
      Snapshot snapshot = one.snapshot();
      assertThat(snapshot.endSequence()).isEqualTo(expected.end());
      assertThat(snapshot.replay().toList())
          .as("replay, seed %s", seed)
          .isEqualTo(expected.replay());
      assertThat(snapshot.latest()).as("latest, seed %s", seed).isEqualTo(expected.latest());
      for (StoredRecord stored : expected.latest()) {
        assertThat(snapshot.latest(keyOf(stored)))
            .as("latest of key, seed %s", seed)
            .contains(stored);
      }
      Instant from = clock.instant().minusMillis(random.nextInt(3_000));
      assertThat(snapshot.replay(from).toList())
          .as("replay from %s, seed %s", from, seed)
          .isEqualTo(
              expected.replay().stream()
                  .filter(stored -> !stored.record().timestamp().isBefore(from))
                  .toList());
      long sequence = random.nextInt((int) expected.end() + 2);
      assertThat(snapshot.replay(sequence).toList())
          .isEqualTo(
              expected.replay().stream().filter(stored -> stored.sequence() >= sequence).toList());
    }

    private static String keyOf(StoredRecord stored) {
      @Nullable String key = stored.key();
      assertThat(key).isNotNull();
      return key;
    }
  }
}
