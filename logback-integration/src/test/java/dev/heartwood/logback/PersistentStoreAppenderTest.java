package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.StoredRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that {@code logback.xml} keeps on disk. */
class PersistentStoreAppenderTest {
  @TempDir Path dir;

  private String store(String name, String options) {
    return "<appender name='STORE' class='dev.heartwood.logback.StoreAppender'>"
        + ("<storeName>" + name + "</storeName><key>kvp:id</key>")
        + options.replace("DIR", dir.toString())
        + "</appender>";
  }

  private Configured alone(String name, String options) {
    return Configured.from(
        store(name, options) + "<root level='INFO'><appender-ref ref='STORE'/></root>");
  }

  private Configured behindRing(String name, String options) {
    return Configured.from(
        store(name, options)
            + "<appender name='ASYNC' class='dev.heartwood.logback.AsyncAppender'>"
            + "<appender-ref ref='STORE'/></appender>"
            + "<root level='INFO'><appender-ref ref='ASYNC'/></root>");
  }

  private static List<String> messages(CompactingStore store) {
    try (var now = store.snapshot()) {
      return now.replay().map(stored -> stored.record().message()).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<persistFsync>true</persistFsync>"})
  void holds_after_a_restart_what_was_logged_before(String option) {
    String options = "<persistTo>DIR/orders</persistTo>" + option;
    try (Configured configured = alone("kept", options)) {
      configured.logger("shop").atInfo().addKeyValue("id", 1).log("placed");
      assertThat(messages(LogStores.get("kept"))).containsExactly("placed");
      assertThat(configured.complaints()).isEmpty();
    }
    try (Configured configured = behindRing("kept", options)) {
      configured.logger("shop").atInfo().addKeyValue("id", 1).log("paid");
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(30))).isTrue();
      CompactingStore kept = LogStores.get("kept");
      assertThat(messages(kept)).containsExactly("placed", "paid");
      assertThat(kept.latest("1")).map(StoredRecord::sequence).contains(1L);
      assertThat(configured.complaints()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <persistFsync>true</persistFsync>   | persistFsync needs persistTo, was true
          <persistTo>DIR/a</persistTo><persistFsync>often</persistFsync> | persistFsync must be true or false, was often
          <persistTo>/dev/null/x</persistTo>  | persistTo [/dev/null/x] cannot be opened
          """)
  void refuses_a_wrong_value(String options, String error) {
    try (Configured configured = alone("wrong", options)) {
      assertThat(configured.errors())
          .anyMatch(text -> text.startsWith("Appender [STORE] not started: " + error));
      assertThat(LogStores.find("wrong")).isEmpty();
    }
  }

  @Test
  void refuses_a_directory_that_another_store_has_open() {
    String options = "<persistTo>DIR</persistTo>";
    try (Configured first = alone("first", options);
        Configured second = alone("second", options)) {
      assertThat(first.errors()).isEmpty();
      assertThat(second.errors())
          .anyMatch(
              text ->
                  text.contains("persistTo [" + dir + "] cannot be opened: ")
                      && text.contains("journal.lock is held by"));
      assertThat(LogStores.find("second")).isEmpty();
    }
  }

  @Test
  void no_masked_secret_gets_onto_the_disk() throws Exception {
    String options = "<persistTo>DIR</persistTo>";
    try (Configured configured =
        Configured.from(
            store("masked", options)
                + "<appender name='ASYNC' class='dev.heartwood.logback.AsyncAppender'>"
                + "<redactor/><appender-ref ref='STORE'/></appender>"
                + "<root level='INFO'><appender-ref ref='ASYNC'/></root>")) {
      for (int i = 0; i < 1_000; i++) {
        configured.logger("shop").info("password=hunter{}2 for {}", i, "user");
      }
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(30))).isTrue();
      assertThat(configured.errors()).isEmpty();
      assertThat(LogStores.get("masked").size()).isEqualTo(1_000);
    }
    assertThat(bytesOfAllFiles()).contains(" for ").doesNotContain("hunter");
  }

  private String bytesOfAllFiles() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
