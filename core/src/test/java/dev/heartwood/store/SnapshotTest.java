package dev.heartwood.store;

import static dev.heartwood.TestEvents.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heartwood.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SnapshotTest {
  private final SettableClock clock = new SettableClock();
  private final StoreConfig config = StoreConfig.DEFAULT.withName("orders").withClock(clock);

  @Test
  void shows_the_store_as_it_was_whatever_comes_later() {
    CompactingStore store =
        new CompactingStore(
            config
                .withMaxKeys(3)
                .withTombstoneRetention(Duration.ZERO)
                .withRetention(Retention.NONE.withMaxRecords(2)));
    store.append("changed", "before", TIME);
    store.append("removed", "there", TIME);
    store.append("evicted", "there", TIME);
    try (Snapshot snapshot = store.snapshot()) {
      store.append("changed", "after", TIME.plusSeconds(1));
      store.append("removed", null, TIME.plusSeconds(1));
      for (int i = 0; i < 2_000; i++) {
        store.append("new " + i, "m", TIME);
      }
      store.compact();

      assertThat(latest(snapshot))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("changed", "before", "removed", "there", "evicted", "there"));
      assertThat(snapshot.latest("changed").orElseThrow().record().message()).isEqualTo("before");
      assertThat(snapshot.latest("new 7")).isEmpty();
      assertThat(snapshot.replay().map(StoredRecord::sequence)).containsExactly(1L, 2L);
    }
    assertThat(store.latest("changed")).isEmpty();
  }

  @Test
  void of_an_empty_store_is_empty() {
    try (Snapshot snapshot = new CompactingStore(config).snapshot()) {
      assertThat(snapshot.replay()).isEmpty();
      assertThat(snapshot.replay(TIME)).isEmpty();
      assertThat(snapshot.latest()).isEmpty();
      assertThat(snapshot.endSequence()).isZero();
    }
  }

  @Test
  void one_more_than_allowed_is_refused_until_one_closes() {
    CompactingStore store = new CompactingStore(config);
    List<Snapshot> open = new ArrayList<>();
    for (int i = 0; i < StoreConfig.DEFAULT_MAX_SNAPSHOTS; i++) {
      open.add(store.snapshot());
    }
    assertThat(store.stats().openSnapshots()).isEqualTo(64);
    assertThatThrownBy(store::snapshot)
        .isInstanceOf(TooManySnapshotsException.class)
        .hasMessage("store orders allows 64 open snapshots at a time, all are open");

    open.remove(17).close();
    open.add(store.snapshot());
    open.forEach(Snapshot::close);
    assertThat(store.stats().openSnapshots()).isZero();
  }

  @Test
  void refuses_to_be_read_once_closed_also_through_a_stream_taken_before() {
    CompactingStore store = new CompactingStore(config);
    store.append("a", "one", TIME);
    store.append("a", "two", TIME);
    Snapshot snapshot = store.snapshot();
    Iterator<StoredRecord> replay = snapshot.replay().iterator();
    replay.next();
    assertThat(snapshot.state()).isEqualTo(Snapshot.State.OPEN);

    snapshot.close();
    snapshot.close();

    assertThat(snapshot.state()).isEqualTo(Snapshot.State.CLOSED);
    assertThatThrownBy(() -> replay.forEachRemaining(stored -> {}))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> snapshot.latest("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("snapshot of store orders is closed");
    assertThatThrownBy(snapshot::latest).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(snapshot::replay).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void expires_when_open_for_too_long_also_without_being_used() {
    CompactingStore store =
        new CompactingStore(config.withSnapshotMaxAge(Duration.ofMinutes(1)).withMaxSnapshots(1));
    Snapshot old = store.snapshot();
    clock.advance(Duration.ofMinutes(1));
    assertThat(old.state()).isEqualTo(Snapshot.State.OPEN);

    clock.advance(Duration.ofMillis(1));
    try (Snapshot next = store.snapshot()) {
      assertThat(next.state()).isEqualTo(Snapshot.State.OPEN);
      assertThat(old.state()).isEqualTo(Snapshot.State.EXPIRED);
      assertThatThrownBy(old::replay)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("snapshot of store orders expired: open for longer than PT1M");
      old.close();
      assertThat(old.state()).isEqualTo(Snapshot.State.EXPIRED);
    }
    assertThat(store.stats().expiredSnapshots()).isOne();
    assertThat(store.stats().openSnapshots()).isZero();
  }

  @Test
  void an_append_expires_an_old_one_and_frees_what_it_held() {
    CompactingStore store =
        new CompactingStore(
            config
                .withSnapshotMaxAge(Duration.ofMinutes(1))
                .withRetention(Retention.NONE.withMaxRecords(1)));
    store.append("a", "one", TIME);
    Snapshot old = store.snapshot();
    clock.advance(Duration.ofMinutes(2));
    store.append("a", "two", TIME);

    assertThat(store.stats().openSnapshots()).isZero();
    assertThat(store.stats().expiredSnapshots()).isOne();
    assertThat(old.state()).isEqualTo(Snapshot.State.EXPIRED);
  }

  @Test
  void one_that_nobody_closed_is_freed_and_counted() {
    CompactingStore store = new CompactingStore(config.withMaxSnapshots(2));
    store.append("a", "one", TIME);
    try (Snapshot kept = store.snapshot()) {
      assertThat(store.snapshot().replay()).hasSize(1); // dropped without being closed

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                System.gc();
                store.compact();
                assertThat(store.stats().leakedSnapshots()).isOne();
              });
      assertThat(store.stats().openSnapshots()).isOne();
      assertThat(kept.replay()).hasSize(1);
    }
  }

  @Test
  void a_stream_keeps_its_snapshot_from_being_freed() {
    CompactingStore store = new CompactingStore(config);
    for (int i = 0; i < 10; i++) {
      store.append("a", "m" + i, TIME);
    }
    Iterator<StoredRecord> replay = store.snapshot().replay().iterator();
    replay.next();
    System.gc();
    store.compact();

    int left = 0;
    for (; replay.hasNext(); replay.next()) {
      left++;
    }
    assertThat(left).isEqualTo(9);
  }

  @Test
  void replays_lazily() {
    CompactingStore store = new CompactingStore(config);
    for (int i = 0; i < 100_000; i++) {
      store.append("a", "m", TIME);
    }
    try (Snapshot snapshot = store.snapshot()) {
      List<Long> read = new ArrayList<>();
      snapshot
          .replay()
          .peek(stored -> read.add(stored.sequence()))
          .filter(stored -> stored.sequence() == 3)
          .findFirst();
      assertThat(read).containsExactly(0L, 1L, 2L, 3L);

      read.clear();
      snapshot
          .replay(TIME)
          .peek(stored -> read.add(stored.sequence()))
          .filter(stored -> stored.sequence() == 3)
          .findFirst();
      assertThat(read).containsExactly(0L, 1L, 2L, 3L);
    }
  }

  private static Map<String, String> latest(Snapshot snapshot) {
    return snapshot.latest().stream()
        .collect(Collectors.toMap(StoredRecord::key, stored -> stored.record().message()));
  }
}
