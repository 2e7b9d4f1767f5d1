package dev.heartwood.async;

import static dev.heartwood.TestEvents.event;
import static dev.heartwood.async.CallEvent.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.HeldHandler;
import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.RecordingHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ShardedHandlerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int KEYS = 20;

  private final StatusLines status = new StatusLines();
  private final AsyncConfig config =
      AsyncConfig.DEFAULT.withName("sharded").withCapacity(64).withStatus(status);

  @Test
  void keeps_the_order_of_each_key() {
    Map<Integer, List<Long>> numbers = new ConcurrentHashMap<>();
    Map<Integer, Set<String>> workers = new ConcurrentHashMap<>();
    LogHandler sink =
        event -> {
          int key = (Integer) event.arguments().get(0);
          numbers.computeIfAbsent(key, k -> new ArrayList<>()).add((Long) event.arguments().get(1));
          workers
              .computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet())
              .add(Thread.currentThread().getName());
        };
    try (var sharded = new ShardedHandler(config, 3, ShardedHandlerTest::key, shard -> sink)) {
      for (long n = 0; n < 2_000; n++) {
        sharded.handle(call("{} {}", (int) (n % KEYS), n));
      }
      assertThat(sharded.awaitDelivered(DEADLINE)).isTrue();
      assertThat(sharded.delivery().delivered()).isEqualTo(2_000);
    }
    Set<String> used = new HashSet<>();
    workers.values().forEach(used::addAll);
    assertThat(used).hasSize(3);
    assertThat(workers.values()).allSatisfy(names -> assertThat(names).hasSize(1));
    assertThat(numbers).hasSize(KEYS);
    assertThat(numbers.values()).allSatisfy(list -> assertThat(list).hasSize(100).isSorted());
  }

  @Test
  void gives_each_shard_its_handler_and_closes_all() {
    Map<Integer, RecordingHandler> sinks = new HashMap<>();
    try (var sharded =
        new ShardedHandler(
            config,
            2,
            LogEvent::template,
            shard -> sinks.computeIfAbsent(shard, s -> new RecordingHandler()))) {
      for (int i = 0; i < 20; i++) {
        sharded.handle(event("key " + i));
      }
    }
    assertThat(sinks).hasSize(2);
    assertThat(sinks.values()).allSatisfy(sink -> assertThat(sink.isClosed()).isTrue());
    assertThat(sinks.get(0).messages().size() + sinks.get(1).messages().size()).isEqualTo(20);
  }

  @Test
  void closes_a_shared_handler_once() {
    var closes = new AtomicInteger();
    var sink = new RecordingHandler();
    LogHandler shared =
        new LogHandler() {
          @Override
          public void handle(LogEvent event) {
            sink.handle(event);
          }

          @Override
          public void close() {
            closes.incrementAndGet();
          }
        };
    try (var sharded = ShardedHandler.sharing(config, 4, LogEvent::template, shared)) {
      for (int i = 0; i < 20; i++) {
        sharded.handle(event("key " + i));
      }
    }
    assertThat(sink.messages()).hasSize(20);
    assertThat(closes).hasValue(1);
  }

  @Test
  void a_shard_holds_the_shared_handler_for_a_run_of_events() {
    HeldHandler held = new HeldHandler();
    try (var sharded = ShardedHandler.sharing(config, 1, LogEvent::template, held)) {
      sharded.handle(event("one"));
    }
    assertThat(held.messages()).containsExactly("one");
    assertThat(held.unheld()).isZero();
    assertThat(held.isHeld()).isFalse();
  }

  @Test
  void loses_no_event_whose_key_cannot_be_read() {
    var sink = new RecordingHandler();
    try (var sharded =
        ShardedHandler.sharing(
            config,
            4,
            event -> {
              if (event.template().equals("none")) {
                return null;
              }
              throw new IllegalStateException("no key");
            },
            sink)) {
      sharded.handle(event("none"));
      sharded.handle(event("throws"));
      assertThat(sharded.shards().get(0).delivery().accepted()).isEqualTo(2);
    }
    assertThat(sink.messages()).containsExactly("none", "throws");
    assertThat(status.lines()).hasSize(1).first().asString().contains("no key");
  }

  @Test
  void leaves_no_worker_behind_if_a_handler_cannot_be_made() {
    assertThatThrownBy(
            () ->
                new ShardedHandler(
                    config,
                    2,
                    LogEvent::template,
                    shard -> {
                      if (shard == 1) {
                        throw new IllegalStateException("no handler");
                      }
                      return new RecordingHandler();
                    }))
        .hasMessage("no handler");
    WorkerThreads.awaitEnd("sharded-0");
  }

  @Test
  void refuses_a_wrong_number_of_shards() {
    assertThatThrownBy(
            () -> new ShardedHandler(config, 0, LogEvent::template, s -> new RecordingHandler()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shards must be 1 to 256, were 0");
  }

  private static String key(LogEvent event) {
    return String.valueOf(event.arguments().get(0));
  }
}
