package dev.heartwood.routing;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.RecordingHandler;
import dev.heartwood.UndeliveredException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FailoverHandlerTest {
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final IOException DOWN = new IOException("down");

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // the clock may wrap
  private final List<String> reports = new ArrayList<>();
  private final FailoverConfig config =
      FailoverConfig.DEFAULT
          .withRetryInterval(RETRY)
          .withNanoClock(now::get)
          .withStatus((level, message, cause) -> reports.add(level + " " + message));
  private final FlakyHandler primary = FlakyHandler.buffering();
  private final FlakyHandler fallback = FlakyHandler.buffering();
  private final FailoverHandler failover = failover(primary, fallback);

  @Test
  void all_goes_to_the_primary_while_it_works() throws Exception {
    log("a", "b");

    assertThat(primary.messages()).containsExactly("a", "b");
    assertThat(fallback.messages()).isEmpty();
    assertThat(reports).isEmpty();
  }

  @Test
  void an_event_that_the_primary_refuses_goes_to_the_fallback_and_so_do_the_next()
      throws Exception {
    log("a");
    primary.failHandle(DOWN);
    log("b");
    primary.heal();
    log("c");

    assertThat(primary.messages()).containsExactly("a");
    assertThat(fallback.messages()).containsExactly("b", "c");
    assertThat(reports).containsExactly("WARN failover: FlakyHandler failed, trying the next");
  }

  @Test
  void returns_to_the_primary_after_the_retry_interval() throws Exception {
    primary.failHandle(DOWN);
    log("a");
    now.addAndGet(RETRY.toNanos() - 1);
    primary.heal();
    log("b");
    now.addAndGet(1);
    log("c", "d");

    assertThat(fallback.messages()).containsExactly("a", "b");
    assertThat(primary.messages()).containsExactly("c", "d");
    assertThat(reports).last().isEqualTo("INFO failover: FlakyHandler works again");
  }

  @Test
  void a_retry_that_fails_costs_nothing_and_waits_another_interval() throws Exception {
    primary.failHandle(DOWN);
    log("a");
    now.addAndGet(RETRY.toNanos());
    log("b");
    primary.heal();
    now.addAndGet(RETRY.toNanos() - 1);
    log("c");

    assertThat(fallback.messages()).containsExactly("a", "b", "c");
    assertThat(reports).hasSize(1);
  }

  @Test
  void events_before_the_refused_one_are_flushed_and_not_doubled() throws Exception {
    failover.handle(event("a"));
    primary.failHandle(DOWN);
    failover.handle(event("b"));
    failover.flush();

    assertThat(primary.messages()).containsExactly("a");
    assertThat(fallback.messages()).containsExactly("b");
  }

  @Test
  void what_a_failing_flush_leaves_goes_to_the_fallback_in_order() throws Exception {
    failover.handle(event("a"));
    failover.handle(event("b"));
    primary.failFlush(DOWN);
    failover.flush();
    log("c");

    assertThat(primary.messages()).isEmpty();
    assertThat(fallback.messages()).containsExactly("a", "b", "c");
  }

  @Test
  void only_the_events_that_a_flush_names_as_missing_are_redelivered() throws Exception {
    failover.handle(event("a"));
    failover.handle(event("b"));
    failover.handle(event("c"));
    primary.failFlush(new UndeliveredException(1, "one", DOWN));
    failover.flush();

    assertThat(fallback.messages()).containsExactly("c");
  }

  @Test
  void all_are_redelivered_if_some_were_refused_for_good_and_nobody_knows_which() throws Exception {
    failover.handle(event("a"));
    failover.handle(event("b"));
    failover.handle(event("c"));
    primary.failFlush(new UndeliveredException(1, 1, "one was refused", DOWN));
    failover.flush();

    assertThat(fallback.messages()).containsExactly("a", "b", "c");
  }

  @Test
  void older_events_go_first_when_primary_fails_to_take_one_and_to_flush_the_others()
      throws Exception {
    failover.handle(event("a"));
    failover.handle(event("b"));
    primary.failHandle(DOWN);
    primary.failFlush(DOWN);
    failover.handle(event("c"));
    failover.flush();

    assertThat(fallback.messages()).containsExactly("a", "b", "c");
  }

  @Test
  void what_the_fallback_fails_to_flush_on_the_way_back_goes_to_the_primary_in_order()
      throws Exception {
    primary.failHandle(DOWN);
    failover.handle(event("a"));
    failover.handle(event("b"));
    primary.heal();
    fallback.failFlush(DOWN);
    now.addAndGet(RETRY.toNanos());
    failover.handle(event("c"));
    failover.flush();

    assertThat(primary.messages()).containsExactly("a", "b", "c");
    assertThat(fallback.messages()).isEmpty();
  }

  @Test
  void at_the_limit_of_kept_events_the_target_is_flushed_early() throws Exception {
    FailoverHandler small =
        new FailoverHandler(
            config.withMaxPending(2),
            List.of(HandlerSource.of(primary), HandlerSource.of(fallback)));

    small.handle(event("a"));
    small.handle(event("b"));
    assertThat(primary.messages()).containsExactly("a", "b");

    primary.failFlush(DOWN);
    small.handle(event("c"));
    small.handle(event("d"));
    small.flush();
    assertThat(fallback.messages()).containsExactly("c", "d");
  }

  @Test
  void an_event_that_nobody_takes_is_refused() throws Exception {
    primary.failHandle(DOWN);
    fallback.failHandle(DOWN);

    assertThatThrownBy(() -> failover.handle(event("a")))
        .isInstanceOf(IOException.class)
        .hasMessage("none of [FlakyHandler, FlakyHandler] took the event")
        .hasCause(DOWN);
    failover.flush(); // told already
  }

  @Test
  void while_no_target_is_due_those_that_are_open_are_tried_all_the_same() {
    primary.failHandle(DOWN);
    fallback.failHandle(DOWN);
    assertThatThrownBy(() -> failover.handle(event("poison"))).isInstanceOf(IOException.class);
    primary.heal();
    fallback.heal();

    assertThat(log("next")).isTrue();
    assertThat(primary.messages()).containsExactly("next");
  }

  @Test
  void a_flush_that_leaves_events_nowhere_says_how_many() throws Exception {
    failover.handle(event("a"));
    failover.handle(event("b"));
    primary.failFlush(DOWN);
    fallback.failFlush(DOWN);

    assertThatThrownBy(failover::flush)
        .isInstanceOfSatisfying(
            UndeliveredException.class, e -> assertThat(e.undelivered()).isEqualTo(2))
        .hasMessage("2 events lost, none of [FlakyHandler, FlakyHandler] kept them");
    primary.heal();
    assertThat(log("c")).isTrue(); // told once
  }

  @Test
  void without_kept_events_a_failing_flush_says_how_many_are_lost() throws Exception {
    FailoverHandler forgetful =
        new FailoverHandler(
            config.withMaxPending(0),
            List.of(HandlerSource.of(primary), HandlerSource.of(fallback)));
    forgetful.handle(event("a"));
    forgetful.handle(event("b"));
    primary.failFlush(DOWN);

    assertThatThrownBy(forgetful::flush)
        .isInstanceOfSatisfying(
            UndeliveredException.class, e -> assertThat(e.undelivered()).isEqualTo(2));
    forgetful.handle(event("c"));
    forgetful.flush();
    assertThat(fallback.messages()).containsExactly("c");
  }

  @Test
  void a_primary_that_cannot_be_opened_at_start_is_tried_again_and_takes_over() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    HandlerSource late =
        () -> {
          if (attempts.incrementAndGet() < 3) {
            throw DOWN;
          }
          return primary;
        };
    FailoverHandler started =
        new FailoverHandler(config, List.of(late, HandlerSource.of(fallback)));

    assertThat(attempts).hasValue(1);
    started.handle(event("a"));
    assertThat(attempts).as("left alone").hasValue(1);
    now.addAndGet(RETRY.toNanos());
    started.handle(event("b"));
    assertThat(attempts).hasValue(2);
    now.addAndGet(RETRY.toNanos());
    started.handle(event("c"));
    started.flush();

    assertThat(fallback.messages()).containsExactly("a", "b");
    assertThat(primary.messages()).containsExactly("c");
    started.close();
    assertThat(primary.isClosed()).isTrue();
  }

  @Test
  void starts_with_no_target_at_all_and_goes_on_when_one_opens() throws Exception {
    AtomicReference<LogHandler> destination = new AtomicReference<>();
    FailoverHandler started =
        new FailoverHandler(
            config,
            List.of(
                () -> {
                  LogHandler handler = destination.get();
                  if (handler == null) {
                    throw DOWN;
                  }
                  return handler;
                }));

    assertThatThrownBy(() -> started.handle(event("a"))).isInstanceOf(IOException.class);
    destination.set(primary);
    now.addAndGet(RETRY.toNanos());
    started.handle(event("b"));
    started.flush();

    assertThat(primary.messages()).containsExactly("b");
  }

  @Test
  void an_event_that_a_target_logs_into_the_failover_is_refused() throws Exception {
    AtomicReference<FailoverHandler> self = new AtomicReference<>();
    List<Throwable> refused = new ArrayList<>();
    LogHandler logging =
        new RecordingHandler() {
          @Override
          public void handle(LogEvent event) {
            try {
              self.get().handle(event);
            } catch (IOException e) {
              refused.add(e);
            }
          }
        };
    self.set(failover(logging, fallback));

    self.get().handle(event("a"));

    assertThat(refused)
        .singleElement()
        .satisfies(
            e -> assertThat(e).hasMessage("a target logged into the failover that it belongs to"));
  }

  @Test
  void close_flushes_hands_over_what_is_left_and_closes_every_target_once() throws Exception {
    failover.handle(event("a"));
    primary.failFlush(DOWN);
    primary.failClose(new IOException("cannot close"));

    assertThatThrownBy(failover::close).hasMessage("close failed for 1 of 2 handlers");
    failover.close();

    assertThat(fallback.messages()).containsExactly("a");
    assertThat(primary.isClosed()).isTrue();
    assertThat(fallback.isClosed()).isTrue();
    assertThatThrownBy(() -> failover.handle(event("late"))).hasMessage("failover is closed");
  }

  @Test
  void asks_for_the_caller_if_a_target_does_even_before_it_opens() {
    HandlerSource wanting =
        new HandlerSource() {
          @Override
          public LogHandler open() throws IOException {
            throw DOWN;
          }

          @Override
          public boolean needsCaller() {
            return true;
          }
        };

    assertThat(failover.needsCaller()).isFalse();
    assertThat(new FailoverHandler(config, List.of(wanting)).needsCaller()).isTrue();
  }

  @Test
  void whatever_fails_each_event_arrives_or_is_told_as_lost() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      FlakyHandler[] targets = {
        FlakyHandler.buffering(), FlakyHandler.buffering(), FlakyHandler.buffering()
      };
      FailoverHandler handler = failover(targets);
      int told = 0;
      int logged = 0;
      for (int step = 0; step < 200; step++) {
        FlakyHandler target = targets[random.nextInt(3)];
        switch (random.nextInt(8)) {
          case 0 -> target.failHandle(DOWN);
          case 1 -> target.failFlush(DOWN);
          case 2, 3 -> target.heal();
          case 4 -> now.addAndGet(RETRY.toNanos() / 2);
          case 5 -> told += undelivered(handler);
          default -> {
            try {
              handler.handle(event(Integer.toString(logged++)));
            } catch (IOException e) {
              told++;
            }
          }
        }
      }
      for (FlakyHandler target : targets) {
        target.heal();
      }
      told += undelivered(handler);
      TreeSet<String> arrived = new TreeSet<>();
      int copies = 0;
      for (FlakyHandler target : targets) {
        arrived.addAll(target.messages());
        copies += target.messages().size();
        List<Integer> order = target.messages().stream().map(Integer::valueOf).toList();
        assertThat(order).as("seed %s", seed).isSorted();
      }
      assertThat(arrived.size() + told).as("seed %s", seed).isEqualTo(logged);
      assertThat(copies).as("seed %s, none doubled", seed).isEqualTo(arrived.size());
    }
  }

  private static int undelivered(FailoverHandler handler) {
    try {
      handler.flush();
      return 0;
    } catch (UndeliveredException e) {
      return e.undelivered();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void refuses_wrong_options() {
    assertThatThrownBy(() -> new FailoverHandler(config, List.of()))
        .hasMessage("a failover needs at least 1 target, had 0");
    assertThatThrownBy(() -> config.withMaxPending(-1))
        .hasMessage("maxPending must be at least 0, was -1");
    assertThatThrownBy(() -> config.withRetryInterval(Duration.ofSeconds(-1)))
        .hasMessage("retryInterval must be at least 0, was PT-1S");
  }

  private FailoverHandler failover(LogHandler... targets) {
    return new FailoverHandler(config, List.of(targets).stream().map(HandlerSource::of).toList());
  }

  private boolean log(String... messages) {
    try {
      for (String message : messages) {
        failover.handle(event(message));
      }
      failover.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
