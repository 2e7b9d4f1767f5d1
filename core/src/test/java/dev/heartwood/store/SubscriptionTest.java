package dev.heartwood.store;

import static dev.heartwood.TestEvents.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heartwood.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SubscriptionTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final StoreConfig config = StoreConfig.DEFAULT.withClock(new SettableClock());

  @Test
  void gives_what_is_there_then_what_comes_without_a_gap() throws Exception {
    CompactingStore store = new CompactingStore(config.withRetention(Retention.NONE));
    int before = 1_000;
    int total = 50_000;
    append(store, before);
    try (Subscription subscription = store.subscribe()) {
      CompletableFuture<Void> live =
          CompletableFuture.runAsync(() -> append(store, total - before));
      List<Long> sequences = new ArrayList<>();
      while (sequences.size() < total) {
        Batch batch = subscription.poll(100, LONG);
        assertThat(batch.gap()).isEmpty();
        assertThat(batch.records()).hasSizeBetween(1, 100);
        batch.records().forEach(stored -> sequences.add(stored.sequence()));
      }
      assertThat(sequences).isEqualTo(LongStream.range(0, total).boxed().toList());
      live.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void starts_where_it_is_told() throws Exception {
    CompactingStore store = new CompactingStore(config);
    append(store, 10);
    try (Subscription subscription = store.subscribe(7)) {
      assertThat(subscription.poll(100, Duration.ZERO).records())
          .extracting(StoredRecord::sequence)
          .containsExactly(7L, 8L, 9L);
      assertThat(subscription.position()).isEqualTo(10);
    }
    assertThatThrownBy(() -> store.subscribe(11))
        .hasMessage("fromSequence must be 0 to 10, was 11");
    assertThatThrownBy(() -> store.subscribe(-1))
        .hasMessage("fromSequence must be 0 to 10, was -1");
  }

  @Test
  void names_the_gap_when_retention_overtakes_it() throws Exception {
    CompactingStore store =
        new CompactingStore(config.withRetention(Retention.NONE.withMaxRecords(10)));
    Subscription slow = store.subscribe();
    append(store, 3_000);

    Batch batch = slow.poll(4, Duration.ZERO);
    assertThat(batch.gap()).contains(new Batch.Gap(0, 2_990));
    assertThat(batch.gap().orElseThrow().missed()).isEqualTo(2_990);
    assertThat(batch.records())
        .extracting(StoredRecord::sequence)
        .containsExactly(2_990L, 2_991L, 2_992L, 2_993L);
    assertThat(slow.poll(100, Duration.ZERO).records()).hasSize(6);
    assertThat(slow.poll(100, Duration.ZERO).isEmpty()).isTrue();
  }

  @Test
  void a_slow_one_holds_up_neither_the_writer_nor_another() throws Exception {
    CompactingStore store =
        new CompactingStore(config.withRetention(Retention.NONE.withMaxRecords(100)));
    Subscription slow = store.subscribe(); // never polls
    Subscription quick = store.subscribe();
    for (int i = 0; i < 1_000; i++) {
      append(store, 50);
      Batch batch = quick.poll(100, Duration.ZERO);
      assertThat(batch.gap()).isEmpty();
      assertThat(batch.records()).hasSize(50);
    }
    assertThat(slow.position()).isZero();
    assertThat(store.size()).isEqualTo(100);
  }

  @Test
  void every_sequence_is_read_or_named_as_missed_while_the_writer_races_ahead() throws Exception {
    CompactingStore store =
        new CompactingStore(config.withRetention(Retention.NONE.withMaxRecords(700)));
    int total = 200_000;
    Subscription subscription = store.subscribe();
    CompletableFuture<Void> live =
        CompletableFuture.runAsync(
            () -> {
              append(store, total);
              store.close();
            });
    long next = 0;
    while (!subscription.isEnded()) {
      Batch batch = subscription.poll(512, LONG);
      if (batch.gap().isPresent()) {
        assertThat(batch.gap().get().from()).isEqualTo(next);
        next = batch.gap().get().to();
      }
      for (StoredRecord stored : batch.records()) {
        assertThat(stored.sequence()).isEqualTo(next++);
        assertThat(stored.record().message()).isEqualTo("m" + stored.sequence());
        assertThat(stored.key()).isEqualTo("k");
      }
      assertThat(subscription.position()).isEqualTo(next);
    }
    assertThat(next).isEqualTo(total);
    live.get(30, TimeUnit.SECONDS);
  }

  @Test
  void a_waiting_one_is_woken_by_the_next_record() throws Exception {
    CompactingStore store = new CompactingStore(config);
    try (Subscription subscription = store.subscribe()) {
      AtomicReference<Thread> reader = new AtomicReference<>();
      CompletableFuture<Batch> polled = poll(subscription, reader);
      awaitParked(reader);

      store.append("k", "here", TIME);

      assertThat(polled.get(30, TimeUnit.SECONDS).records()).hasSize(1);
    }
  }

  @Test
  void waits_no_longer_than_told() throws Exception {
    CompactingStore store = new CompactingStore(config);
    try (Subscription subscription = store.subscribe()) {
      assertThat(subscription.poll(1, Duration.ofMillis(20)).isEmpty()).isTrue();
      assertThat(subscription.poll(1, Duration.ofMillis(-20)).isEmpty()).isTrue();
      assertThat(subscription.isEnded()).isFalse();
    }
  }

  @Test
  void is_woken_when_it_is_closed() throws Exception {
    CompactingStore store = new CompactingStore(config);
    Subscription subscription = store.subscribe();
    AtomicReference<Thread> reader = new AtomicReference<>();
    CompletableFuture<Batch> polled = poll(subscription, reader);
    awaitParked(reader);

    subscription.close();

    assertThat(polled.get(30, TimeUnit.SECONDS).isEmpty()).isTrue();
    store.append("k", "unread", TIME);
    assertThat(subscription.poll(1, LONG).isEmpty()).isTrue();
  }

  @Test
  void ends_when_the_store_is_closed_and_all_is_read() throws Exception {
    CompactingStore store = new CompactingStore(config);
    Subscription subscription = store.subscribe();
    AtomicReference<Thread> reader = new AtomicReference<>();
    CompletableFuture<Batch> polled = poll(subscription, reader);
    awaitParked(reader);
    store.close();

    assertThat(polled.get(30, TimeUnit.SECONDS).isEmpty()).isTrue();
    assertThat(subscription.isEnded()).isTrue();
  }

  @Test
  void an_interrupt_ends_the_wait() throws Exception {
    CompactingStore store = new CompactingStore(config);
    Subscription subscription = store.subscribe();
    AtomicReference<Thread> reader = new AtomicReference<>();
    CompletableFuture<Batch> polled = poll(subscription, reader);
    awaitParked(reader);

    reader.get().interrupt();

    assertThatThrownBy(() -> polled.get(30, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(InterruptedException.class);
  }

  private static CompletableFuture<Batch> poll(
      Subscription subscription, AtomicReference<Thread> reader) {
    CompletableFuture<Batch> polled = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                polled.complete(subscription.poll(10, LONG));
              } catch (InterruptedException e) {
                polled.completeExceptionally(e);
              }
            },
            "subscriber");
    reader.set(thread);
    thread.start();
    return polled;
  }

  private static void awaitParked(AtomicReference<Thread> reader) {
    await().until(() -> reader.get().getState() == Thread.State.TIMED_WAITING);
  }

  private static void append(CompactingStore store, int count) {
    for (int i = 0; i < count; i++) {
      store.append("k", "m" + store.endSequence(), TIME);
    }
  }
}
