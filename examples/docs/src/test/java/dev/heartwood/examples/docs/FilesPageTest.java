package dev.heartwood.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.appenders.FileConfig;
import dev.heartwood.appenders.FileHandler;
import dev.heartwood.appenders.RollingConfig;
import dev.heartwood.format.PatternEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The samples of docs/files.md. */
class FilesPageTest {
  @Test
  void a_handler_that_was_never_used_makes_no_file() throws Exception {
    FileHandler file =
        new FileHandler(
            FileConfig.rolling(
                Path.of("logs/orders.log"),
                RollingConfig.TimeBased.of("logs/orders.%d{yyyy-MM-dd}.log.gz").withMaxHistory(30)),
            PatternEncoder.compile("%d %-5level %logger - %msg%n"));
    file.close();
    assertThat(Files.exists(Path.of("logs/orders.log"))).isFalse();
  }
}
