package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.appenders.RollingConfig.TimeBased;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process killed while packing leaves, at every point where it can be killed. */
class LeftOverTest {
  private static final String NAME = "app-2026-11-19.log";

  @TempDir Path dir;
  private final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  private final Reports reports = new Reports();

  @Test
  void packs_a_file_that_was_only_renamed() throws Exception {
    Files.writeString(dir.resolve(NAME + ".gz.rolled"), "19a\n");
    restart();
    assertThat(Tree.of(dir)).isEqualTo(Map.of("app.log", "20a", NAME + ".gz", "19a"));
  }

  @Test
  void packs_again_whatever_part_was_packed() throws Exception {
    Path whole = Files.writeString(dir.resolve("whole"), "19a\n");
    Packing.pack(whole, dir.resolve("whole.gz"), "whole");
    byte[] packed = Files.readAllBytes(dir.resolve("whole.gz"));
    Files.delete(dir.resolve("whole.gz"));
    for (int length = 0; length <= packed.length; length++) {
      Files.writeString(dir.resolve(NAME + ".gz.rolled"), "19a\n");
      Files.write(dir.resolve(NAME + ".gz.tmp"), Arrays.copyOf(packed, length));
      restart();
      assertThat(Tree.of(dir)).isEqualTo(Map.of("app.log", "20a", NAME + ".gz", "19a"));
      Files.delete(dir.resolve(NAME + ".gz"));
      Files.delete(dir.resolve("app.log"));
    }
  }

  @Test
  void removes_a_file_that_is_packed_already() throws Exception {
    Path waiting = Files.writeString(dir.resolve(NAME + ".gz.rolled"), "19a\n");
    Path copy = Files.copy(waiting, dir.resolve("copy"));
    Packing.pack(copy, dir.resolve(NAME + ".gz"), NAME);
    restart();
    assertThat(Tree.of(dir)).isEqualTo(Map.of("app.log", "20a", NAME + ".gz", "19a"));
    assertThat(reports.problems()).isEmpty();
  }

  @Test
  void keeps_both_and_says_so_if_the_packed_file_is_another() throws Exception {
    Files.writeString(dir.resolve(NAME + ".gz.rolled"), "19a\n");
    Files.writeString(dir.resolve(NAME + ".gz"), "theirs");
    restart();
    assertThat(dir.resolve(NAME + ".gz.rolled")).hasContent("19a\n");
    assertThat(dir.resolve(NAME + ".gz")).hasContent("theirs");
    assertThat(reports.problems()).hasSize(1);
  }

  @Test
  void packs_the_active_file_of_a_period_that_ended_while_nobody_ran() throws Exception {
    Path old = Files.writeString(dir.resolve(NAME), "19a\n");
    Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2026-11-19T23:00:00Z")));
    FileConfig config =
        FileConfig.rolling(null, TimeBased.of(dir + "/app-%d{yyyy-MM-dd, UTC}.log.gz"));
    try (FileHandler handler = handler(config)) {
      handler.handle(event("20a"));
    }
    assertThat(Tree.of(dir)).isEqualTo(Map.of(NAME + ".gz", "19a", "app-2026-11-20.log", "20a"));
  }

  @Test
  void does_not_touch_files_of_other_names() throws Exception {
    String[] others = {"app.log.gz.rolled", "x.tmp", "app-2026-11-19.txt.gz.rolled", ".rolled"};
    for (String name : others) {
      Files.writeString(dir.resolve(name), "x");
    }
    restart();
    assertThat(Tree.of(dir).keySet()).contains(others).hasSize(others.length + 1);
  }

  @Test
  void a_packing_that_fails_leaves_the_whole_file_for_the_next_start() throws Exception {
    Path inTheWay = Files.createDirectory(dir.resolve(NAME + ".gz.tmp"));
    Files.writeString(dir.resolve(NAME + ".gz.rolled"), "19a\n");
    restart();
    assertThat(dir.resolve(NAME + ".gz.rolled")).hasContent("19a\n");
    assertThat(reports.problems()).hasSize(1);
    Files.delete(inTheWay);
    restart();
    assertThat(Tree.of(dir)).isEqualTo(Map.of("app.log", "20a,20a", NAME + ".gz", "19a"));
  }

  private void restart() throws Exception {
    TimeBased rolling = TimeBased.of(dir + "/app-%d{yyyy-MM-dd, UTC}.log.gz");
    try (FileHandler handler = handler(FileConfig.rolling(dir.resolve("app.log"), rolling))) {
      handler.handle(event("20a"));
      handler.flush();
      Files.setLastModifiedTime(dir.resolve("app.log"), FileTime.from(clock.instant()));
    }
  }

  private FileHandler handler(FileConfig config) {
    return new FileHandler(config.withClock(clock).withStatus(reports), new MessageEncoder());
  }
}
