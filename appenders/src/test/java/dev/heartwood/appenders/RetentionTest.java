package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.appenders.RollingConfig.SizeAndTimeBased;
import dev.heartwood.appenders.RollingConfig.TimeBased;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  @TempDir Path dir;
  private final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  private final Reports reports = new Reports();

  @Test
  void keeps_so_many_periods_beside_the_current_one() throws Exception {
    TimeBased rolling = TimeBased.of(dir + "/app-%d{yyyy-MM-dd, UTC}.log").withMaxHistory(2);
    try (FileHandler handler = handler("app.log", rolling)) {
      for (int day = 0; day < 6; day++) {
        log(handler, "day" + day);
        clock.advance(Duration.ofDays(1));
      }
      log(handler, "last");
    }
    assertThat(Tree.of(dir).keySet())
        .containsExactly("app-2026-11-24.log", "app-2026-11-25.log", "app.log");
    assertThat(reports.all()).isEmpty();
  }

  @Test
  void removes_at_start_on_request_also_what_is_far_too_old() throws Exception {
    for (String date : new String[] {"2025-01-01", "2026-11-17", "2026-11-18", "2026-11-19"}) {
      Files.writeString(dir.resolve("app-" + date + ".log.gz"), "x");
    }
    TimeBased rolling = TimeBased.of(dir + "/app-%d{yyyy-MM-dd, UTC}.log.gz").withMaxHistory(2);
    handler("app.log", rolling).close(); // never opened
    assertThat(Tree.of(dir)).hasSize(4);
    try (FileHandler handler = handler("app.log", rolling.withCleanHistoryOnStart(true))) {
      handler.open();
    }
    assertThat(Tree.of(dir).keySet())
        .containsExactly("app-2026-11-18.log.gz", "app-2026-11-19.log.gz", "app.log");
  }

  @Test
  void leaves_alone_what_is_not_ours_and_what_is_from_the_future() throws Exception {
    String[] others = {
      "app-2026-12-24.log", "app-old.log", "app-2020-01-01.txt", "app-2020-13-01.log", "notes"
    };
    for (String name : others) {
      Files.writeString(dir.resolve(name), "x");
    }
    TimeBased rolling = TimeBased.of(dir + "/app-%d{yyyy-MM-dd, UTC}.log").withMaxHistory(1);
    try (FileHandler handler = handler(null, rolling)) {
      for (int day = 0; day < 4; day++) {
        log(handler, "day" + day);
        clock.advance(Duration.ofDays(1));
      }
    }
    assertThat(Tree.of(dir).keySet())
        .contains(others)
        .contains("app-2026-11-22.log", "app-2026-11-23.log")
        .hasSize(others.length + 2);
  }

  @Test
  void removes_directories_that_became_empty_but_never_the_one_all_names_begin_with()
      throws Exception {
    TimeBased rolling = TimeBased.of(dir + "/old/%d{yyyy/MM/dd, UTC}/app.log").withMaxHistory(1);
    try (FileHandler handler = handler("app.log", rolling)) {
      log(handler, "a");
      clock.advance(Duration.ofDays(1));
      log(handler, "b");
      clock.advance(Duration.ofDays(100));
      log(handler, "c");
    }
    assertThat(dir.resolve("old")).isEmptyDirectory();
    assertThat(dir.resolve("app.log")).hasContent("c\n");
  }

  @Test
  void counts_periods_not_files_when_rolling_by_size_too() throws Exception {
    SizeAndTimeBased rolling =
        SizeAndTimeBased.of(dir + "/app-%d{yyyy-MM-dd, UTC}.%i.log.gz", 1).withMaxHistory(1);
    try (FileHandler handler = handler("app.log", rolling)) {
      log(handler, "a", "b", "c");
      clock.advance(Duration.ofDays(1));
      log(handler, "d", "e", "f");
      clock.advance(Duration.ofDays(1));
      log(handler, "g");
    }
    assertThat(Tree.of(dir).keySet())
        .containsExactly(
            "app-2026-11-21.0.log.gz",
            "app-2026-11-21.1.log.gz",
            "app-2026-11-21.2.log.gz",
            "app.log");
  }

  @Test
  void removes_the_oldest_beyond_a_total_size() throws Exception {
    SizeAndTimeBased rolling =
        SizeAndTimeBased.of(dir + "/app-%d{yyyy-MM-dd, UTC}.%i.log", 4).withTotalCapBytes(12);
    try (FileHandler handler = handler(null, rolling)) {
      for (int i = 0; i < 11; i++) {
        log(handler, "20" + (char) ('a' + i));
      }
      clock.advance(Duration.ofDays(1));
      log(handler, "21a", "21b");
    }
    assertThat(Tree.of(dir).keySet())
        .containsExactly(
            "app-2026-11-20.10.log",
            "app-2026-11-20.9.log",
            "app-2026-11-21.0.log",
            "app-2026-11-21.1.log");
  }

  @Test
  void understands_names_by_week_and_with_words() throws Exception {
    TimeBased weekly = TimeBased.of(dir + "/w/%d{YYYY-ww, UTC}.log").withMaxHistory(1);
    TimeBased worded =
        TimeBased.of(dir + "/m/%d{MMMM yyyy, UTC} (%d{MM, aux, UTC}).log").withMaxHistory(1);
    try (FileHandler weeks = handler(null, weekly);
        FileHandler months = handler(null, worded)) {
      for (int week = 0; week < 20; week++) {
        log(weeks, "a");
        log(months, "a");
        clock.advance(Duration.ofDays(7));
      }
    }
    assertThat(Tree.of(dir.resolve("w"))).hasSize(2);
    assertThat(Tree.of(dir.resolve("m"))).hasSize(2);
  }

  @Test
  void config_names_value_and_rule() {
    TimeBased rolling = TimeBased.of("app-%d.log");
    assertThat(catching(() -> rolling.withMaxHistory(-1)))
        .isEqualTo("maxHistory must be at least 0 (0 keeps all), was -1");
    assertThat(catching(() -> rolling.withTotalCapBytes(-1)))
        .isEqualTo("totalSizeCap must be at least 0 (0 keeps all), was -1");
    assertThat(catching(() -> TimeBased.of("app.log")))
        .isEqualTo("fileNamePattern must have a %d to roll by time, was [app.log]");
    assertThat(catching(() -> TimeBased.of("app-%d.%i.log")))
        .isEqualTo(
            "fileNamePattern must have no %i when rolling by time alone, was [app-%d.%i.log]");
    assertThat(catching(() -> SizeAndTimeBased.of("app-%d.log", 1)))
        .isEqualTo("fileNamePattern must have a %i to roll by size, was [app-%d.log]");
    assertThat(catching(() -> SizeAndTimeBased.of("app-%d-%i.log", 0)))
        .isEqualTo("maxFileSize must be at least 1 byte, was 0");
    assertThat(catching(() -> FileConfig.rolling(Path.of("app-2026-11-20.log"), rolling)))
        .isEqualTo(
            "file must not have a name that fileNamePattern [app-%d.log] gives to rolled files,"
                + " was [app-2026-11-20.log]");
    assertThat(catching(() -> FileConfig.rolling(null, rolling).withAppend(false)))
        .isEqualTo("append must be true for a rolling file, was false");
  }

  @Test
  void says_that_a_cap_far_below_the_file_size_makes_no_sense() throws Exception {
    SizeAndTimeBased rolling =
        SizeAndTimeBased.of(dir + "/app-%d.%i.log", 1000).withTotalCapBytes(49);
    handler(null, rolling).close();
    assertThat(reports.problems())
        .containsExactly(
            "WARN totalSizeCap should be at least a 20th of maxFileSize 1000, was 49: no rolled"
                + " file will be kept");
  }

  private static @Nullable String catching(Runnable action) {
    try {
      action.run();
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private FileHandler handler(@Nullable String file, RollingConfig rolling) {
    Path path = file == null ? null : dir.resolve(file);
    FileConfig config = FileConfig.rolling(path, rolling).withClock(clock).withStatus(reports);
    return new FileHandler(config, new MessageEncoder());
  }

  private static void log(FileHandler handler, String... lines) throws IOException {
    for (String line : lines) {
      handler.handle(event(line));
    }
    handler.flush();
  }
}
