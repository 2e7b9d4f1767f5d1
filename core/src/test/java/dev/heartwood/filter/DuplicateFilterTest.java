package dev.heartwood.filter;

import static dev.heartwood.TestEvents.TIME;
import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heartwood.FakeClock;
import dev.heartwood.LogEvent;
import dev.heartwood.LogRecord;
import dev.heartwood.RecordingHandler;
import dev.heartwood.Threads;
import dev.heartwood.ThrownData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class DuplicateFilterTest {
  private static final DuplicateConfig ONE_AGAIN =
      DuplicateConfig.DEFAULT.withAllowedRepetitions(1).withWindow(Duration.ofSeconds(10));

  private final FakeClock clock = new FakeClock();

  @Test
  void passes_the_first_and_the_allowed_repetitions_of_a_window() {
    var filter = filter(ONE_AGAIN);

    assertThat(passed(filter, "a", "a", "b", "a", "b", "b")).containsExactly("a", "a", "b", "b");
  }

  @Test
  void begins_anew_after_the_window() {
    var filter = filter(ONE_AGAIN);

    assertThat(passed(filter, "a", "a", "a")).hasSize(2);
    clock.advance(Duration.ofSeconds(10));
    assertThat(passed(filter, "a", "a", "a")).hasSize(2);
  }

  @Test
  void takes_the_same_template_with_other_arguments_for_a_repetition() {
    var filter = filter(ONE_AGAIN.withAllowedRepetitions(0));

    assertThat(filter.accepts(filled("order {}", "1", null))).isTrue();
    assertThat(filter.accepts(filled("order {}", "2", null))).isFalse();
  }

  @Test
  void takes_another_throwable_or_logger_for_another_event() {
    var filter = filter(ONE_AGAIN.withAllowedRepetitions(0));

    assertThat(filter.accepts(filled("failed", "", null))).isTrue();
    assertThat(filter.accepts(filled("failed", "", new IllegalStateException()))).isTrue();
    assertThat(filter.accepts(filled("failed", "", new IllegalArgumentException()))).isTrue();
    assertThat(filter.accepts(filled("failed", "", new IllegalStateException("x")))).isFalse();
    assertThat(filter.accepts(LogRecord.of(TIME, Level.INFO, "other", "failed"))).isTrue();
  }

  @Test
  void tells_how_often_an_event_was_repeated() throws Exception {
    var sink = new RecordingHandler();
    try (var handler = new FilteringHandler(filter(ONE_AGAIN), sink)) {
      for (int i = 0; i < 20; i++) {
        handler.handle(event("disk full"));
      }
      clock.advance(Duration.ofSeconds(10));
      handler.handle(event("disk full"));
    }

    assertThat(sink.messages())
        .containsExactly(
            "disk full",
            "disk full",
            "repeated 18 times (18 INFO) in 10000 ms: [orders, disk full, ]",
            "disk full");
  }

  @Test
  void forgets_the_oldest_key_when_another_needs_its_place_and_still_tells_its_count() {
    var filter = filter(ONE_AGAIN.withAllowedRepetitions(0).withCacheSize(1)); // eight places
    for (int i = 0; i < 9; i++) {
      clock.advance(Duration.ofMillis(1));
      assertThat(passed(filter, "m" + i, "m" + i)).hasSize(1);
    }

    assertThat(passed(filter, "m0")).hasSize(1);
    assertThat(passed(filter, "m8")).isEmpty();
    assertThat(told(filter)).isEqualTo(10);
  }

  @Test
  void tells_exactly_what_eight_threads_found_refused() throws Exception {
    var filter =
        new DuplicateFilter(
            DuplicateConfig.DEFAULT.withCacheSize(16).withWindow(Duration.ofMillis(1)));
    var sink = new CountingSink();
    var handler = new FilteringHandler(filter, sink);
    Threads.collect(
        8,
        () -> {
          for (int i = 0; i < 20_000; i++) {
            handler.handle(event("m" + i / 20 % 40));
          }
          return 0;
        },
        Integer[]::new);
    handler.close();

    assertThat(handler.filtered()).isPositive().isEqualTo(sink.suppressed);
    assertThat(handler.filtered() + sink.events).isEqualTo(160_000);
  }

  @Test
  void refuses_options_out_of_range_naming_value_and_rule() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ONE_AGAIN.withAllowedRepetitions(-1))
        .withMessage("allowedRepetitions must be 0 or more, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ONE_AGAIN.withCacheSize(0))
        .withMessage("cacheSize must be 1 to 1048576, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ONE_AGAIN.withWindow(Duration.ofDays(2)))
        .withMessage("window must be 1 ms to 1 day, was PT48H");
  }

  private DuplicateFilter filter(DuplicateConfig config) {
    return new DuplicateFilter(config, clock, clock);
  }

  private static List<String> passed(LogFilter filter, String... messages) {
    List<String> passed = new ArrayList<>();
    for (String message : messages) {
      if (filter.accepts(event(message))) {
        passed.add(message);
      }
    }
    return passed;
  }

  private static long told(LogFilter filter) {
    List<LogEvent> told = new ArrayList<>();
    filter.summarize(true, told::add);
    return told.stream().mapToLong(CountingSink::suppressedBy).sum();
  }

  private static LogRecord filled(String template, String argument, Throwable thrown) {
    return new LogRecord(
        TIME,
        Level.INFO,
        "orders",
        "main",
        template,
        List.of(argument),
        template.replace("{}", argument),
        List.of(),
        List.of(),
        Map.of(),
        thrown == null ? null : ThrownData.of(thrown),
        null);
  }
}
