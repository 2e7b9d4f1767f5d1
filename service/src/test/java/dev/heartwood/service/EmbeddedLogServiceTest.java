package dev.heartwood.service;

import static dev.heartwood.service.Services.found;
import static dev.heartwood.service.Services.messages;
import static dev.heartwood.service.Services.options;
import static dev.heartwood.service.Services.replayed;
import static dev.heartwood.service.Services.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heartwood.SettableClock;
import dev.heartwood.disk.LockedException;
import dev.heartwood.id.Snowflake;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.ingest.Accounting;
import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.BatchReceipt;
import dev.heartwood.service.ingest.Durability;
import dev.heartwood.service.ingest.Explanation;
import dev.heartwood.service.ingest.IdempotencyConflictException;
import dev.heartwood.service.ingest.IngestLimits;
import dev.heartwood.service.ingest.Origin;
import dev.heartwood.service.ingest.Receipt;
import dev.heartwood.service.ingest.Rejection;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.query.LogQuery;
import dev.heartwood.service.query.Order;
import dev.heartwood.service.query.StatsQuery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddedLogServiceTest {
  private static final Condition ALL = Condition.EVERYTHING;
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;

  private LogService open() throws Exception {
    return LogService.open(options(directory));
  }

  private LogService open(String rules) throws Exception {
    return LogService.open(options(directory).withRules(rules));
  }

  @ParameterizedTest
  @EnumSource
  void what_was_sent_is_found_and_replayed_also_by_the_next_process(Durability durability)
      throws Exception {
    ServiceOptions options = options(directory).withDurability(durability);
    List<LogEntry> entries;
    try (LogService service = LogService.open(options)) {
      BatchReceipt receipt = send(service, List.of(Contents.full(), Contents.info("second")));

      assertThat(receipt.durability()).isEqualTo(durability);
      assertThat(receipt.accepted()).isEqualTo(2);
      entries = replayed(service, ReplayStart.BEGINNING, ALL);
      assertThat(entries).extracting(LogEntry::content).first().isEqualTo(Contents.full());
      assertThat(entries)
          .extracting(LogEntry::id)
          .containsExactlyElementsOf(receipt.receipts().stream().map(Receipt::id).toList());
      assertThat(found(service, ALL)).containsExactlyInAnyOrderElementsOf(entries);
      assertThat(service.get(entries.get(0).id())).contains(entries.get(0));
    }
    try (LogService service = LogService.open(options)) {
      assertThat(replayed(service, ReplayStart.BEGINNING, ALL)).isEqualTo(entries);
      assertThat(found(service, ALL)).containsExactlyInAnyOrderElementsOf(entries);
      await().untilAsserted(() -> assertThat(service.health().ready()).isTrue());
    }
  }

  @Test
  void good_items_are_kept_though_others_are_bad_and_all_are_counted() throws Exception {
    String rules = "rules: [{name: quiet, drop: {level: DEBUG}}]";
    ServiceOptions options =
        options(directory)
            .withRules(rules)
            .withLimits(new IngestLimits(20, 20, 3, 2, 10, Duration.ofDays(1)));
    Map<String, Long> rejected;
    try (LogService service = LogService.open(options)) {
      Rejection unreadable = Rejection.of("invalid", "level", "level must be a text, was 7");
      List<Batch.Item> items =
          List.of(
              new Batch.Item.Entry(Contents.info("good")),
              new Batch.Item.Entry(Contents.of(Severity.DEBUG, "shop", "dropped")),
              new Batch.Item.Unreadable("shop", unreadable),
              new Batch.Item.Entry(Contents.info("x".repeat(21))),
              new Batch.Item.Entry(Contents.of(Severity.INFO, " ", "nobody's")),
              new Batch.Item.Entry(Contents.metadata("m", Map.of("a", Map.of("b", Map.of())))),
              new Batch.Item.Entry(Contents.metadata("m", Map.of("a", 1, "b", 2, "c", 3, "d", 4))),
              new Batch.Item.Entry(Contents.metadata("m", Map.of("a", new Object()))));

      BatchReceipt receipt = service.ingest(new Batch(items, null), Origin.LOCAL);

      assertThat(receipt.accepted()).isEqualTo(1);
      assertThat(receipt.filtered()).isEqualTo(1);
      assertThat(receipt.rejected()).isEqualTo(6);
      assertThat(receipt.receipts().get(1)).isEqualTo(new Receipt.Filtered("quiet"));
      assertThat(receipt.receipts().subList(2, 7))
          .extracting(each -> ((Receipt.Rejected) each).why().detail())
          .containsExactly(
              "level must be a text, was 7",
              "message must have at most 20 characters, had 21",
              "service_name must not be blank",
              "metadata must nest at most 2 deep, was deeper",
              "metadata must have at most 3 values, had more");
      Accounting.Counts shop = service.accounting().byService().get("shop");
      assertThat(shop.stored()).isEqualTo(1);
      assertThat(shop.filtered()).isEqualTo(Map.of("quiet", 1L));
      assertThat(shop.rejected()).isEqualTo(Map.of("invalid", 2L, "too_large", 3L));
      assertThat(service.accounting().byService().get(Accounting.UNNAMED).received()).isEqualTo(1);
      assertThat(service.accounting().total().received()).isEqualTo(8);
      rejected = service.accounting().total().rejected();
    }
    try (LogService service = LogService.open(options)) {
      assertThat(service.accounting().total().rejected()).isEqualTo(rejected);
      assertThat(service.accounting().total().received()).isEqualTo(8);
    }
  }

  @Test
  void a_repeated_request_gets_the_first_answer_and_stores_nothing() throws Exception {
    Batch batch =
        new Batch(
            List.of(
                new Batch.Item.Entry(Contents.info("once")),
                new Batch.Item.Unreadable("shop", Rejection.of("invalid", "a", "a is wrong")),
                new Batch.Item.Entry(Contents.info("twice"))),
            new Batch.Idempotency("key-1", 4711));
    BatchReceipt first;
    try (LogService service = open()) {
      first = service.ingest(batch, Origin.LOCAL);
      assertThat(first.replayed()).isFalse();
      BatchReceipt second = service.ingest(batch, Origin.LOCAL);
      assertThat(second.replayed()).isTrue();
      assertThat(second.receipts()).isEqualTo(first.receipts());
    }
    try (LogService service = open()) {
      assertThat(service.ingest(batch, Origin.LOCAL).receipts()).isEqualTo(first.receipts());
      assertThat(found(service, ALL)).hasSize(2);
      Batch other = batch.withIdempotency(new Batch.Idempotency("key-1", 4712));
      assertThatThrownBy(() -> service.ingest(other, Origin.LOCAL))
          .isInstanceOf(IdempotencyConflictException.class)
          .hasMessage("Idempotency-Key key-1 was used with another body");
      Origin somebodyElse = new Origin("other", null, null, null);
      assertThat(service.ingest(other, somebodyElse).replayed()).isFalse();
      Accounting.Counts counts = service.accounting().total();
      assertThat(counts.stored()).isEqualTo(4);
      assertThat(counts.duplicates()).isEqualTo(6);
      assertThat(counts.rejected()).isEqualTo(Map.of("invalid", 2L, "idempotency_conflict", 3L));
    }
  }

  @Test
  void an_idempotency_key_is_forgotten_after_a_day() throws Exception {
    SettableClock clock = new SettableClock();
    Batch batch = Batch.of(List.of(Contents.info("a")));
    Batch keyed = batch.withIdempotency(new Batch.Idempotency("key", 1));
    try (LogService service = LogService.open(options(directory).withClock(clock))) {
      service.ingest(keyed, Origin.LOCAL);
      clock.advance(Duration.ofHours(23));
      assertThat(service.ingest(keyed, Origin.LOCAL).replayed()).isTrue();
      clock.advance(Duration.ofHours(2));
      assertThat(service.ingest(keyed, Origin.LOCAL).replayed()).isFalse();
    }
  }

  @Test
  void a_request_of_which_nothing_was_kept_but_may_be_later_can_be_repeated() throws Exception {
    String rules = "rules: [{name: fair, limit: {per: service, rate: 1000, burst: 1}}]";
    try (LogService service = open(rules)) {
      Batch first = Batch.of(List.of(Contents.info("a")));
      service.ingest(first, Origin.LOCAL);
      Batch batch = first.withIdempotency(new Batch.Idempotency("key", 1));
      await()
          .untilAsserted(
              () -> {
                BatchReceipt receipt = service.ingest(batch, Origin.LOCAL);
                assertThat(receipt.accepted()).isEqualTo(1);
              });
    }
  }

  @Test
  void an_entry_with_a_known_client_id_is_a_duplicate_also_for_the_next_process() throws Exception {
    String id;
    try (LogService service = open()) {
      id = service.ingest(Contents.from("c-1", "first"), Origin.LOCAL).id();
      BatchReceipt receipt =
          send(
              service,
              List.of(
                  Contents.from("c-1", "again"),
                  Contents.from("c-2", "new"),
                  Contents.from("c-2", "twice in one request")));
      assertThat(receipt.receipts().get(0)).isEqualTo(new Receipt.Duplicate(id));
      assertThat(receipt.receipts().get(2))
          .isEqualTo(new Receipt.Duplicate(receipt.receipts().get(1).id()));
    }
    try (LogService service = open()) {
      assertThat(service.ingest(Contents.from("c-1", "later"), Origin.LOCAL))
          .isEqualTo(new Receipt.Duplicate(id));
      assertThat(messages(found(service, ALL))).containsExactly("first", "new");
      assertThat(service.accounting().total().duplicates()).isEqualTo(3);
    }
  }

  @Test
  void a_key_may_write_only_for_its_services_and_has_a_default_one() throws Exception {
    Origin origin = new Origin("key", "10.0.0.1", "shop", Set.of("shop"));
    try (LogService service = open()) {
      assertThat(service.ingest(Contents.of(Severity.INFO, "", "m"), origin))
          .isInstanceOf(Receipt.Stored.class);
      Receipt.Rejected refused =
          (Receipt.Rejected) service.ingest(Contents.of(Severity.INFO, "bank", "m"), origin);
      assertThat(refused.why().code()).isEqualTo(Rejection.FORBIDDEN_SERVICE);
      assertThat(found(service, new Condition.Is(Field.SERVICE, "shop"))).hasSize(1);
    }
  }

  @Test
  void wrong_rules_are_refused_and_the_old_ones_go_on() throws Exception {
    String rules = "rules: [{name: quiet, drop: {level: INFO}}]";
    try (LogService service = open(rules)) {
      assertThatThrownBy(() -> service.useRules("rules: [{name: x, drop: {level: LOUD}}]"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("line 1, rule x: level must be");
      assertThatThrownBy(() -> service.useRules("")).isInstanceOf(IllegalArgumentException.class);
      assertThat(service.rules()).isEqualTo(rules);
      assertThat(service.ingest(Contents.info("m"), Origin.LOCAL))
          .isEqualTo(new Receipt.Filtered("quiet"));

      service.useRules("rules: []");
      assertThat(service.ingest(Contents.info("m"), Origin.LOCAL).id()).isNotNull();
    }
    assertThatThrownBy(() -> open("rules: nonsense")).isInstanceOf(IllegalArgumentException.class);
    open().close(); // what failed has given back its files
  }

  @Test
  void an_explanation_keeps_and_counts_nothing() throws Exception {
    String rules =
        """
        rules:
          - name: mask
            redact: {detectors: [password]}
          - name: errors-only
            keep: {level: {atLeast: ERROR}}
        """;
    try (LogService service = open(rules)) {
      Explanation dropped = service.explain(Contents.info("password=x"), Origin.LOCAL);
      assertThat(dropped.steps())
          .containsExactly(
              new Explanation.Step("mask", Explanation.Effect.MASKS, "message: 1 by password"),
              new Explanation.Step("errors-only", Explanation.Effect.DROPS, ""));
      assertThat(dropped.result()).isNull();
      LogContent error = Contents.of(Severity.ERROR, "shop", "password=x");
      assertThat(service.explain(error, Origin.LOCAL).result().message())
          .isEqualTo("password=****");
      Rejection why =
          service.explain(Contents.of(Severity.ERROR, "", "m"), Origin.LOCAL).rejection();
      assertThat(why.field()).isEqualTo("service_name");
      assertThat(service.accounting().total().received()).isZero();
    }
  }

  @Test
  void no_byte_of_a_secret_reaches_the_disk() throws Exception {
    List<LogContent> contents = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      contents.add(Contents.info("login password=hunter-" + i + "-end for user " + i));
      contents.add(Contents.metadata("m", Map.of("apiKey", "hunter-m" + i + "-end")));
    }
    try (LogService service = open()) {
      send(service, contents);
      Rejection why = Rejection.of("invalid", "level", "was password=hunter-r-end");
      service.ingest(
          new Batch(List.of(new Batch.Item.Unreadable("shop", why)), new Batch.Idempotency("k", 1)),
          Origin.LOCAL);
      for (LogContent each : contents.subList(0, 50)) {
        service.ingest(each, Origin.LOCAL); // single ones are not compressed
      }
      found(service, ALL);
      assertThat(filesWith("hunter-")).isEmpty();
      assertThat(filesWith("login password=****")).isNotEmpty();
    }
    assertThat(filesWith("hunter-")).isEmpty();
  }

  private List<Path> filesWith(String text) throws Exception {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        if (bytes.contains(text)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  @Test
  void a_replay_resumes_behind_the_last_entry_read() throws Exception {
    try (LogService service = open()) {
      send(service, Contents.numbered("shop", 0, 5));
      send(service, Contents.numbered("shop", 5, 5));
      List<LogEntry> all = replayed(service, ReplayStart.BEGINNING, ALL);
      assertThat(all).hasSize(10);
      for (int i = 0; i < 10; i++) {
        ReplayStart next = new ReplayStart.Sequence(all.get(i).sequence() + 1);
        assertThat(replayed(service, next, ALL)).isEqualTo(all.subList(i + 1, 10));
      }
    }
  }

  @Test
  void a_replay_from_a_time_has_late_entries_in_the_order_of_arrival() throws Exception {
    Instant noon = Instant.parse("2026-06-01T12:00:00Z");
    try (LogService service = open()) {
      send(
          service,
          List.of(
              Contents.at(noon.plusSeconds(5), "a"),
              Contents.at(noon.minusSeconds(5), "too old"),
              Contents.at(noon.plusSeconds(9), "b")));
      service.ingest(Contents.at(noon, "late"), Origin.LOCAL);
      assertThat(messages(replayed(service, new ReplayStart.Time(noon), ALL)))
          .containsExactly("a", "b", "late");
    }
  }

  @Test
  void a_tail_gives_what_comes_and_meets_its_condition_and_ends_with_the_service()
      throws Exception {
    LogService service = open();
    send(service, List.of(Contents.info("before")));
    try (EntryFeed tail = service.tail(new Condition.Contains("yes"))) {
      assertThat(tail.next(Duration.ZERO)).isEqualTo(EntryFeed.NOTHING);
      send(service, List.of(Contents.info("yes 1"), Contents.info("no"), Contents.info("yes 2")));
      assertThat(message(tail.next(LONG))).isEqualTo("yes 1");
      long resume = tail.nextSequence();
      assertThat(message(tail.next(LONG))).isEqualTo("yes 2");
      try (EntryFeed resumed =
          service.replay(new ReplayStart.Sequence(resume), new Condition.Contains("yes"), true)) {
        assertThat(message(resumed.next(LONG))).isEqualTo("yes 2");
        send(service, List.of(Contents.info("yes 3")));
        assertThat(message(resumed.next(LONG))).isEqualTo("yes 3");
      }
      assertThat(message(tail.next(LONG))).isEqualTo("yes 3");
      service.close();
      assertThat(tail.next(LONG)).isEqualTo(EntryFeed.END);
    }
    assertThatThrownBy(() -> service.tail(ALL)).isInstanceOf(IOException.class);
  }

  private static String message(EntryFeed.Item item) {
    return ((EntryFeed.Entry) item).entry().content().message();
  }

  @Test
  void a_tail_that_is_far_behind_is_told_how_many_entries_it_missed() throws Exception {
    try (LogService service = open("rules: []");
        EntryFeed tail = service.tail(ALL)) {
      send(service, Contents.numbered("shop", 0, 10));
      for (int i = 0; i < 10; i++) {
        assertThat(message(tail.next(LONG))).isEqualTo("message " + i);
      }
      for (int from = 10; from < 220_010; from += 10_000) {
        send(service, Contents.numbered("shop", from, 10_000));
      }
      EntryFeed.Gap gap = (EntryFeed.Gap) tail.next(LONG);
      EntryFeed.Entry next = (EntryFeed.Entry) tail.next(LONG);
      assertThat(next.entry().content().message()).isEqualTo("message " + (10 + gap.entries()));
      assertThat(gap.entries()).isEqualTo(210_000);
      assertThat(gap.next()).isEqualTo(next.entry().sequence());
    }
  }

  @Test
  void an_entry_has_its_neighbours_of_the_same_service() throws Exception {
    Instant time = Instant.parse("2026-06-01T12:00:00Z");
    try (LogService service = open()) {
      List<LogContent> contents = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        contents.add(Contents.at(time.plusSeconds(i), "m" + i));
      }
      contents.add(Contents.of(Severity.INFO, "other", "not this one"));
      String id = send(service, contents).receipts().get(4).id();
      found(service, ALL);

      Context context = service.context(id, 2, 3).orElseThrow();

      assertThat(messages(context.before())).containsExactly("m2", "m3");
      assertThat(context.entry().content().message()).isEqualTo("m4");
      assertThat(messages(context.after())).containsExactly("m5", "m6", "m7");
      assertThat(service.context("1795169730123-7-42", 1, 1)).isEmpty();
    }
  }

  @Test
  void the_newest_entry_of_a_key_outlives_the_process_and_late_ones() throws Exception {
    Instant time = Instant.parse("2026-06-01T12:00:00Z");
    try (LogService service = open()) {
      send(
          service,
          List.of(
              Contents.keyed("a", time.plusSeconds(2), "a new"),
              Contents.keyed("a", time, "a late"),
              Contents.keyed("b", time.plusSeconds(1), "b"),
              Contents.info("without a key")));
      awaitLatest(service, "a new", "b");
    }
    try (LogService service = open()) {
      awaitLatest(service, "a new", "b");
      send(
          service,
          List.of(
              Contents.keyed("a", time.plusSeconds(3), "a newer"),
              Contents.keyed("c", time.plusSeconds(4), "x".repeat(450_000))));
      awaitLatest(service, "x".repeat(450_000), "a newer", "b");
      assertThat(service.latest("b").orElseThrow().content().message()).isEqualTo("b");
      assertThat(service.latest("unknown")).isEmpty();
    }
  }

  @Test
  void services_with_the_same_key_do_not_hide_each_others_newest_entry() throws Exception {
    Instant time = Instant.parse("2026-06-01T12:00:00Z");
    Condition shop = new Condition.Is(Field.SERVICE, "shop");
    Condition bank = new Condition.Is(Field.SERVICE, "bank");
    Condition both = new Condition.Or(List.of(shop, bank));
    try (LogService service = open()) {
      send(
          service,
          List.of(
              Contents.keyed("shop", "k", time, "shop old"),
              Contents.keyed("shop", "k", time.plusSeconds(1), "shop"),
              Contents.keyed("bank", "k", time.plusSeconds(2), "bank"),
              Contents.keyed("s", "hopk", time.minusSeconds(1), "neither")));
      awaitLatest(service, "bank", "neither");
    }
    try (LogService service = open()) {
      awaitLatest(service, "bank", "neither");
      assertThat(messages(service.latest(shop, Order.NEWEST_FIRST, 10))).containsExactly("shop");
      assertThat(messages(service.latest(both, Order.NEWEST_FIRST, 10))).containsExactly("bank");
      assertThat(messages(service.latest(new Condition.Not(bank), Order.OLDEST_FIRST, 10)))
          .containsExactly("neither", "shop");
      assertThat(service.latest(new Condition.Contains("shop"), Order.NEWEST_FIRST, 10)).isEmpty();
      assertThat(newest(service, shop)).isEqualTo("shop");
      assertThat(newest(service, both)).isEqualTo("bank");
      assertThat(newest(service, ALL)).isEqualTo("bank");
      assertThat(service.latest("k", new Condition.Is(Field.SERVICE, "s"))).isEmpty();

      service.delete(bank);
      assertThat(newest(service, both)).isEqualTo("shop");
      awaitLatest(service, "shop", "neither");
      service.delete(new Condition.During(time.plusSeconds(1), null));
      assertThat(newest(service, ALL)).isEqualTo("shop old");
      assertThat(service.latest("k", bank)).isEmpty();
    }
    try (LogService service = open()) {
      awaitLatest(service, "shop old", "neither");
    }
  }

  private static String newest(LogService service, Condition where) throws IOException {
    return service.latest("k", where).orElseThrow().content().message();
  }

  @Test
  void of_more_keys_than_are_kept_the_services_go_with_their_entries() throws Exception {
    Instant time = Instant.parse("2026-06-01T12:00:00Z");
    try (LogService service = LogService.open(options(directory).withMaxKeys(2))) {
      for (int i = 0; i < 8; i++) {
        send(service, List.of(Contents.keyed("s" + i, "k", time.plusSeconds(i), "m" + i)));
        awaitLatest(service, "m" + i);
      }
      assertThat(service.info().latestKeys()).isEqualTo(2);
      assertThat(newest(service, new Condition.Is(Field.SERVICE, "s6"))).isEqualTo("m6");
      assertThat(service.latest("k", new Condition.Is(Field.SERVICE, "s5"))).isEmpty();
    }
  }

  private static void awaitLatest(LogService service, String... messages) throws Exception {
    found(service, ALL);
    await()
        .untilAsserted(
            () ->
                assertThat(messages(service.latest(ALL, Order.NEWEST_FIRST, 10)))
                    .containsExactly(messages));
  }

  @Test
  void counts_of_a_closed_range_are_kept_until_a_late_entry_falls_into_it() throws Exception {
    Instant day = Instant.parse("2026-06-01T00:00:00Z");
    Condition closed = new Condition.During(day, day.plus(Duration.ofDays(1)));
    StatsQuery query = new StatsQuery(closed, Duration.ofHours(1), null, 1);
    try (LogService service = open()) {
      send(service, List.of(Contents.at(day.plusSeconds(1), "a")));
      found(service, ALL);
      assertThat(service.stats(query).stats().total()).isEqualTo(1);
      send(service, List.of(Contents.at(day.plus(Duration.ofDays(2)), "elsewhere")));
      found(service, ALL);
      assertThat(service.stats(query).cached()).isTrue();

      send(service, List.of(Contents.at(day.plusSeconds(2), "late")));
      found(service, ALL);
      TimedStats stats = service.stats(query);
      assertThat(stats.cached()).isFalse();
      assertThat(stats.stats().total()).isEqualTo(2);

      service.delete(new Condition.Contains("late"));
      assertThat(service.stats(query).stats().total()).isEqualTo(1);
      assertThat(service.info().statsCached()).isEqualTo(1);
    }
  }

  @Test
  void counts_up_to_now_are_four_seconds_old_at_most() throws Exception {
    SettableClock clock = new SettableClock();
    StatsQuery query = new StatsQuery(ALL, null, null, 1);
    try (LogService service = LogService.open(options(directory).withClock(clock))) {
      send(service, List.of(Contents.info("a")));
      found(service, ALL);
      assertThat(service.stats(query).stats().total()).isEqualTo(1);
      send(service, List.of(Contents.info("b")));
      found(service, ALL);
      TimedStats before = service.stats(query);
      assertThat(before.cached()).isTrue();
      assertThat(before.stats().total()).isEqualTo(1);
      clock.advance(Duration.ofSeconds(5));
      TimedStats after = service.stats(query);
      assertThat(after.stats().total()).isEqualTo(2);
      assertThat(after.asOf()).isEqualTo(before.asOf().plusSeconds(5));
    }
  }

  @Test
  void what_is_deleted_is_found_nowhere_and_does_not_come_back() throws Exception {
    Instant time = Instant.parse("2026-06-01T12:00:00Z");
    try (LogService service = open()) {
      send(
          service,
          List.of(
              Contents.keyed("k", time, "secret of k"),
              Contents.info("secret"),
              Contents.keyed("l", time, "older"),
              Contents.keyed("l", time.plusSeconds(1), "secret of l"),
              Contents.info("x")));
      assertThat(service.delete(new Condition.Contains("secret"))).isEqualTo(3);
      send(service, List.of(Contents.info("secret, but later")));
      assertThat(messages(found(service, ALL))).containsExactly("older", "x", "secret, but later");
    }
    try (LogService service = open()) {
      assertThat(messages(found(service, ALL))).containsExactly("older", "x", "secret, but later");
      assertThat(messages(replayed(service, ReplayStart.BEGINNING, ALL)))
          .containsExactly("older", "x", "secret, but later");
      assertThat(service.latest("k")).isEmpty();
      awaitLatest(service, "older"); // the newest of its key that is left
      assertThat(service.latest("l").orElseThrow().content().message()).isEqualTo("older");
    }
  }

  @Test
  void entries_go_when_they_are_old_and_of_some_services_sooner() throws Exception {
    SettableClock clock = new SettableClock();
    Retention retention =
        new Retention(
            Duration.ofDays(10), Retention.UNLIMITED, Map.of("brief", Duration.ofDays(1)));
    ServiceOptions options = options(directory).withClock(clock).withRetention(retention);
    try (EmbeddedLogService service = (EmbeddedLogService) LogService.open(options)) {
      send(service, List.of(Contents.info("shop"), Contents.of(Severity.INFO, "brief", "brief")));
      assertThat(found(service, ALL)).hasSize(2);
      clock.advance(Duration.ofDays(3));
      service.maintain();
      assertThat(messages(found(service, ALL))).containsExactly("shop");
      assertThat(messages(replayed(service, ReplayStart.BEGINNING, ALL))).containsExactly("shop");
      clock.advance(Duration.ofDays(12));
      service.maintain();
      assertThat(found(service, ALL)).isEmpty();
      assertThat(replayed(service, ReplayStart.BEGINNING, ALL)).isEmpty();
    }
  }

  @Test
  void all_files_are_for_their_owner_only() throws Exception {
    try (LogService service = open()) {
      send(service, List.of(Contents.keyed("k", Instant.parse("2026-06-01T12:00:00Z"), "x")));
      awaitLatest(service, "x");
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.filter(each -> !each.equals(directory)).toList()) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
              .describedAs(path.toString())
              .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
        }
      }
    }
  }

  @Test
  void no_id_is_given_twice_though_the_clock_steps_back_while_the_process_is_down()
      throws Exception {
    SettableClock clock = new SettableClock();
    Set<String> ids = new HashSet<>();
    long newest = 0;
    for (int life = 0; life < 4; life++) {
      try (LogService service = LogService.open(options(directory).withClock(clock))) {
        for (Receipt each : send(service, Contents.numbered("shop", 0, 5000)).receipts()) {
          assertThat(ids.add(each.id())).isTrue();
          assertThat(Snowflake.parse(each.id())).isGreaterThan(newest);
          newest = Snowflake.parse(each.id());
        }
      }
      clock.advance(Duration.ofHours(-1));
    }
  }

  @Test
  void services_beyond_the_number_told_apart_are_counted_together() throws Exception {
    try (LogService service = LogService.open(options(directory).withMaxServices(3))) {
      for (int i = 0; i < 10; i++) {
        service.ingest(Contents.of(Severity.INFO, "service-" + i, "m"), Origin.LOCAL);
      }
      Accounting accounting = service.accounting();
      assertThat(accounting.byService())
          .containsOnlyKeys("service-0", "service-1", "service-2", Accounting.OTHERS);
      assertThat(accounting.byService().get(Accounting.OTHERS).stored()).isEqualTo(7);
      assertThat(accounting.total().received()).isEqualTo(10);
    }
  }

  @Test
  void a_request_too_large_for_the_journal_is_refused_and_counted() throws Exception {
    StringBuilder noise = new StringBuilder();
    Random random = new Random(1);
    for (int i = 0; i < 500_000; i++) {
      noise.append((char) ('!' + random.nextInt(90)));
    }
    try (LogService service = open("rules: []")) {
      BatchReceipt receipt = send(service, List.of(Contents.info(noise.toString())));
      Rejection why = ((Receipt.Rejected) receipt.receipts().get(0)).why();
      assertThat(why.code()).isEqualTo(Rejection.TOO_LARGE);
      assertThat(why.detail()).startsWith("a request must take at most 262144 bytes");
      assertThat(service.accounting().total().rejected()).isEqualTo(Map.of("too_large", 1L));
    }
  }

  @Test
  void a_directory_belongs_to_one_service() throws Exception {
    try (LogService service = open()) {
      assertThatThrownBy(this::open).isInstanceOf(LockedException.class);
      assertThat(service.health().state()).isNotEqualTo(ServiceHealth.State.CLOSED);
    }
  }

  @Test
  void pages_and_counts_are_those_of_the_storage() throws Exception {
    try (LogService service = open()) {
      send(service, Contents.numbered("shop", 0, 30));
      found(service, ALL);
      assertThat(service.find(LogQuery.newest(ALL, 10)).total()).isEqualTo(30);
      assertThat(service.info().index().entries()).isEqualTo(30);
      assertThat(service.info().backlog()).isZero();
    }
  }

  @Test
  void what_was_accepted_before_a_refresh_is_the_newest_of_its_key_after_it() throws Exception {
    Instant time = Instant.parse("2026-06-01T12:00:00Z");
    try (LogService service = open()) {
      for (int i = 0; i < 20; i++) {
        service.ingest(Contents.keyed("k", time.plusSeconds(i), "number " + i), Origin.LOCAL);
        Services.refresh(service);
        assertThat(service.latest("k").orElseThrow().content().message()).isEqualTo("number " + i);
      }
    }
  }

  @Test
  void a_backup_made_under_load_opens_with_all_that_was_accepted_before() throws Exception {
    Path target = directory.resolve("backup");
    ServiceOptions options = options(directory.resolve("data"));
    List<LogEntry> before;
    Instant time = Instant.parse("2026-06-01T12:00:00Z");
    try (LogService service = LogService.open(options)) {
      service.ingest(Contents.keyed("k", time, "newest of k"), Origin.LOCAL);
      for (int i = 0; i < 20; i++) {
        send(service, Contents.numbered("shop", i * 100, 100));
      }
      awaitLatest(service, "newest of k");
      before = replayed(service, ReplayStart.BEGINNING, ALL);
      List<String> steps = new ArrayList<>();
      service.backup(
          target,
          (step, done, total) -> {
            steps.add(step);
            try {
              send(service, Contents.numbered("late", 0, 10));
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      assertThat(steps).contains("index", "latest", "journal");
      assertThatThrownBy(() -> service.backup(target, Progress.SILENT))
          .hasMessageStartingWith("directory must be empty to take a backup");
    }
    try (LogService restored = LogService.open(options(target))) {
      List<LogEntry> kept = replayed(restored, ReplayStart.BEGINNING, ALL);
      assertThat(kept.subList(0, before.size())).isEqualTo(before);
      assertThat(restored.accounting().total().stored()).isEqualTo(kept.size());
      assertThat(found(restored, ALL)).containsExactlyInAnyOrderElementsOf(kept);
      awaitLatest(restored, "newest of k");
      assertThat(restored.ingest(Contents.info("goes on"), Origin.LOCAL).id()).isNotNull();
      assertThat(restored.verify(Progress.SILENT).problems()).isEmpty();
    }
  }

  @Test
  void a_check_finds_a_flipped_byte_of_the_journal() throws Exception {
    try (LogService service = open()) {
      for (int i = 0; i < 10; i++) {
        send(service, Contents.numbered("shop", i * 100, 100));
      }
      found(service, ALL);
      VerifyReport good = service.verify(Progress.SILENT);
      assertThat(good.problems()).isEmpty();
      assertThat(good.requests()).isEqualTo(10);
      assertThat(good.entries()).isEqualTo(1000);
      assertThat(good.indexed()).isEqualTo(1000);
      flipAByte(directory.resolve("journal"));
      assertThat(service.verify(Progress.SILENT).problems())
          .anyMatch(problem -> problem.contains("are missing"));
    }
  }

  private static void flipAByte(Path journal) throws Exception {
    Path segment;
    try (Stream<Path> files = Files.list(journal)) {
      segment =
          files.filter(file -> file.toString().endsWith(".segment")).sorted().findFirst().get();
    }
    try (FileChannel file =
        FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long at = 5000; // behind the header, in one of the records
      ByteBuffer bytes = ByteBuffer.allocate(1);
      file.read(bytes, at);
      bytes.put(0, (byte) ~bytes.get(0)).rewind();
      file.write(bytes, at);
    }
  }
}
