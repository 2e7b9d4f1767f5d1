package dev.heartwood.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.LoggersConfig;
import dev.heartwood.store.CompactingStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersistentStoreYamlTest {
  @TempDir Path dir;

  private final List<String> reports = new CopyOnWriteArrayList<>();

  private YamlConfig open(String store) throws IOException {
    write(store);
    LoggersConfig config =
        LoggersConfig.DEFAULT.withStatus((level, message, cause) -> reports.add(message));
    return YamlConfig.open(dir.resolve("loggers.yaml"), config, name -> null);
  }

  private void write(String store) throws IOException {
    Files.writeString(
        dir.resolve("loggers.yaml"),
        "loggers: {ROOT: {level: INFO, handlers: [STORE]}}\nhandlers:\n  STORE: {type: store, "
            + store.replace("DIR", dir.toString())
            + "}\n");
  }

  @Test
  void a_store_on_disk_outlives_its_process_and_its_redefinition() throws Exception {
    try (YamlConfig config = open("persistTo: DIR/store, persistFsync: true")) {
      config.loggers().getLogger("shop").info("one");
      assertThat(config.handler("STORE", CompactingStore.class).persistence()).isPresent();
    }
    try (YamlConfig config = open("persistTo: DIR/store")) {
      config.loggers().getLogger("shop").info("two");
      write("persistTo: DIR/store, maxRecords: 500");
      config.reload();
      config.loggers().getLogger("shop").info("three");
      CompactingStore store = config.handler("STORE", CompactingStore.class);
      assertThat(store.config().retention().maxRecords()).isEqualTo(500);
      assertThat(store.size()).isEqualTo(3);
    }
    assertThat(reports).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          persistFsync: true                     | persistFsync needs persistTo
          persistTo: DIR/a, persistFsync: often  | persistFsync
          persistTo: /dev/null/x                 | persistTo [/dev/null/x] cannot be opened
          """)
  void refuses_a_wrong_value(String store, String error) {
    assertThatThrownBy(() -> open(store)).hasMessageContaining(error);
  }
}
