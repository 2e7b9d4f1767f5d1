package dev.heartwood.service.storage;

import static dev.heartwood.service.storage.TestEntries.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Condition.And;
import dev.heartwood.service.query.Condition.Arrived;
import dev.heartwood.service.query.Condition.Compare;
import dev.heartwood.service.query.Condition.Contains;
import dev.heartwood.service.query.Condition.During;
import dev.heartwood.service.query.Condition.Grave;
import dev.heartwood.service.query.Condition.Is;
import dev.heartwood.service.query.Condition.Not;
import dev.heartwood.service.query.Condition.Operator;
import dev.heartwood.service.query.Condition.Or;
import dev.heartwood.service.query.Condition.Phrase;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.Mark;
import dev.heartwood.service.query.Order;
import dev.heartwood.service.query.StatsQuery;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every engine does alike. An engine's own test extends it.
 *
 * <p>{@code -Dheartwood.storage.conditions=N} asks more random questions, {@code
 * -Dheartwood.seed=N} others.
 */
public abstract class LogStorageContract {
  private static final int CONDITIONS = Integer.getInteger("heartwood.storage.conditions", 400);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir protected Path directory;
  protected final TestEntries entries = new TestEntries();
  protected LogStorage storage;

  /** Opens the storage kept in a directory, or an empty one. */
  protected abstract LogStorage open(Path directory) throws IOException;

  /** Whether a storage that is opened again has what was committed. */
  protected boolean keepsEntries() {
    return true;
  }

  @BeforeEach
  void open_it() throws IOException {
    storage = open(directory);
  }

  @AfterEach
  void close_it() throws IOException {
    storage.close();
  }

  protected final void add(LogEntry... some) throws IOException {
    storage.add(List.of(some));
    storage.refresh();
  }

  protected final void reopen() throws IOException {
    storage.close();
    storage = open(directory);
  }

  protected final List<String> messages(Condition where) throws IOException {
    return messages(storage.find(LogQuery.newest(where, 1000).withOrder(Order.OLDEST_FIRST)));
  }

  private static List<String> messages(Page page) {
    return page.entries().stream().map(entry -> entry.content().message()).toList();
  }

  @Test
  void has_nothing_at_first() throws Exception {
    assertThat(storage.find(LogQuery.newest(Condition.EVERYTHING, 10)))
        .isEqualTo(new Page(List.of(), 0, true, false));
    assertThat(storage.get("id-1")).isEmpty();
    assertThat(storage.committed()).isZero();
    assertThat(storage.info().entries()).isZero();
    assertThat(storage.info().oldest()).isNull();
    assertThat(storage.stats(new StatsQuery(Condition.EVERYTHING, HOUR, Field.SERVICE, 3)))
        .isEqualTo(new Stats(0, Map.of(), Map.of(), List.of(), List.of()));
  }

  @Test
  void gives_back_an_entry_as_it_came() throws Exception {
    Map<String, Object> inner = new HashMap<>();
    inner.put("null", null);
    inner.put("list", Arrays.asList("text", 1L, null, Map.of("deep", true)));
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("string", "grüße \uD83D\uDE00");
    metadata.put("true", true);
    metadata.put("false", false);
    metadata.put("long", Long.MIN_VALUE);
    metadata.put("small", -7L);
    metadata.put("big", new BigInteger("-123456789012345678901234567890"));
    metadata.put("double", 0.1);
    metadata.put("minus zero", -0.0);
    metadata.put("decimal", new BigDecimal("12.3400"));
    metadata.put("inner", inner);
    metadata.put("null", null);
    LogEntry full = entries.full(NOON.plusNanos(123_456_789), "it", metadata);
    LogEntry least = entries.entry(NOON.minusNanos(1), LogContent.of(Severity.TRACE, "s", ""));
    LogEntry old = entries.at(Instant.parse("1969-07-20T20:17:40.000000001Z"), "The Eagle");
    add(full, least, old);

    assertThat(storage.get(full.id())).contains(full);
    assertThat(storage.find(LogQuery.newest(Condition.EVERYTHING, 10)).entries())
        .containsExactly(full, least, old);
    assertThat(List.copyOf(storage.get(full.id()).orElseThrow().content().metadata().keySet()))
        .isEqualTo(List.copyOf(metadata.keySet()));
  }

  @Test
  void finds_an_entry_by_its_id() throws Exception {
    LogEntry first = entries.saying("first");
    add(first, entries.at(NOON.minus(HOUR.multipliedBy(100)), "second"));
    assertThat(storage.get("id-1")).contains(first);
    assertThat(storage.get("id-2")).hasValueSatisfying(it -> said(it, "second"));
    assertThat(storage.get("id-")).isEmpty();
    assertThat(storage.get("id-11")).isEmpty();
    assertThat(storage.get("")).isEmpty();
  }

  @Test
  void finds_by_time_with_the_start_and_without_the_end() throws Exception {
    Instant midnight = Instant.parse("2026-03-11T00:00:00Z");
    add(
        entries.at(midnight.minusNanos(1), "before"),
        entries.at(midnight, "at"),
        entries.at(midnight.plusNanos(1), "after"));
    assertThat(messages(new During(midnight, null))).containsExactly("at", "after");
    assertThat(messages(new During(null, midnight))).containsExactly("before");
    assertThat(messages(new During(midnight, midnight.plusNanos(1)))).containsExactly("at");
    assertThat(messages(new During(midnight, midnight))).isEmpty();
    assertThat(messages(new During(midnight.plusNanos(1), midnight))).isEmpty();
    assertThat(messages(new During(null, null))).hasSize(3);
    assertThat(messages(new During(Instant.MIN, Instant.MAX))).hasSize(3);
    assertThat(messages(new Not(new During(midnight, midnight.plusNanos(1)))))
        .containsExactly("before", "after");
  }

  @Test
  void finds_by_arrival() throws Exception {
    add(entries.saying("1"), entries.saying("2"), entries.saying("3"));
    assertThat(messages(new Arrived(2, 3))).containsExactly("2");
    assertThat(messages(new Arrived(0, 3))).containsExactly("1", "2");
    assertThat(messages(new Arrived(3, Long.MAX_VALUE))).containsExactly("3");
    assertThat(messages(new Not(new Arrived(2, 3)))).containsExactly("1", "3");
  }

  @Test
  void finds_by_severity_and_by_the_level_as_posted() throws Exception {
    for (Severity severity : Severity.values()) {
      add(entries.of(severity, "s", severity.name()));
    }
    add(entries.full(NOON, "it", Map.of()));
    assertThat(messages(new Grave(Severity.WARN, Severity.ERROR))).containsExactly("WARN", "ERROR");
    assertThat(messages(new Grave(Severity.FATAL, Severity.FATAL)))
        .containsExactly("FATAL", "message of it");
    assertThat(messages(new Grave(Severity.ERROR, Severity.WARN))).isEmpty();
    assertThat(messages(new Grave(Severity.TRACE, Severity.FATAL))).hasSize(7);
    assertThat(messages(new Is(Field.LEVEL, "CRITICAL"))).containsExactly("message of it");
    assertThat(messages(new Is(Field.LEVEL, "critical"))).isEmpty();
  }

  @Test
  void finds_by_every_field() throws Exception {
    LogEntry other = entries.saying("other");
    LogEntry it = entries.full(NOON, "it", Map.of());
    add(other, it, entries.full(NOON, "it too", Map.of()));
    for (Field field :
        List.of(Field.SERVICE, Field.LOGGER, Field.THREAD, Field.CORRELATION_ID, Field.KEY)) {
      assertThat(messages(new Is(field, field.text(it))))
          .describedAs(field.name())
          .containsExactly("message of it");
      assertThat(messages(new Is(field, field.text(it).toUpperCase()))).isEmpty();
    }
    assertThat(messages(new Is(Field.ID, it.id()))).containsExactly("message of it");
    assertThat(messages(new Is(Field.SOURCE_IP, "192.168.1.100"))).hasSize(2);
    assertThat(messages(new Is(Field.SOURCE_IP, "192.168.1.10"))).isEmpty();
    assertThat(messages(new Is(new Field("unknown"), "it"))).isEmpty();
  }

  @Test
  void tells_long_values_apart_by_their_last_letter() throws Exception {
    String same = "x".repeat(40_000);
    add(entries.with(Map.of("v", same + "a")), entries.with(Map.of("v", same + "b")));
    add(entries.of(Severity.INFO, same, "long service"));
    assertThat(messages(new Is(metadata("v"), same + "a"))).hasSize(1);
    assertThat(messages(new Is(metadata("v"), same))).isEmpty();
    assertThat(messages(new Is(Field.SERVICE, same))).containsExactly("long service");
    assertThat(storage.stats(new StatsQuery(Condition.EVERYTHING, null, metadata("v"), 5)).top())
        .containsExactly(new Stats.Count(same + "a", 1), new Stats.Count(same + "b", 1));
  }

  @Test
  void finds_metadata_by_path_whatever_its_type() throws Exception {
    add(
        entries.of(NOON, Severity.INFO, "s", "string", Map.of("v", "42")),
        entries.of(NOON, Severity.INFO, "s", "long", Map.of("v", 42L)),
        entries.of(NOON, Severity.INFO, "s", "double", Map.of("v", 42.0)),
        entries.of(NOON, Severity.INFO, "s", "boolean", Map.of("v", true)),
        entries.of(NOON, Severity.INFO, "s", "nested", Map.of("v", Map.of("w", "42"))),
        entries.of(NOON, Severity.INFO, "s", "dotted", Map.of("v.w", "42")),
        entries.of(NOON, Severity.INFO, "s", "list", Map.of("v", List.of("42"))));
    assertThat(messages(new Is(metadata("v"), "42"))).containsExactly("string", "long");
    assertThat(messages(new Is(metadata("v"), "42.0"))).containsExactly("double");
    assertThat(messages(new Is(metadata("v"), "true"))).containsExactly("boolean");
    assertThat(messages(new Is(metadata("v.w"), "42"))).containsExactly("nested", "dotted");
    assertThat(messages(new Is(metadata("w"), "42"))).isEmpty();
  }

  @Test
  void compares_numbers_with_all_their_digits() throws Exception {
    BigDecimal third = new BigDecimal("9007199254740993.5");
    List<Object> numbers =
        List.of(
            new BigDecimal("-1e400"),
            -2.5,
            0L,
            9007199254740992L,
            9007199254740993L,
            third,
            new BigInteger("123456789012345678901234567890"),
            new BigDecimal("1e400"));
    for (Object number : numbers) {
      add(entries.of(NOON, Severity.INFO, "s", number.toString(), Map.of("n", number)));
    }
    add(entries.with(Map.of("n", "5")), entries.with(Map.of("n", true)));
    List<String> all = numbers.stream().map(Object::toString).toList();
    assertThat(messages(new Compare(metadata("n"), Operator.LESS, third)))
        .isEqualTo(all.subList(0, 5));
    assertThat(messages(new Compare(metadata("n"), Operator.AT_MOST, third)))
        .isEqualTo(all.subList(0, 6));
    assertThat(messages(new Compare(metadata("n"), Operator.AT_LEAST, third)))
        .isEqualTo(all.subList(5, 8));
    assertThat(messages(new Compare(metadata("n"), Operator.MORE, third)))
        .isEqualTo(all.subList(6, 8));
    assertThat(messages(new Compare(metadata("n"), Operator.MORE, new BigDecimal("1e401"))))
        .isEmpty();
    assertThat(messages(new Compare(Field.SERVICE, Operator.MORE, BigDecimal.ZERO))).isEmpty();
  }

  @Test
  void finds_words_and_phrases_of_the_message() throws Exception {
    add(
        entries.saying("Payment failed: card DECLINED"),
        entries.saying("failed payment"),
        entries.saying("Grüße, größer!"),
        entries.saying("order-42/paid"));
    assertThat(messages(new Phrase(List.of("failed")))).hasSize(2);
    assertThat(messages(new Phrase(List.of("payment", "failed"))))
        .containsExactly("Payment failed: card DECLINED");
    assertThat(messages(new Phrase(List.of("failed", "card", "declined")))).hasSize(1);
    assertThat(messages(new Phrase(List.of("failed", "declined")))).isEmpty();
    assertThat(messages(new Phrase(List.of("fail")))).isEmpty();
    assertThat(messages(new Phrase(List.of("Failed")))).isEmpty();
    assertThat(messages(new Phrase(List.of("größer")))).hasSize(1);
    assertThat(messages(new Phrase(List.of("42", "paid")))).containsExactly("order-42/paid");
  }

  @Test
  void finds_text_in_the_message_whatever_its_case() throws Exception {
    add(
        entries.saying("Payment failed: card DECLINED (code=0x9f3a)"),
        entries.saying("GRÜSSE aus ÖSTERREICH"),
        entries.saying("日本語のログ"),
        entries.saying("100% \uD83D\uDE00 done"),
        entries.saying("İstanbul"),
        entries.saying("w".repeat(500) + "needle" + "w".repeat(500)));
    assertThat(messages(new Contains("ment FAIL"))).hasSize(1);
    assertThat(messages(new Contains("ed: c"))).hasSize(1);
    assertThat(messages(new Contains("(code=0X9F"))).hasSize(1);
    assertThat(messages(new Contains("="))).hasSize(1);
    assertThat(messages(new Contains("österR"))).hasSize(1);
    assertThat(messages(new Contains("本語"))).hasSize(1);
    assertThat(messages(new Contains("% \uD83D\uDE00"))).hasSize(1);
    assertThat(messages(new Contains("\uD83D"))).hasSize(1);
    assertThat(messages(new Contains("i\u0307st"))).containsExactly("İstanbul");
    assertThat(messages(new Contains("istanbul"))).isEmpty();
    assertThat(messages(new Contains("wneedlew"))).hasSize(1);
    assertThat(messages(new Contains("payment  failed"))).isEmpty();
    assertThat(messages(new Not(new Contains("e")))).hasSize(2);
  }

  @Test
  void joins_conditions() throws Exception {
    add(
        entries.of(Severity.INFO, "a", "one"),
        entries.of(Severity.ERROR, "a", "two"),
        entries.of(Severity.ERROR, "b", "three"));
    Condition error = new Grave(Severity.ERROR, Severity.ERROR);
    Condition inA = new Is(Field.SERVICE, "a");
    assertThat(messages(new And(List.of(error, inA)))).containsExactly("two");
    assertThat(messages(new Or(List.of(error, inA)))).hasSize(3);
    assertThat(messages(new Not(error))).containsExactly("one");
    assertThat(messages(new And(List.of(new Not(error), new Not(inA))))).isEmpty();
    assertThat(messages(new And(List.of()))).hasSize(3);
    assertThat(messages(new Or(List.of()))).isEmpty();
    assertThat(messages(new Not(new Or(List.of(inA, new Contains("hre")))))).isEmpty();
  }

  @Test
  void pages_by_marks_through_equal_timestamps_in_both_orders() throws Exception {
    List<LogEntry> all = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      all.add(entries.at(NOON.plus(HOUR.multipliedBy(i / 7 * 9L)), "m" + i));
    }
    storage.add(all);
    storage.refresh();
    for (Order order : Order.values()) {
      LogQuery query = LogQuery.newest(Condition.EVERYTHING, 4).withOrder(order);
      List<LogEntry> seen = new ArrayList<>();
      Page page = storage.find(query);
      while (page.more()) {
        assertThat(page.entries()).hasSize(4);
        assertThat(page.total()).isEqualTo(25);
        seen.addAll(page.entries());
        page = storage.find(query.withAfter(Mark.of(seen.get(seen.size() - 1))));
      }
      seen.addAll(page.entries());
      assertThat(seen).isEqualTo(all.stream().sorted(order.comparator()).toList());
    }
  }

  @Test
  void skips_entries() throws Exception {
    add(entries.at(NOON, "1"), entries.at(NOON.plusSeconds(1), "2"), entries.at(NOON, "3"));
    LogQuery query = new LogQuery(Condition.EVERYTHING, Order.NEWEST_FIRST, 1, 1, null, 10_000);
    assertThat(messages(storage.find(query))).containsExactly("3");
    assertThat(storage.find(query).more()).isTrue();
    LogQuery last = new LogQuery(Condition.EVERYTHING, Order.NEWEST_FIRST, 5, 2, null, 10_000);
    assertThat(messages(storage.find(last))).containsExactly("1");
    assertThat(storage.find(last).more()).isFalse();
    LogQuery beyond = new LogQuery(Condition.EVERYTHING, Order.NEWEST_FIRST, 5, 3, null, 10_000);
    assertThat(storage.find(beyond)).isEqualTo(new Page(List.of(), 3, true, false));
  }

  @Test
  void counts_matches_exactly_as_far_as_asked() throws Exception {
    for (int day = 0; day < 3; day++) {
      for (int i = 0; i < 40; i++) {
        storage.add(List.of(entries.at(NOON.plus(HOUR.multipliedBy(24L * day)), "m")));
      }
    }
    storage.refresh();
    for (Condition where : List.of(Condition.EVERYTHING, new Contains("m"))) {
      Page exact = storage.find(new LogQuery(where, Order.NEWEST_FIRST, 3, 0, null, 120));
      assertThat(exact.total()).isEqualTo(120);
      assertThat(exact.exact()).isTrue();
      Page least = storage.find(new LogQuery(where, Order.NEWEST_FIRST, 3, 0, null, 50));
      assertThat(least.total()).isBetween(50L, 120L);
      assertThat(least.exact()).isEqualTo(least.total() == 120);
      Page all = storage.find(new LogQuery(where, Order.NEWEST_FIRST, 3, 0, null, Long.MAX_VALUE));
      assertThat(all.total()).isEqualTo(120);
      assertThat(all.exact()).isTrue();
    }
  }

  @Test
  void scans_all_or_until_told_to_end() throws Exception {
    List<LogEntry> all = new ArrayList<>();
    for (int i = 0; i < 6000; i++) {
      all.add(entries.at(NOON.plusSeconds(i * 37 % 6000 * 15L), i % 6 == 0 ? "sixth" : "other"));
    }
    storage.add(all);
    storage.refresh();
    for (Order order : Order.values()) {
      LogQuery query = LogQuery.newest(new Contains("other"), 1).withOrder(order);
      List<LogEntry> expected =
          all.stream().filter(query.where()::test).sorted(order.comparator()).toList();
      List<LogEntry> seen = new ArrayList<>();
      storage.scan(query, seen::add);
      assertThat(seen).isEqualTo(expected);
      seen.clear();
      storage.scan(
          query.withAfter(Mark.of(expected.get(99))),
          entry -> {
            seen.add(entry);
            return seen.size() < 10;
          });
      assertThat(seen).isEqualTo(expected.subList(100, 110));
    }
  }

  @Test
  void counts_by_level_service_time_and_value() throws Exception {
    Instant midnight = Instant.parse("2026-03-11T00:00:00Z");
    add(
        entries.of(midnight.minusNanos(1), Severity.INFO, "a", "m", Map.of("n", 1L)),
        entries.of(midnight, Severity.INFO, "a", "m", Map.of("n", 1L)),
        entries.of(midnight.plusSeconds(3599), Severity.ERROR, "b", "m", Map.of("n", 2L)),
        entries.of(midnight.plusSeconds(3600), Severity.ERROR, "a", "m", Map.of("n", "2")),
        entries.of(midnight.plusSeconds(9999), Severity.INFO, "c", "other", Map.of()));
    Stats stats = storage.stats(new StatsQuery(new Contains("m"), HOUR, metadata("n"), 10));
    assertThat(stats)
        .isEqualTo(
            new Stats(
                4,
                Map.of("INFO", 2L, "ERROR", 2L),
                Map.of("a", 3L, "b", 1L),
                List.of(
                    new Stats.Bar(midnight.minus(HOUR), 1, Map.of("INFO", 1L)),
                    new Stats.Bar(midnight, 2, Map.of("INFO", 1L, "ERROR", 1L)),
                    new Stats.Bar(midnight.plus(HOUR), 1, Map.of("ERROR", 1L))),
                List.of(new Stats.Count("1", 2), new Stats.Count("2", 2))));
    Stats plain = storage.stats(new StatsQuery(Condition.EVERYTHING, null, Field.SERVICE, 1));
    assertThat(plain.total()).isEqualTo(5);
    assertThat(plain.histogram()).isEmpty();
    assertThat(plain.top()).containsExactly(new Stats.Count("a", 3));
    Stats late = storage.stats(new StatsQuery(new During(midnight, null), null, Field.ID, 2));
    assertThat(late.total()).isEqualTo(4);
    assertThat(late.top()).containsExactly(new Stats.Count("id-2", 1), new Stats.Count("id-3", 1));
  }

  @Test
  void passes_over_what_it_has_already() throws Exception {
    List<LogEntry> some =
        List.of(
            entries.saying("1"),
            entries.at(NOON.plus(HOUR.multipliedBy(48)), "2"),
            entries.saying("3"));
    storage.add(some);
    storage.add(some);
    storage.refresh();
    storage.add(List.of(some.get(2), entries.saying("4")));
    storage.commit();
    storage.add(some);
    storage.refresh();
    assertThat(messages(Condition.EVERYTHING)).containsExactly("1", "3", "4", "2");
    assertThat(storage.info().entries()).isEqualTo(4);
  }

  @Test
  void says_what_is_committed() throws Exception {
    storage.add(List.of(entries.saying("1"), entries.saying("2")));
    storage.refresh();
    assertThat(storage.committed()).isZero();
    storage.commit();
    assertThat(storage.committed()).isGreaterThan(2);
    long before = storage.committed();
    storage.commit();
    assertThat(storage.committed()).isEqualTo(before);
    storage.add(List.of(entries.at(NOON.plus(HOUR.multipliedBy(72)), "3")));
    storage.commit();
    assertThat(storage.committed()).isGreaterThan(3);
  }

  @Test
  void has_what_was_committed_when_it_is_opened_again() throws Exception {
    assumeTrue(keepsEntries());
    List<LogEntry> some =
        List.of(entries.saying("1"), entries.at(NOON.plus(HOUR.multipliedBy(48)), "2"));
    storage.add(some);
    storage.commit();
    long committed = storage.committed();
    reopen();
    assertThat(storage.committed()).isEqualTo(committed);
    assertThat(messages(Condition.EVERYTHING)).containsExactly("1", "2");
    storage.add(some);
    storage.add(List.of(entries.saying("3")));
    storage.refresh();
    assertThat(messages(Condition.EVERYTHING)).containsExactly("1", "3", "2");
  }

  @Test
  void forgets_old_entries_and_counts_those_that_come_too_late() throws Exception {
    Instant day3 = Instant.parse("2026-03-12T00:00:00Z");
    add(
        entries.at(day3.minus(HOUR.multipliedBy(48)), "1"),
        entries.at(day3.minusNanos(1), "2"),
        entries.at(day3, "3"));
    assertThat(storage.info().oldest()).isEqualTo(day3.minus(HOUR.multipliedBy(48)));
    assertThat(storage.retire(day3)).isEqualTo(2);
    assertThat(storage.retire(day3)).isZero();
    assertThat(messages(Condition.EVERYTHING)).containsExactly("3");
    assertThat(storage.get("id-1")).isEmpty();
    add(entries.at(day3.minus(HOUR), "late"), entries.at(day3.plusNanos(1), "4"));
    assertThat(messages(Condition.EVERYTHING)).containsExactly("3", "4");
    assertThat(storage.info().expired()).isEqualTo(1);
    assertThat(storage.info().entries()).isEqualTo(2);
    assertThat(storage.info().oldest()).isEqualTo(day3);
    storage.commit();
    if (keepsEntries()) {
      reopen();
      assertThat(messages(Condition.EVERYTHING)).containsExactly("3", "4");
      assertThat(storage.info().expired()).isEqualTo(1);
      add(entries.at(day3.minus(HOUR), "late again"));
      assertThat(storage.info().expired()).isEqualTo(2);
    }
  }

  @Test
  void deletes_what_meets_a_condition() throws Exception {
    add(
        entries.of(Severity.INFO, "a", "one"),
        entries.of(Severity.INFO, "b", "two"),
        entries.of(NOON.plus(HOUR.multipliedBy(48)), Severity.INFO, "a", "three", Map.of()));
    storage.add(List.of(entries.of(Severity.INFO, "a", "not yet refreshed")));
    assertThat(storage.delete(new Is(Field.SERVICE, "a"))).isEqualTo(3);
    assertThat(messages(Condition.EVERYTHING)).containsExactly("two");
    assertThat(storage.get("id-1")).isEmpty();
    assertThat(storage.info().entries()).isEqualTo(1);
    assertThat(storage.stats(new StatsQuery(Condition.EVERYTHING, null, Field.ID, 9)).top())
        .containsExactly(new Stats.Count("id-2", 1));
    assertThat(storage.delete(new Contains("WO"))).isEqualTo(1);
    assertThat(storage.delete(new Contains("WO"))).isZero();
    assertThat(messages(Condition.EVERYTHING)).isEmpty();
    if (keepsEntries()) {
      reopen();
      assertThat(messages(Condition.EVERYTHING)).isEmpty();
    }
    add(entries.of(Severity.INFO, "a", "new"));
    assertThat(messages(Condition.EVERYTHING)).containsExactly("new");
  }

  @Test
  void readers_see_whole_batches_while_one_writes() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    ExecutorService readers = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> reading = new ArrayList<>();
      for (int reader = 0; reader < 2; reader++) {
        reading.add(readers.submit(() -> read_until(ended)));
      }
      for (int batch = 0; batch < 60; batch++) {
        List<LogEntry> some = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          some.add(entries.at(NOON.plus(HOUR.multipliedBy(batch)).plusSeconds(i), "b" + batch));
        }
        storage.add(some);
        storage.refresh();
        if (batch % 10 == 9) {
          storage.commit();
        }
      }
      ended.set(true);
      for (Future<?> one : reading) {
        one.get();
      }
    } finally {
      readers.shutdownNow();
    }
    assertThat(storage.find(LogQuery.newest(Condition.EVERYTHING, 1)).total()).isEqualTo(1200);
  }

  /** What was found once is found for ever, in one order. */
  private Void read_until(AtomicBoolean ended) throws IOException {
    long before = 0;
    while (!ended.get()) {
      Page page = storage.find(LogQuery.newest(new Phrase(List.of("b7")), 1000));
      assertThat(page.entries()).isSortedAccordingTo(Order.NEWEST_FIRST.comparator());
      assertThat((long) page.entries().size()).isBetween(before, 20L);
      before = page.entries().size();
      storage.stats(new StatsQuery(Condition.EVERYTHING, HOUR, Field.SERVICE, 3));
      storage.get("id-1");
    }
    return null;
  }

  @Test
  void finds_what_a_condition_says_of_random_entries() throws Exception {
    long seed = Long.getLong("heartwood.seed", System.nanoTime());
    Random random = new Random(seed);
    RandomEntries source = new RandomEntries(random, entries);
    List<LogEntry> all = new ArrayList<>();
    for (int batch = 0; batch < 6; batch++) {
      List<LogEntry> some = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        some.add(source.entry());
      }
      storage.add(some);
      all.addAll(some);
      if (batch % 2 == 0) {
        storage.refresh();
      } else {
        storage.commit();
      }
    }
    storage.refresh();
    RandomConditions conditions = new RandomConditions(random, all);
    for (int i = 0; i < CONDITIONS; i++) {
      compare(conditions.condition(3), all, random, "seed " + seed);
    }
  }

  private void compare(Condition where, List<LogEntry> all, Random random, String seed)
      throws IOException {
    Order order = Order.values()[random.nextInt(2)];
    List<LogEntry> expected = all.stream().filter(where::test).sorted(order.comparator()).toList();
    String said = seed + ": " + where;
    int limit = 1 + random.nextInt(40);
    int skip = random.nextInt(20);
    Page page = storage.find(new LogQuery(where, order, limit, skip, null, 10_000));
    assertThat(page.total()).describedAs(said).isEqualTo(expected.size());
    assertThat(page.entries())
        .describedAs(said)
        .isEqualTo(expected.stream().skip(skip).limit(limit).toList());
    assertThat(page.more()).describedAs(said).isEqualTo(expected.size() > skip + limit);
    List<LogEntry> scanned = new ArrayList<>();
    storage.scan(LogQuery.newest(where, 1).withOrder(order), scanned::add);
    assertThat(scanned).describedAs(said).isEqualTo(expected);
    if (!expected.isEmpty()) {
      int place = random.nextInt(expected.size());
      Mark mark = Mark.of(expected.get(place));
      LogQuery after = LogQuery.newest(where, limit).withOrder(order).withAfter(mark);
      assertThat(storage.find(after).entries())
          .describedAs(said)
          .isEqualTo(expected.stream().skip(place + 1).limit(limit).toList());
    }
    Field top = random.nextBoolean() ? Field.LOGGER : metadata("user.id");
    StatsQuery query = new StatsQuery(where, HOUR.multipliedBy(5), top, 3);
    assertThat(storage.stats(query)).describedAs(said).isEqualTo(CountedStats.of(query, expected));
  }

  private static void said(LogEntry entry, String message) {
    assertThat(entry.content().message()).isEqualTo(message);
  }

  protected static Field metadata(String path) {
    return new Field(Field.METADATA + path);
  }
}
