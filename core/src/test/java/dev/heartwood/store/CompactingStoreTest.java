package dev.heartwood.store;

import static dev.heartwood.TestEvents.TIME;
import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.KeyValue;
import dev.heartwood.LogRecord;
import dev.heartwood.SettableClock;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CompactingStoreTest {
  private final SettableClock clock = new SettableClock();
  private final StoreConfig config =
      StoreConfig.DEFAULT.withName("orders").withClock(clock).withKey(KeyExtractor.keyValue("id"));

  @Test
  void keeps_events_in_arrival_order_under_dense_sequences() throws Exception {
    CompactingStore store = new CompactingStore(config);
    for (int i = 0; i < 2_000; i++) {
      store.handle(event("message " + i, new KeyValue("id", i % 7)));
    }
    try (Snapshot snapshot = store.snapshot()) {
      assertThat(snapshot.replay().map(StoredRecord::sequence))
          .containsExactlyElementsOf(LongStream.range(0, 2_000).boxed().toList());
      assertThat(snapshot.replay().map(stored -> stored.record().message()))
          .startsWith("message 0", "message 1")
          .endsWith("message 1999");
      assertThat(snapshot.endSequence()).isEqualTo(2_000);
    }
  }

  @Test
  void gives_the_newest_record_of_a_key() throws Exception {
    CompactingStore store = new CompactingStore(config);
    store.append("a", "first", TIME);
    store.append("b", "other", TIME);
    store.append("a", "second", TIME.plusMillis(1));

    assertThat(store.latest("a")).map(stored -> stored.record().message()).contains("second");
    assertThat(store.latest("b")).map(StoredRecord::sequence).contains(1L);
    assertThat(store.latest("c")).isEmpty();
  }

  @Test
  void a_late_record_is_replayed_but_does_not_overtake() {
    CompactingStore store = new CompactingStore(config);
    store.append("a", "newer", TIME);
    store.append("a", "late", TIME.minusNanos(1));

    try (Snapshot snapshot = store.snapshot()) {
      assertThat(messages(snapshot.replay().toList())).containsExactly("newer", "late");
      assertThat(messages(snapshot.latest())).containsExactly("newer");
    }
    assertThat(store.stats().late()).isOne();
  }

  @Test
  void of_equal_timestamps_the_later_arrival_wins() {
    CompactingStore store = new CompactingStore(config);
    store.append("a", "first", TIME);
    store.append("a", "second", TIME);

    assertThat(store.latest("a")).map(stored -> stored.record().message()).contains("second");
  }

  @Test
  void the_short_log_is_sorted_by_timestamp_then_arrival() {
    CompactingStore store = new CompactingStore(config);
    store.append("late", "3", TIME.plusSeconds(3));
    store.append("tie one", "1", TIME.plusSeconds(1));
    store.append("early", "0", TIME);
    store.append("tie two", "2", TIME.plusSeconds(1));

    try (Snapshot snapshot = store.snapshot()) {
      assertThat(messages(snapshot.latest())).containsExactly("0", "1", "2", "3");
    }
  }

  @Test
  void one_wrong_clock_does_not_own_the_latest_for_ever() {
    CompactingStore store = new CompactingStore(config.withAllowedSkew(Duration.ofMinutes(5)));
    Instant wrong = TIME.plus(Duration.ofDays(3650));
    store.append("a", "from the future", wrong);

    clock.advance(Duration.ofMinutes(6));
    store.append("a", "right", clock.instant());

    assertThat(store.latest("a")).map(stored -> stored.record().message()).contains("right");
    try (Snapshot snapshot = store.snapshot()) {
      assertThat(snapshot.replay().findFirst())
          .map(stored -> stored.record().timestamp())
          .contains(wrong);
    }
    assertThat(store.stats().clamped()).isOne();
  }

  @Test
  void a_timestamp_within_the_allowed_skew_counts_as_it_is() {
    CompactingStore store = new CompactingStore(config.withAllowedSkew(Duration.ofMinutes(5)));
    store.append("a", "ahead", TIME.plusSeconds(299));
    store.append("a", "now", TIME);

    assertThat(store.latest("a")).map(stored -> stored.record().message()).contains("ahead");
    assertThat(store.stats().clamped()).isZero();
  }

  @Test
  void a_record_without_a_key_is_replayed_but_never_the_latest() throws Exception {
    CompactingStore store = new CompactingStore(config);
    store.handle(event("no key"));

    try (Snapshot snapshot = store.snapshot()) {
      assertThat(snapshot.replay()).hasSize(1).allMatch(stored -> stored.key() == null);
      assertThat(snapshot.latest()).isEmpty();
    }
  }

  @Test
  void a_key_extractor_that_throws_costs_the_key_only() throws Exception {
    CompactingStore store =
        new CompactingStore(
            config.withKey(
                event -> {
                  throw new IllegalStateException("no key today");
                }));
    store.handle(event("kept"));

    assertThat(store.size()).isOne();
    assertThat(store.stats().keyFailures()).isOne();
  }

  @Test
  void keeps_the_newest_records_up_to_a_count() {
    CompactingStore store = new CompactingStore(retaining(Retention.NONE.withMaxRecords(3)));
    for (int i = 0; i < 10; i++) {
      store.append("k" + i, "m" + i, TIME);
    }
    try (Snapshot snapshot = store.snapshot()) {
      assertThat(messages(snapshot.replay().toList())).containsExactly("m7", "m8", "m9");
      assertThat(snapshot.firstSequence()).isEqualTo(7);
    }
    assertThat(store.stats().evictedByCount()).isEqualTo(7);
  }

  @Test
  void keeps_records_up_to_their_bytes_but_always_the_newest() {
    LogRecord small = LogRecord.of(TIME, org.slf4j.event.Level.INFO, "orders", "small");
    int bytes = RecordSize.estimate(small);
    CompactingStore store = new CompactingStore(retaining(Retention.NONE.withMaxBytes(3L * bytes)));
    for (int i = 0; i < 5; i++) {
      store.append("k", "small", TIME);
    }
    assertThat(store.size()).isGreaterThanOrEqualTo(2).isLessThanOrEqualTo(3);
    assertThat(store.stats().retainedBytes()).isLessThanOrEqualTo(3L * bytes);

    store.append("k", "x".repeat(10 * bytes), TIME);
    assertThat(store.size()).isOne();
    assertThat(store.stats().evictedByBytes()).isEqualTo(5);
  }

  @Test
  void drops_what_was_received_too_long_ago_whatever_its_timestamp() {
    CompactingStore store =
        new CompactingStore(retaining(Retention.NONE.withMaxAge(Duration.ofSeconds(10))));
    store.append("a", "future stamp", TIME.plusSeconds(1_000));
    clock.advance(Duration.ofSeconds(10));
    store.append("b", "past stamp", TIME.minusSeconds(1_000));
    assertThat(store.size()).isEqualTo(2);

    clock.advance(Duration.ofMillis(1));
    store.compact();
    assertThat(store.firstSequence()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(10));
    store.compact();
    assertThat(store.size()).isZero();
    assertThat(store.stats().evictedByAge()).isEqualTo(2);
  }

  @Test
  void keeps_the_latest_of_a_key_beyond_retention() {
    CompactingStore store = new CompactingStore(retaining(Retention.NONE.withMaxRecords(2)));
    store.append("rare", "kept", TIME);
    for (int i = 0; i < 5_000; i++) {
      store.append("frequent", "m" + i, TIME);
    }
    try (Snapshot snapshot = store.snapshot()) {
      assertThat(snapshot.latest("rare")).map(StoredRecord::sequence).contains(0L);
      assertThat(messages(snapshot.latest())).containsExactly("kept", "m4999");
      assertThat(snapshot.replay()).hasSize(2);
    }
  }

  @Test
  void one_key_too_many_evicts_the_one_that_won_longest_ago() {
    CompactingStore store = new CompactingStore(config.withMaxKeys(2));
    store.append("a", "1", TIME);
    store.append("b", "2", TIME);
    store.append("a", "3", TIME);
    store.append("c", "4", TIME);

    assertThat(store.latest("b")).isEmpty();
    assertThat(store.latest("a")).isPresent();
    assertThat(store.latest("c")).isPresent();
    assertThat(store.stats().evictedKeys()).isOne();
    assertThat(store.stats().keys()).isEqualTo(2);
  }

  @Test
  void a_tombstone_removes_its_key_and_is_replayed() {
    CompactingStore store = new CompactingStore(config);
    store.append("a", "there", TIME);
    store.append("a", null, TIME.plusSeconds(1));

    assertThat(store.latest("a")).isEmpty();
    try (Snapshot snapshot = store.snapshot()) {
      assertThat(snapshot.latest("a")).isEmpty();
      assertThat(snapshot.latest()).isEmpty();
      assertThat(snapshot.replay().map(StoredRecord::isTombstone)).containsExactly(false, true);
    }
  }

  @Test
  void a_tombstone_holds_back_late_records_until_its_retention_is_over() {
    CompactingStore store =
        new CompactingStore(config.withTombstoneRetention(Duration.ofMinutes(1)));
    store.append("a", null, TIME);
    store.append("a", "late", TIME.minusSeconds(1));
    assertThat(store.latest("a")).isEmpty();

    clock.advance(Duration.ofMinutes(1));
    store.append("a", "late again", TIME.minusSeconds(1));
    assertThat(store.latest("a")).map(stored -> stored.record().message()).contains("late again");
    assertThat(store.stats().expiredTombstones()).isOne();
  }

  @Test
  void a_key_comes_back_after_its_tombstone() {
    CompactingStore store = new CompactingStore(config);
    store.append("a", null, TIME);
    store.append("a", "back", TIME.plusSeconds(1));

    assertThat(store.latest("a")).map(stored -> stored.record().message()).contains("back");
  }

  @Test
  void replays_from_a_time_what_is_at_or_after_it_in_arrival_order() {
    CompactingStore store = new CompactingStore(config);
    for (int i = 0; i < 3_000; i++) {
      store.append("k", "m" + i, TIME.plusSeconds(i % 2 == 0 ? i : -i));
    }
    try (Snapshot snapshot = store.snapshot()) {
      assertThat(messages(snapshot.replay(TIME.plusSeconds(2_994)).toList()))
          .containsExactly("m2994", "m2996", "m2998");
      assertThat(snapshot.replay(Instant.MAX)).isEmpty();
      assertThat(snapshot.replay(Instant.MIN)).hasSize(3_000);
    }
  }

  @Test
  void refuses_records_once_closed_and_stays_readable() throws Exception {
    CompactingStore store = new CompactingStore(config);
    store.append("a", "kept", TIME);
    store.close();
    store.close();

    assertThatThrownBy(() -> store.handle(event("late")))
        .isInstanceOf(IOException.class)
        .hasMessage("store orders is closed");
    assertThatThrownBy(() -> store.append("a", "late", TIME))
        .isInstanceOf(IllegalStateException.class);
    assertThat(store.latest("a")).isPresent();
    try (Snapshot snapshot = store.snapshot()) {
      assertThat(snapshot.replay()).hasSize(1);
    }
  }

  @Test
  void refuses_values_that_make_no_sense() {
    assertThatThrownBy(() -> config.withMaxKeys(0)).hasMessage("maxKeys must be at least 1, was 0");
    assertThatThrownBy(() -> config.withMaxSnapshots(1025))
        .hasMessage("maxSnapshots must be 1 to 1024, was 1025");
    assertThatThrownBy(() -> config.withAllowedSkew(Duration.ofMillis(-1)))
        .hasMessage("allowedSkew must not be negative, was PT-0.001S");
    assertThatThrownBy(() -> config.withTombstoneRetention(Duration.ofMillis(-1)))
        .hasMessage("tombstoneRetention must not be negative, was PT-0.001S");
    assertThatThrownBy(() -> config.withSnapshotMaxAge(Duration.ZERO))
        .hasMessage("snapshotMaxAge must be more than zero, was PT0S");
    assertThatThrownBy(() -> config.withName(" ")).hasMessage("name must not be blank");
    assertThatThrownBy(() -> Retention.NONE.withMaxRecords(0))
        .hasMessage("maxRecords must be at least 1, was 0");
    assertThatThrownBy(() -> Retention.NONE.withMaxBytes(0))
        .hasMessage("maxBytes must be at least 1, was 0");
    assertThatThrownBy(() -> Retention.NONE.withMaxAge(Duration.ZERO))
        .hasMessage("maxAge must be more than zero, was PT0S");
  }

  @Test
  void refuses_to_write_without_a_key_or_at_a_time_that_does_not_fit() {
    CompactingStore store = new CompactingStore(config);

    assertThatThrownBy(() -> store.append(null, "a", TIME))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("key");
    for (Instant time : List.of(Instant.MIN, Instant.MAX, Instant.parse("2262-06-01T00:00:00Z"))) {
      assertThatThrownBy(() -> store.append("a", "a", time))
          .isInstanceOf(DateTimeException.class)
          .hasMessage("timestamp must be in the years 1678 to 2261, was " + time);
    }
    assertThat(store.size()).isZero();
    assertThat(store.latest("a")).isEmpty();
    assertThat(store.append("a", "kept", TIME)).isZero();
  }

  @Test
  void takes_durations_longer_than_time() {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
    CompactingStore store =
        new CompactingStore(
            config
                .withRetention(Retention.NONE.withMaxAge(longest))
                .withAllowedSkew(longest)
                .withTombstoneRetention(longest)
                .withSnapshotMaxAge(longest));
    store.append("a", null, TIME);
    store.append("a", "future", Instant.parse("2261-01-01T00:00:00Z"));

    assertThat(store.latest("a")).isPresent();
    assertThat(store.stats().clamped()).isZero();
  }

  private StoreConfig retaining(Retention retention) {
    return config.withRetention(retention);
  }

  private static List<String> messages(List<StoredRecord> records) {
    return records.stream().map(stored -> stored.record().message()).toList();
  }
}
