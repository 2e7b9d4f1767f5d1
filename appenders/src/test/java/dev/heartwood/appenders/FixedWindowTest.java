package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.appenders.RollingConfig.FixedWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedWindowTest {
  @TempDir Path dir;
  private final Reports reports = new Reports();

  @ParameterizedTest
  @ValueSource(strings = {"", ".gz", ".zip"})
  void moves_files_through_the_window_and_drops_the_oldest(String ending) throws Exception {
    try (FileHandler handler = handler(window("app.%i.log" + ending).withIndexes(1, 3))) {
      log(handler, "a", "b", "c", "d", "e", "f");
    }
    assertThat(Tree.of(dir))
        .isEqualTo(
            Map.of(
                "app.log",
                "f",
                "app.1.log" + ending,
                "e",
                "app.2.log" + ending,
                "d",
                "app.3.log" + ending,
                "c"));
    assertThat(reports.all()).isEmpty();
  }

  @Test
  void a_window_of_one_keeps_the_newest() throws Exception {
    try (FileHandler handler = handler(window("old/app.%i.log").withIndexes(0, 0))) {
      log(handler, "a", "b", "c");
    }
    assertThat(Tree.of(dir)).isEqualTo(Map.of("app.log", "c", "old/app.0.log", "b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".gz"})
  void goes_on_where_it_was_when_started_again_and_fills_gaps(String ending) throws Exception {
    FixedWindow window = window("app.%i.log" + ending).withIndexes(1, 4);
    for (String line : new String[] {"a", "b", "c", "d"}) {
      try (FileHandler handler = handler(window)) {
        log(handler, line);
      }
    }
    Files.delete(dir.resolve("app.2.log" + ending));
    try (FileHandler handler = handler(window)) {
      log(handler, "e");
    }
    assertThat(Tree.of(dir))
        .isEqualTo(
            Map.of(
                "app.log",
                "e",
                "app.1.log" + ending,
                "d",
                "app.2.log" + ending,
                "c",
                "app.3.log" + ending,
                "a"));
  }

  @Test
  void names_the_entry_of_a_zip_by_time_since_the_index_moves_on() throws Exception {
    try (FileHandler handler = handler(window("app.%i.log.zip"))) {
      log(handler, "a", "b");
    }
    try (ZipInputStream in =
        new ZipInputStream(Files.newInputStream(dir.resolve("app.1.log.zip")))) {
      assertThat(in.getNextEntry().getName()).matches("app\\.\\d{4}-\\d{2}-\\d{2}_\\d{4}\\.log");
    }
  }

  @Test
  void finishes_in_order_what_a_killed_process_left_waiting() throws Exception {
    Files.writeString(dir.resolve("app.1.log.gz.000000001.rolled"), "same\n");
    Files.writeString(dir.resolve("app.1.log.gz.000000002.rolled"), "same\n");
    Files.writeString(dir.resolve("app.1.log.gz.tmp"), "half");
    try (FileHandler handler = handler(window("app.%i.log.gz"))) {
      log(handler, "new", "newer");
    }
    assertThat(Tree.of(dir))
        .isEqualTo(
            Map.of(
                "app.log", "newer",
                "app.1.log.gz", "new",
                "app.2.log.gz", "same",
                "app.3.log.gz", "same"));
  }

  @Test
  void does_not_double_what_was_packed_but_not_yet_removed() throws Exception {
    Path waiting = Files.writeString(dir.resolve("app.1.log.gz.000000007.rolled"), "once\n");
    Path copy = Files.copy(waiting, dir.resolve("copy"));
    Files.setLastModifiedTime(copy, Files.getLastModifiedTime(waiting));
    Packing.pack(copy, dir.resolve("app.1.log.gz"), "app");
    try (FileHandler handler = handler(window("app.%i.log.gz"))) {
      handler.open();
    }
    assertThat(Tree.of(dir)).isEqualTo(Map.of("app.log", "", "app.1.log.gz", "once"));
  }

  @Test
  void config_names_value_and_rule() {
    FixedWindow window = window("app.%i.log");
    assertThatThrownBy(() -> window.withIndexes(-1, 3))
        .hasMessage("minIndex must be at least 0, was -1");
    assertThatThrownBy(() -> window.withIndexes(4, 3))
        .hasMessage("maxIndex must be at least minIndex 4 and less than 1000 above it, was 3");
    assertThatThrownBy(() -> FixedWindow.of("app.%i-%d.log"))
        .hasMessage("fileNamePattern must have no %d in a fixed window, was [app.%i-%d.log]");
    assertThatThrownBy(() -> FileConfig.rolling(null, window))
        .hasMessage("file must be set unless rolling by time, was null");
  }

  private FixedWindow window(String pattern) {
    return FixedWindow.of(dir + "/" + pattern).withMaxFileBytes(1);
  }

  private FileHandler handler(FixedWindow window) {
    return new FileHandler(
        FileConfig.rolling(dir.resolve("app.log"), window).withStatus(reports),
        new MessageEncoder());
  }

  private static void log(FileHandler handler, String... lines) throws IOException {
    for (String line : lines) {
      handler.handle(event(line));
    }
    handler.flush();
  }
}
