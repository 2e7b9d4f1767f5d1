package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHandlerTest {
  @TempDir Path dir;

  @Test
  void writes_lines_at_the_end_of_a_batch() throws Exception {
    Path file = dir.resolve("deep/down/app.log");
    try (FileHandler handler = new FileHandler(FileConfig.of(file), new MessageEncoder())) {
      handler.handle(event("one"));
      handler.handle(event("two"));
      assertThat(file).isEmptyFile();
      handler.flush();
      assertThat(file).hasContent("one\ntwo\n");
    }
  }
}
