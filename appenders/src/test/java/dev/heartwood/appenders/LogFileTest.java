package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir Path dir;

  @Test
  void a_write_that_stops_anywhere_leaves_whole_lines_and_is_completed() throws Exception {
    String text = "one\ntwo\nthree\n";
    for (int written = 0; written <= text.length(); written++) {
      Path path = Files.writeString(dir.resolve("app-" + written), "before\n");
      LineBatch batch = new LineBatch(new MessageEncoder());
      for (String line : text.split("\n")) {
        batch.add(event(line));
      }
      try (LogFile file = LogFile.open(path, false)) {
        try (FileOutputStream half = new FileOutputStream(path.toFile(), true)) {
          half.write(text.getBytes(), 0, written); // what the system took before it failed
        }
        batch.removeFirst(file.repair(batch));
        assertThat(Files.readString(path))
            .isEqualTo("before\n" + text.substring(0, text.lastIndexOf('\n', written - 1) + 1));
        assertThat(file.length()).isEqualTo(Files.size(path));
        if (!batch.isEmpty()) {
          file.write(batch);
        }
      }
      assertThat(Files.readString(path)).isEqualTo("before\n" + text);
    }
  }

  @Test
  void does_not_cut_what_somebody_else_has_written() throws Exception {
    Path path = dir.resolve("app.log");
    LineBatch batch = new LineBatch(new MessageEncoder());
    batch.add(event("one"));
    try (LogFile file = LogFile.open(path, false)) {
      Files.writeString(path, "much more than the batch\n");
      assertThat(file.repair(batch)).isZero();
    }
    assertThat(path).hasContent("much more than the batch\n");
  }
}
