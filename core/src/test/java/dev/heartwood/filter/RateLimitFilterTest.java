package dev.heartwood.filter;

import static dev.heartwood.TestEvents.TIME;
import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heartwood.FakeClock;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogRecord;
import dev.heartwood.RecordingHandler;
import dev.heartwood.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class RateLimitFilterTest {
  private static final RateLimitConfig TEN_A_SECOND =
      RateLimitConfig.DEFAULT.withRate(10).withMaxBurst(3);

  private final FakeClock clock = new FakeClock();

  @Test
  void passes_a_burst_then_the_rate() {
    var filter = filter(TEN_A_SECOND);

    assertThat(passedOf(filter, 5, "a")).isEqualTo(3);
    clock.advance(Duration.ofMillis(99));
    assertThat(passedOf(filter, 1, "a")).isZero();
    clock.advance(Duration.ofMillis(1));
    assertThat(passedOf(filter, 2, "a")).isEqualTo(1);
    clock.advance(Duration.ofDays(1));
    assertThat(passedOf(filter, 10, "a")).isEqualTo(3);
  }

  @Test
  void holds_to_the_rate_over_a_long_time_and_past_the_end_of_the_nanosecond_counter() {
    var filter = filter(TEN_A_SECOND);
    int passed = 0;
    for (int i = 0; i < 60_000; i++) {
      passed += passedOf(filter, 1, "a");
      clock.advance(Duration.ofMillis(1));
    }

    assertThat(passed).isBetween(602, 603); // 60 s at 10 a second, and the burst
  }

  @Test
  void limits_each_key_by_itself() {
    var filter = filter(TEN_A_SECOND);

    assertThat(passedOf(filter, 5, "a")).isEqualTo(3);
    assertThat(passedOf(filter, 5, "b")).isEqualTo(3);
  }

  @Test
  void lets_events_above_its_level_pass() {
    var filter = filter(TEN_A_SECOND);
    passedOf(filter, 5, "a");

    assertThat(filter.accepts(LogRecord.of(TIME, Level.ERROR, "a", "m"))).isTrue();
    assertThat(filter.accepts(LogRecord.of(TIME, Level.WARN, "a", "m"))).isFalse();
    assertThat(filter(TEN_A_SECOND.withLevel(Level.ERROR).withMaxBurst(1)))
        .matches(f -> f.accepts(LogRecord.of(TIME, Level.ERROR, "a", "m")))
        .matches(f -> !f.accepts(LogRecord.of(TIME, Level.ERROR, "a", "m")));
  }

  @Test
  void tells_per_key_what_it_held_back_once_the_interval_is_over() {
    var filter = filter(TEN_A_SECOND);
    passedOf(filter, 7, "a");
    passedOf(filter, 4, "b");
    filter.accepts(LogRecord.of(TIME, Level.WARN, "b", "m"));
    clock.advance(Duration.ofMillis(9_999));
    assertThat(summaries(filter, false)).isEmpty();
    clock.advance(Duration.ofMillis(1));

    List<LogEvent> told = summaries(filter, false);

    assertThat(told)
        .extracting(LogEvent::message)
        .containsExactlyInAnyOrder(
            "rate limit held back 4 events (4 INFO) in 10000 ms of: a",
            "rate limit held back 2 events (1 WARN, 1 INFO) in 10000 ms of: b");
    assertThat(told).extracting(LogEvent::loggerName).containsExactlyInAnyOrder("a", "b");
    assertThat(told).extracting(LogEvent::level).containsExactlyInAnyOrder(Level.INFO, Level.WARN);
    assertThat(told).allMatch(e -> e.timestamp().equals(clock.instant()));
    assertThat(told.get(0).keyValues()).contains(new KeyValue("heartwood.filter", "rateLimit"));
    assertThat(summaries(filter, true)).isEmpty();
  }

  @Test
  void tells_at_the_end_what_is_not_due() {
    var filter = filter(TEN_A_SECOND);
    passedOf(filter, 4, "a");

    assertThat(summaries(filter, true))
        .extracting(LogEvent::message)
        .containsExactly("rate limit held back 1 event (1 INFO) in 0 ms of: a");
  }

  @Test
  void gives_keys_beyond_its_places_one_bucket_together() {
    var filter = filter(TEN_A_SECOND.withMaxKeys(8));
    for (int i = 0; i < 8; i++) {
      assertThat(passedOf(filter, 4, "key-" + i)).isEqualTo(3);
    }
    int passed = 0;
    for (int i = 8; i < 1000; i++) {
      passed += passedOf(filter, 4, "key-" + i);
    }

    assertThat(passed).isEqualTo(3);
    assertThat(suppressed(summaries(filter, true))).isEqualTo(1000 * 4 - 9 * 3);
  }

  @Test
  void gives_the_place_of_a_key_that_fell_silent_to_another_and_still_tells_its_count() {
    var filter = filter(TEN_A_SECOND.withMaxKeys(8));
    for (int i = 0; i < 8; i++) {
      passedOf(filter, 5, "old-" + i);
    }
    clock.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 8; i++) {
      assertThat(passedOf(filter, 4, "new-" + i)).isEqualTo(3);
    }

    List<LogEvent> told = summaries(filter, true);

    assertThat(suppressed(told)).isEqualTo(8 * 2 + 8);
    assertThat(told).anyMatch(e -> e.message().endsWith("of: several keys"));
  }

  @Test
  void tells_exactly_what_eight_threads_found_refused_while_keys_come_and_go() throws Exception {
    var filter =
        new RateLimitFilter(
            RateLimitConfig.DEFAULT
                .withRate(50_000)
                .withMaxBurst(2)
                .withMaxKeys(16)
                .withSummaryInterval(Duration.ofMillis(1)));
    var sink = new CountingSink();
    var handler = new FilteringHandler(filter, sink);
    Threads.collect(
        8,
        () -> {
          for (int i = 0; i < 20_000; i++) {
            handler.handle(LogRecord.of(TIME, Level.INFO, "key-" + i % 100, "m"));
          }
          return 0;
        },
        Integer[]::new);
    handler.close();

    assertThat(handler.filtered()).isPositive().isEqualTo(sink.suppressed);
    assertThat(handler.filtered() + sink.events).isEqualTo(160_000);
  }

  @Test
  void passes_no_more_than_the_burst_of_each_key_to_eight_threads_at_one_moment() throws Exception {
    var filter = filter(TEN_A_SECOND.withMaxBurst(50));

    Integer[] passed =
        Threads.collect(
            8,
            () -> {
              int mine = 0;
              for (int i = 0; i < 200; i++) {
                mine += passedOf(filter, 1, "key-" + i % 20);
                mine += passedOf(filter, 9, "key-" + i % 20);
              }
              return mine;
            },
            Integer[]::new);

    assertThat(Arrays.stream(passed).mapToInt(n -> n).sum()).isEqualTo(20 * 50);
    assertThat(suppressed(summaries(filter, true))).isEqualTo(8 * 200 * 10 - 20 * 50);
  }

  @Test
  void puts_its_summary_in_front_of_the_event_that_brings_it() throws Exception {
    var sink = new RecordingHandler();
    try (var handler = new FilteringHandler(filter(TEN_A_SECOND.withMaxBurst(1)), sink)) {
      handler.handle(event("one"));
      handler.handle(event("two"));
      clock.advance(Duration.ofSeconds(10));
      handler.handle(event("three"));

      assertThat(sink.messages())
          .containsExactly(
              "one", "rate limit held back 1 event (1 INFO) in 10000 ms of: orders", "three");
      assertThat(handler.filtered()).isEqualTo(1);
    }
  }

  @Test
  void refuses_options_out_of_range_naming_value_and_rule() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TEN_A_SECOND.withRate(0))
        .withMessage("rate must be 0.001 to 1000000 per second, was 0.0");
    assertThatIllegalArgumentException().isThrownBy(() -> TEN_A_SECOND.withRate(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TEN_A_SECOND.withMaxBurst(0))
        .withMessage("maxBurst must be 1 to 1000000, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TEN_A_SECOND.withMaxKeys(0))
        .withMessage("maxKeys must be 1 to 1048576, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TEN_A_SECOND.withSummaryInterval(Duration.ZERO))
        .withMessage("summaryInterval must be 1 ms to 1 day, was PT0S");
  }

  private RateLimitFilter filter(RateLimitConfig config) {
    return new RateLimitFilter(config, clock, clock);
  }

  private static int passedOf(LogFilter filter, int events, String logger) {
    int passed = 0;
    for (int i = 0; i < events; i++) {
      passed += filter.accepts(LogRecord.of(TIME, Level.INFO, logger, "m")) ? 1 : 0;
    }
    return passed;
  }

  private static List<LogEvent> summaries(LogFilter filter, boolean all) {
    List<LogEvent> told = new ArrayList<>();
    filter.summarize(all, told::add);
    return told;
  }

  private static long suppressed(List<LogEvent> summaries) {
    return summaries.stream().mapToLong(CountingSink::suppressedBy).sum();
  }
}
