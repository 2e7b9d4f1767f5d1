package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.heartwood.appenders.RollingConfig.SizeAndTimeBased;
import dev.heartwood.appenders.RollingConfig.TimeBased;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines are three bytes and a newline; files are told as "lines,separated,by,commas". */
class TimeRollingTest {
  @TempDir Path dir;
  private final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  private final Reports reports = new Reports();

  @Test
  void puts_the_file_aside_when_the_day_is_over() throws Exception {
    try (FileHandler handler = handler("app.log", byTime("app-%d{yyyy-MM-dd, UTC}.log"))) {
      log(handler, "20a");
      clock.set("2026-11-20T23:59:59.999Z");
      log(handler, "20b");
      clock.set("2026-11-21T00:00:00Z");
      log(handler, "21a");
      clock.set("2026-11-24T05:00:00Z");
      log(handler, "24a");
    }
    assertThat(Tree.of(dir))
        .isEqualTo(
            Map.of(
                "app-2026-11-20.log", "20a,20b",
                "app-2026-11-21.log", "21a",
                "app.log", "24a"));
    assertThat(reports.all()).isEmpty();
  }

  @Test
  void lines_still_buffered_go_to_the_file_of_their_time() throws Exception {
    try (FileHandler handler = handler("app.log", byTime("app-%d{yyyy-MM-dd, UTC}.log"))) {
      handler.handle(event("20a"));
      clock.set("2026-11-21T00:00:00Z");
      handler.handle(event("21a"));
    }
    assertThat(Tree.of(dir)).isEqualTo(Map.of("app-2026-11-20.log", "20a", "app.log", "21a"));
  }

  @Test
  void writes_straight_into_the_file_of_the_period_without_a_name_of_its_own() throws Exception {
    try (FileHandler handler =
        handler(null, byTime("%d{yyyy/MM,aux,UTC}/%d{dd,aux,UTC}-%d{yyyyMMdd,UTC}.log"))) {
      log(handler, "20a");
      assertThat(handler.path()).isEqualTo(dir.resolve("2026/11/20-20261120.log"));
      clock.set("2026-12-01T00:00:00Z");
      log(handler, "01a");
    }
    assertThat(Tree.of(dir))
        .isEqualTo(Map.of("2026/11/20-20261120.log", "20a", "2026/12/01-20261201.log", "01a"));
  }

  @Test
  void packs_with_gzip_whether_the_file_has_a_name_of_its_own_or_not() throws Exception {
    for (String file : new String[] {"app.log", null}) {
      clock.set("2026-11-20T10:00:00Z");
      Path below = Files.createDirectory(dir.resolve(file == null ? "without" : "with"));
      try (FileHandler handler =
          handler(below, file, byTime(below, "app-%d{yyyy-MM-dd, UTC}.log.gz"))) {
        log(handler, "20a");
        clock.set("2026-11-21T00:00:00Z");
        log(handler, "21a");
      }
      assertThat(Tree.of(below))
          .isEqualTo(
              Map.of(
                  "app-2026-11-20.log.gz",
                  "20a",
                  file == null ? "app-2026-11-21.log" : file,
                  "21a"));
    }
    assertThat(reports.all()).isEmpty();
  }

  @Test
  void packs_with_zip_under_the_name_without_its_ending() throws Exception {
    try (FileHandler handler = handler("app.log", byTime("old/app-%d{yyyy-MM-dd, UTC}.log.zip"))) {
      log(handler, "20a");
      clock.set("2026-11-21T00:00:00Z");
      log(handler, "21a");
    }
    Path zip = dir.resolve("old/app-2026-11-20.log.zip");
    assertThat(Tree.content(zip)).isEqualTo("20a\n");
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      assertThat(in.getNextEntry().getName()).isEqualTo("app-2026-11-20.log");
    }
  }

  @Test
  void a_file_found_at_start_belongs_to_the_period_of_its_last_change() throws Exception {
    Path file = Files.writeString(dir.resolve("app.log"), "18a\n");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-18T12:00:00Z")));
    try (FileHandler handler = handler("app.log", byTime("app-%d{yyyy-MM-dd, UTC}.log"))) {
      log(handler, "20a");
    }
    assertThat(Tree.of(dir)).isEqualTo(Map.of("app-2026-11-18.log", "18a", "app.log", "20a"));
  }

  @Test
  void starts_a_further_file_before_the_event_that_finds_it_full() throws Exception {
    try (FileHandler handler = handler("app.log", bySize("app-%d{yyyy-MM-dd, UTC}.%i.log", 8))) {
      for (String line : "20a 20b 20c 20d 20e".split(" ")) {
        handler.handle(event(line));
      }
      clock.set("2026-11-21T00:00:00Z");
      log(handler, "21a", "21b", "21c");
    }
    assertThat(Tree.of(dir))
        .isEqualTo(
            Map.of(
                "app-2026-11-20.0.log", "20a,20b",
                "app-2026-11-20.1.log", "20c,20d",
                "app-2026-11-20.2.log", "20e",
                "app-2026-11-21.0.log", "21a,21b",
                "app.log", "21c"));
  }

  @Test
  void goes_on_after_the_highest_index_when_started_again() throws Exception {
    for (String ending : new String[] {".log", ".log.gz"}) {
      Path below = Files.createDirectory(dir.resolve("d" + ending));
      RollingConfig rolling = bySize(below, "app-%d{yyyy-MM-dd, UTC}.%i" + ending, 4);
      for (String line : "20a 20b 20c".split(" ")) {
        try (FileHandler handler = handler(below, "app.log", rolling)) {
          log(handler, line);
          Files.setLastModifiedTime(below.resolve("app.log"), FileTime.from(clock.instant()));
        }
      }
      assertThat(Tree.of(below))
          .isEqualTo(
              Map.of(
                  "app-2026-11-20.0" + ending,
                  "20a",
                  "app-2026-11-20.1" + ending,
                  "20b",
                  "app.log",
                  "20c"));
    }
  }

  @Test
  void goes_on_in_the_last_file_of_the_period_when_it_has_no_name_of_its_own() throws Exception {
    for (String ending : new String[] {".log", ".log.gz"}) {
      Path below = Files.createDirectory(dir.resolve("d" + ending));
      RollingConfig rolling = bySize(below, "app-%d{yyyy-MM-dd, UTC}.%i" + ending, 8);
      for (String line : "20a 20b 20c 20d 20e".split(" ")) {
        try (FileHandler handler = handler(below, null, rolling)) {
          log(handler, line);
        }
      }
      assertThat(Tree.of(below))
          .isEqualTo(
              Map.of(
                  "app-2026-11-20.0" + ending,
                  "20a,20b",
                  "app-2026-11-20.1" + ending,
                  "20c,20d",
                  "app-2026-11-20.2.log",
                  "20e"));
    }
  }

  @Test
  void an_hour_that_comes_twice_is_one_file_and_overwrites_nothing() throws Exception {
    clock.set("2026-10-25T00:30:00Z");
    RollingConfig rolling = byTime("app-%d{yyyy-MM-dd_HH, Europe/Berlin}.log.gz");
    try (FileHandler handler = handler("app.log", rolling)) {
      log(handler, "02a");
      clock.advance(Duration.ofHours(1));
      log(handler, "02b");
      clock.advance(Duration.ofHours(1));
      log(handler, "03a");
    }
    assertThat(Tree.of(dir))
        .isEqualTo(Map.of("app-2026-10-25_02.log.gz", "02a,02b", "app.log", "03a"));
  }

  @Test
  void a_roll_whose_name_is_taken_is_reported_and_the_file_written_on() throws Exception {
    for (String ending : new String[] {".log", ".log.gz"}) {
      clock.set("2026-11-20T10:00:00Z");
      Path below = Files.createDirectory(dir.resolve("d" + ending));
      Files.writeString(below.resolve("app-2026-11-20" + ending), "theirs");
      reports.all().clear();
      try (FileHandler handler =
          handler(below, "app.log", byTime(below, "app-%d{yyyy-MM-dd, UTC}" + ending))) {
        log(handler, "20a");
        clock.set("2026-11-21T00:00:00Z");
        log(handler, "21a", "21b");
        assertThat(reports.problems()).hasSize(1);
        clock.set("2026-11-22T00:00:00Z");
        log(handler, "22a");
      }
      assertThat(Files.readString(below.resolve("app-2026-11-20" + ending))).isEqualTo("theirs");
      assertThat(Tree.of(below))
          .hasSize(3)
          .containsEntry("app-2026-11-21" + ending, "20a,21a,21b")
          .containsEntry("app.log", "22a");
    }
  }

  @Test
  void a_roll_into_a_directory_that_cannot_be_made_is_tried_again_after_as_many_bytes()
      throws Exception {
    Path inTheWay = Files.writeString(dir.resolve("old"), "");
    RollingConfig rolling = bySize("old/app-%d{yyyy-MM-dd, UTC}.%i.log", 8);
    try (FileHandler handler = handler("app.log", rolling)) {
      log(handler, "20a", "20b", "20c", "20d");
      assertThat(reports.problems()).hasSize(1);
      Files.delete(inTheWay);
      log(handler, "20e");
    }
    assertThat(Tree.of(dir))
        .isEqualTo(Map.of("old/app-2026-11-20.0.log", "20a,20b,20c,20d", "app.log", "20e"));
  }

  @Test
  void a_file_removed_from_outside_just_before_a_roll_is_no_failure() throws Exception {
    try (FileHandler handler = handler("app.log", byTime("app-%d{yyyy-MM-dd, UTC}.log.gz"))) {
      log(handler, "20a");
      Files.delete(dir.resolve("app.log"));
      clock.set("2026-11-21T00:00:00Z");
      log(handler, "21a");
    }
    assertThat(Tree.of(dir)).isEqualTo(Map.of("app.log", "21a"));
    assertThat(reports.problems()).isEmpty();
  }

  @Test
  void a_clock_set_back_rolls_nothing_and_loses_nothing() throws Exception {
    try (FileHandler handler = handler("app.log", byTime("app-%d{yyyy-MM-dd, UTC}.log"))) {
      log(handler, "20a");
      clock.set("2026-11-19T10:00:00Z");
      log(handler, "19a");
      clock.set("2026-11-21T00:00:00Z");
      log(handler, "21a");
    }
    assertThat(Tree.of(dir)).isEqualTo(Map.of("app-2026-11-20.log", "20a,19a", "app.log", "21a"));
  }

  @Test
  void each_file_has_its_header_and_footer() throws Exception {
    FileConfig config =
        FileConfig.rolling(dir.resolve("app.log"), bySize("app-%d{yyyy-MM-dd, UTC}.%i.log", 8))
            .withClock(clock);
    try (FileHandler handler = new FileHandler(config, new MessageEncoder("<<<\n", ">>>\n"))) {
      log(handler, "20a", "20b");
    }
    assertThat(Tree.of(dir))
        .isEqualTo(Map.of("app-2026-11-20.0.log", "<<<,20a,>>>", "app.log", "<<<,20b,>>>"));
  }

  @Test
  void several_threads_lose_and_double_nothing_while_files_roll() throws Exception {
    RollingConfig rolling = bySize("app-%d{yyyy-MM-dd, UTC}.%i.log.gz", 20_000);
    try (FileHandler handler = handler("app.log", rolling)) {
      Writers.run(8, 500, handler);
    }
    assertThat(Tree.of(dir).values().stream().flatMap(text -> text.lines()))
        .flatMap(text -> java.util.List.of(text.split(",")))
        .hasSize(8 * 500)
        .doesNotHaveDuplicates()
        .allMatch(line -> line.endsWith(Writers.FILL));
    assertThat(Tree.of(dir)).hasSizeGreaterThan(5);
  }

  @Test
  void rolls_to_another_file_system_by_copying() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeThat(Files.isWritable(memory)).isTrue();
    assumeThat(Files.getFileStore(memory)).isNotEqualTo(Files.getFileStore(dir));
    Path archive = Files.createTempDirectory(memory, "heartwood");
    try {
      for (String ending : new String[] {".log", ".log.gz"}) {
        clock.set("2026-11-20T10:00:00Z");
        RollingConfig rolling = byTime(archive, "app-%d{yyyy-MM-dd, UTC}" + ending);
        try (FileHandler handler = handler("app.log", rolling)) {
          log(handler, "20a");
          clock.set("2026-11-21T00:00:00Z");
          log(handler, "21a");
        }
        assertThat(Tree.of(dir)).isEqualTo(Map.of("app.log", "21a"));
        assertThat(Tree.of(archive)).isEqualTo(Map.of("app-2026-11-20" + ending, "20a"));
        Files.delete(archive.resolve("app-2026-11-20" + ending));
        Files.delete(dir.resolve("app.log"));
      }
    } finally {
      Files.delete(archive);
    }
    assertThat(reports.problems()).isEmpty();
  }

  @Test
  void directories_that_cannot_be_walked_do_not_keep_it_from_starting() throws Exception {
    Files.createSymbolicLink(dir.resolve("loop"), dir);
    Files.createSymbolicLink(dir.resolve("nowhere"), dir.resolve("missing"));
    RollingConfig rolling = bySize("%d{yyyy/MM/dd, UTC}/app.%i.log.gz", 4);
    try (FileHandler handler = handler("app.log", rolling)) {
      log(handler, "20a", "20b");
    }
    Files.delete(dir.resolve("loop"));
    assertThat(Tree.of(dir)).isEqualTo(Map.of("2026/11/20/app.0.log.gz", "20a", "app.log", "20b"));
  }

  private TimeBased byTime(String pattern) {
    return byTime(dir, pattern);
  }

  private static TimeBased byTime(Path directory, String pattern) {
    return TimeBased.of(directory + "/" + pattern);
  }

  private SizeAndTimeBased bySize(String pattern, long maxFileBytes) {
    return bySize(dir, pattern, maxFileBytes);
  }

  private static SizeAndTimeBased bySize(Path directory, String pattern, long maxFileBytes) {
    return SizeAndTimeBased.of(directory + "/" + pattern, maxFileBytes);
  }

  private FileHandler handler(@Nullable String file, RollingConfig rolling) {
    return handler(dir, file, rolling);
  }

  private FileHandler handler(Path directory, @Nullable String file, RollingConfig rolling) {
    Path path = file == null ? null : directory.resolve(file);
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
