package dev.heartwood.store;

import static dev.heartwood.TestEvents.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.LogEvent;
import dev.heartwood.LogRecord;
import dev.heartwood.SettableClock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphStats;
import org.slf4j.event.Level;

class StoreMemoryTest {
  private static final int MOST_OVERHEAD_BYTES = 64;

  /** One for all: what a store adds to records is the same, and quicker to measure. */
  private static final LogRecord RECORD = LogRecord.of(TIME, Level.INFO, "orders", "message");

  private final StoreConfig unlimited =
      StoreConfig.DEFAULT.withClock(new SettableClock()).withRetention(Retention.NONE);

  @Test
  void a_record_costs_at_most_64_bytes_beyond_itself() throws Exception {
    int records = 100_000;
    assertThat(overhead(unlimited, records, records / 10) / (double) records)
        .isLessThanOrEqualTo(MOST_OVERHEAD_BYTES);
  }

  @Test
  void so_it_does_in_a_small_store() throws Exception {
    StoreConfig small = unlimited.withRetention(Retention.NONE.withMaxRecords(1_000));
    assertThat(overhead(small, 5_000, 100) / 1_000.0).isLessThanOrEqualTo(MOST_OVERHEAD_BYTES);
  }

  @Test
  void a_key_costs_at_most_120_bytes_beyond_its_text() throws Exception {
    int records = 10_000;
    assertThat(overhead(unlimited, records, records) / (double) records)
        .isLessThanOrEqualTo(20 + 120);
  }

  @Test
  void ten_times_the_retention_retains_what_one_time_does() throws Exception {
    int retention = 10_000;
    List<String> keys = keys(3_000);
    StoreConfig limited =
        unlimited
            .withRetention(Retention.NONE.withMaxRecords(retention))
            .withMaxKeys(1_000)
            .withKey(new KeysInTurn(keys));
    try (CompactingStore store = new CompactingStore(limited)) {
      append(store, retention);
      store.compact();
      long once = bytes(store) - bytes(keys.toArray());

      for (int round = 1; round < 10; round++) {
        try (Snapshot held = store.snapshot()) {
          append(store, retention);
          assertThat(held.replay()).hasSize(retention);
        }
      }
      store.compact();
      long tenTimes = bytes(store) - bytes(keys.toArray());

      assertThat(tenTimes).isBetween((long) (once * 0.9), (long) (once * 1.1));
    }
  }

  @Test
  void tombstones_of_one_key_do_not_pile_up() {
    CompactingStore store =
        new CompactingStore(unlimited.withRetention(Retention.NONE.withMaxRecords(1)));
    for (int i = 0; i < 100_000; i++) {
      store.append("k", null, TIME.plusMillis(i));
    }
    store.compact();

    assertThat(bytes(store)).isLessThan(1_000_000);
  }

  @Test
  void the_size_of_a_record_is_estimated_within_a_third() {
    List<LogRecord> samples = RecordSizeSamples.all();
    for (LogRecord sample : samples) {
      long real = RecordSizeSamples.realBytes(sample);
      assertThat((double) RecordSize.estimate(sample))
          .as("%s", sample)
          .isBetween(real * 0.66, real * 1.34);
    }
  }

  /** What a store holds beyond the records and the texts of their keys. */
  private static long overhead(StoreConfig config, int records, int keyCount) throws Exception {
    List<String> keys = keys(keyCount);
    try (CompactingStore store = new CompactingStore(config.withKey(new KeysInTurn(keys)))) {
      append(store, records);
      List<Object> contents = new ArrayList<>(keys);
      contents.add(RECORD);
      return bytes(store, contents) - bytes(contents);
    }
  }

  private static void append(CompactingStore store, int records) throws Exception {
    for (int i = 0; i < records; i++) {
      store.handle(RECORD);
    }
  }

  private static List<String> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> "key " + i).toList();
  }

  private static long bytes(Object... roots) {
    return GraphStats.parseInstance(roots).totalSize();
  }

  private static final class KeysInTurn implements KeyExtractor {
    private final List<String> keys;
    private int next;

    KeysInTurn(List<String> keys) {
      this.keys = keys;
    }

    @Override
    public String key(LogEvent event) {
      return keys.get(next++ % keys.size());
    }
  }
}
