package dev.heartwood.filter;

import static dev.heartwood.TestEvents.TIME;
import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.ThrownData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Filters that keep nothing between events. */
class PlainFiltersTest {
  @Test
  void level_passes_what_lies_between_both_ends_included() {
    assertThat(levelsPassing(LevelFilter.atLeast(Level.WARN)))
        .containsExactly(Level.ERROR, Level.WARN);
    assertThat(levelsPassing(LevelFilter.exactly(Level.INFO))).containsExactly(Level.INFO);
    assertThat(levelsPassing(LevelFilter.between(Level.DEBUG, Level.WARN)))
        .containsExactly(Level.WARN, Level.INFO, Level.DEBUG);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LevelFilter.between(Level.WARN, Level.DEBUG))
        .withMessage("lowest must not be above highest, was WARN and DEBUG");
  }

  @Test
  void logger_name_passes_the_logger_and_those_below_it() {
    var filter = new LoggerNameFilter("com.acme");

    assertThat(filter.accepts(logger("com.acme"))).isTrue();
    assertThat(filter.accepts(logger("com.acme.Orders"))).isTrue();
    assertThat(filter.accepts(logger("com.acme$Nested"))).isTrue();
    assertThat(filter.accepts(logger("com.acmee"))).isFalse();
    assertThat(filter.accepts(logger("com"))).isFalse();
  }

  @Test
  void root_passes_every_logger() {
    assertThat(new LoggerNameFilter("ROOT").accepts(logger("a.b"))).isTrue();
    assertThat(new LoggerNameFilter("").accepts(logger("a.b"))).isTrue();
  }

  @Test
  void key_value_compares_as_printed_and_looks_at_every_occurrence() {
    var filter = EqualityFilter.keyValue("code", "42");

    assertThat(filter.accepts(event("m", new KeyValue("code", 42)))).isTrue();
    assertThat(filter.accepts(event("m", new KeyValue("code", 42L)))).isTrue();
    assertThat(filter.accepts(event("m", new KeyValue("code", 1), new KeyValue("code", "42"))))
        .isTrue();
    assertThat(filter.accepts(event("m", new KeyValue("code", 43)))).isFalse();
    assertThat(filter.accepts(event("m", new KeyValue("other", 42)))).isFalse();
    assertThat(filter.accepts(event("m", new KeyValue("code", null)))).isFalse();
  }

  @Test
  void mdc_compares_exactly() {
    var filter = EqualityFilter.mdc("tenant", "a");

    assertThat(filter.accepts(mdc("tenant", "a"))).isTrue();
    assertThat(filter.accepts(mdc("tenant", "A"))).isFalse();
    assertThat(filter.accepts(event("m"))).isFalse();
  }

  @Test
  void service_is_what_the_event_names_else_the_process() {
    var orders = EqualityFilter.service("orders", "orders");

    assertThat(orders.accepts(event("m"))).isTrue();
    assertThat(orders.accepts(mdc("service_name", "billing"))).isFalse();
    assertThat(orders.accepts(event("m", new KeyValue("service.name", "billing")))).isFalse();
    assertThat(EqualityFilter.service("billing").accepts(mdc("service.name", "billing"))).isTrue();
    assertThat(EqualityFilter.service("billing").accepts(event("m"))).isFalse();
  }

  @Test
  void service_in_a_key_value_goes_before_the_mdc() {
    LogRecord both =
        copy(event("m"), List.of(new KeyValue("service", "a")), Map.of("service.name", "b"), null);

    assertThat(EqualityFilter.service("a").accepts(both)).isTrue();
    assertThat(EqualityFilter.service("b").accepts(both)).isFalse();
  }

  @Test
  void time_range_includes_its_start_and_not_its_end() {
    assertThat(new TimeRangeFilter(TIME, TIME.plusNanos(1)).accepts(event("m"))).isTrue();
    assertThat(new TimeRangeFilter(null, TIME).accepts(event("m"))).isFalse();
    assertThat(new TimeRangeFilter(TIME.plusNanos(1), null).accepts(event("m"))).isFalse();
    assertThat(new TimeRangeFilter(null, null).accepts(event("m"))).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TimeRangeFilter(TIME.plusSeconds(1), TIME))
        .withMessageStartingWith("from must not be after to, was ");
  }

  @Test
  void keyword_is_looked_for_in_the_formatted_message_in_one_case_or_any() {
    assertThat(new KeywordFilter("late").accepts(event("order late"))).isTrue();
    assertThat(new KeywordFilter("late").accepts(event("order LATE"))).isFalse();
    assertThat(new KeywordFilter("late", true).accepts(event("order LATE"))).isTrue();
    assertThat(new KeywordFilter("late", true).accepts(event("order lat"))).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new KeywordFilter(""));
  }

  @Test
  void marker_is_found_where_another_refers_to_it() {
    var nested = new LogMarker("SECURITY", List.of(new LogMarker("AUDIT", List.of())));

    assertThat(new MarkerFilter("AUDIT").accepts(marked(nested))).isTrue();
    assertThat(new MarkerFilter("SECURITY").accepts(marked(nested))).isTrue();
    assertThat(new MarkerFilter("OTHER").accepts(marked(nested))).isFalse();
    assertThat(new MarkerFilter("AUDIT").accepts(event("m"))).isFalse();
  }

  @Test
  void composites_ask_in_order_and_no_further_than_needed() {
    List<String> asked = new ArrayList<>();
    LogFilter yes = named("yes", true, asked);
    LogFilter no = named("no", false, asked);

    assertThat(LogFilter.allOf(yes, no, yes).accepts(event("m"))).isFalse();
    assertThat(asked).containsExactly("yes", "no");
    asked.clear();
    assertThat(LogFilter.anyOf(no, yes, no).accepts(event("m"))).isTrue();
    assertThat(asked).containsExactly("no", "yes");
    assertThat(LogFilter.not(no).accepts(event("m"))).isTrue();
    assertThat(LogFilter.allOf().accepts(event("m"))).isTrue();
    assertThat(LogFilter.anyOf().accepts(event("m"))).isFalse();
  }

  @Test
  void content_is_denied_wherever_it_stands() {
    var filter = ContentFilter.denyTexts(text -> text.contains("SECRET"));
    var suppressed = new IllegalStateException("outer");
    suppressed.addSuppressed(new IllegalStateException(new IllegalStateException("a SECRET")));

    assertThat(filter.accepts(event("plain"))).isTrue();
    assertThat(filter.accepts(event("a SECRET"))).isFalse();
    assertThat(filter.accepts(event("m", new KeyValue("k", "SECRET")))).isFalse();
    assertThat(filter.accepts(mdc("k", "SECRET"))).isFalse();
    assertThat(filter.accepts(marked(new LogMarker("SECRET", List.of())))).isFalse();
    assertThat(filter.accepts(copy(event("m"), List.of(), Map.of(), ThrownData.of(suppressed))))
        .isFalse();
  }

  @Test
  void content_that_a_redactor_would_mask_is_denied() {
    Redactor redactor = e -> e.message().contains("1234") ? event("masked") : e;
    var filter = ContentFilter.denySecrets(redactor);

    assertThat(filter.accepts(event("pin 1234"))).isFalse();
    assertThat(filter.accepts(event("pin"))).isTrue();
  }

  @Test
  void content_that_a_redactor_fails_on_is_denied() {
    Redactor failing =
        e -> {
          throw new IllegalStateException("bug");
        };

    assertThat(ContentFilter.denySecrets(failing).accepts(event("m"))).isFalse();
  }

  private static List<Level> levelsPassing(LogFilter filter) {
    return Arrays.stream(Level.values()).filter(l -> filter.accepts(event(l, "m"))).toList();
  }

  private static LogFilter named(String name, boolean answer, List<String> asked) {
    return event -> {
      asked.add(name);
      return answer;
    };
  }

  private static LogEvent logger(String name) {
    return LogRecord.of(TIME, Level.INFO, name, "m");
  }

  private static LogEvent mdc(String key, String value) {
    return copy(event("m"), List.of(), Map.of(key, value), null);
  }

  private static LogEvent marked(LogMarker marker) {
    return new LogRecord(
        TIME,
        Level.INFO,
        "orders",
        "main",
        "m",
        List.of(),
        "m",
        List.of(),
        List.of(marker),
        Map.of(),
        null,
        null);
  }

  private static LogRecord copy(
      LogRecord of, List<KeyValue> keyValues, Map<String, String> mdc, ThrownData thrown) {
    return new LogRecord(
        of.timestamp(),
        of.level(),
        of.loggerName(),
        of.threadName(),
        of.template(),
        of.arguments(),
        of.message(),
        keyValues,
        of.markers(),
        mdc,
        thrown,
        of.caller());
  }
}
