package dev.heartwood.service;

import static dev.heartwood.service.Services.found;
import static dev.heartwood.service.Services.messages;
import static dev.heartwood.service.Services.refresh;
import static dev.heartwood.service.Services.replayed;
import static dev.heartwood.service.Services.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.SettableClock;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.Condition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes from index and journal, and what stays in both. */
class RetentionTest {
  private static final Condition ALL = Condition.EVERYTHING;
  private static final Duration DAY = Duration.ofDays(1);

  /** Small, so that little work fills many segments. */
  private static final int SEGMENT_BYTES = ServiceOptions.MIN_SEGMENT_BYTES;

  @TempDir Path directory;
  private final Random random = new Random(1);
  private final SettableClock clock = new SettableClock();

  /** So many bytes that packing leaves most of. */
  private List<LogContent> batch(Instant time, String name, int kibibytes) {
    List<LogContent> batch = new ArrayList<>();
    for (int i = 0; i < kibibytes; i++) {
      StringBuilder message = new StringBuilder(name);
      while (message.length() < 2048) {
        message.append(' ').append(Long.toHexString(random.nextLong()));
      }
      batch.add(Contents.at(time, message.toString()));
    }
    return batch;
  }

  private ServiceOptions options() {
    return Services.options(directory).withSegmentBytes(SEGMENT_BYTES).withClock(clock);
  }

  private static List<String> names(List<LogEntry> entries) {
    return messages(entries).stream().map(each -> each.split(" ")[0]).distinct().toList();
  }

  private long journalFirst(EmbeddedLogService service) throws Exception {
    return service.info().journal().first();
  }

  @Test
  void segments_of_the_journal_go_once_no_entry_of_them_is_in_the_index() throws Exception {
    Retention retention = new Retention(DAY.multipliedBy(3), Retention.UNLIMITED, Map.of());
    ServiceOptions options = options().withRetention(retention);
    try (EmbeddedLogService service = (EmbeddedLogService) LogService.open(options)) {
      for (int day = 0; day < 3; day++) {
        for (int i = 0; i < 12; i++) {
          send(service, batch(clock.instant(), "day" + day, 50));
        }
        refresh(service);
        service.maintain();
        assertThat(journalFirst(service)).isZero();
        clock.advance(DAY);
      }
      clock.advance(DAY.multipliedBy(2));
      service.maintain();
      await().untilAsserted(() -> assertThat(journalFirst(service)).isPositive());
      assertThat(names(found(service, ALL))).containsExactly("day2");
      assertThat(names(replayed(service, ReplayStart.BEGINNING, ALL))).containsExactly("day2");
    }
  }

  @Test
  void the_oldest_days_go_when_journal_and_index_take_too_much() throws Exception {
    Retention retention = new Retention(Retention.FOREVER, 3L << 20, Map.of());
    ServiceOptions options = options().withRetention(retention);
    try (EmbeddedLogService service = (EmbeddedLogService) LogService.open(options)) {
      for (int day = 0; day < 4; day++) {
        for (int i = 0; i < 15; i++) {
          send(service, batch(clock.instant(), "day" + day, 50));
        }
        refresh(service);
        clock.advance(DAY);
      }
      clock.advance(DAY);
      service.maintain();
      List<String> kept = names(found(service, ALL));
      assertThat(kept).doesNotContain("day0").contains("day3");
      await().untilAsserted(() -> assertThat(journalFirst(service)).isPositive());
      assertThat(names(replayed(service, ReplayStart.BEGINNING, ALL))).containsAll(kept);
    }
  }

  @Test
  void what_the_journal_has_no_room_for_leaves_the_index_too() throws Exception {
    ServiceOptions options = options().withJournalBytes(2L << 20);
    for (int life = 0; life < 5; life++) { // each commits what it has indexed
      try (LogService service = LogService.open(options)) {
        for (int i = 0; i < 12; i++) {
          send(service, batch(clock.instant(), "request" + life + "-" + i, 50));
        }
        refresh(service);
      }
    }
    try (EmbeddedLogService service = (EmbeddedLogService) LogService.open(options)) {
      service.maintain();
      await().untilAsserted(() -> assertThat(journalFirst(service)).isPositive());
      service.maintain();
      List<String> found = names(found(service, ALL));
      assertThat(found).doesNotContain("request0-0").contains("request4-11");
      assertThat(names(replayed(service, ReplayStart.BEGINNING, ALL))).isEqualTo(found);
    }
  }

  @Test
  void a_replay_ends_though_what_it_had_yet_to_read_is_gone() throws Exception {
    Retention retention = new Retention(DAY, Retention.UNLIMITED, Map.of());
    ServiceOptions options = options().withRetention(retention);
    try (EmbeddedLogService service = (EmbeddedLogService) LogService.open(options)) {
      send(service, batch(clock.instant(), "old", 50));
      refresh(service);
      try (EntryFeed feed = service.replay(ReplayStart.BEGINNING, ALL, false)) {
        long end = service.info().journal().end();
        clock.advance(DAY.multipliedBy(3));
        await()
            .untilAsserted(
                () -> {
                  service.maintain();
                  assertThat(journalFirst(service)).isGreaterThanOrEqualTo(end);
                });
        assertThat(feed.next(Duration.ZERO)).isInstanceOf(EntryFeed.End.class);
      }
    }
  }
}
