package dev.heartwood.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.service.ingest.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @TempDir Path dir;

  private Path yaml(String text) throws IOException {
    return Files.writeString(dir.resolve("heartwood.yaml"), text);
  }

  private static Settings of(Path file) {
    return Settings.of(file, Map.of(), Map.of());
  }

  private void refused(String text, String message) throws IOException {
    Path file = yaml(text);
    assertThatThrownBy(() -> of(file)).isInstanceOf(SettingsException.class).hasMessage(message);
  }

  private static void refused(String variable, String value, String message) {
    Map<String, String> environment = Map.of(variable, value);
    assertThatThrownBy(() -> Settings.of(null, environment, Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessage(message);
  }

  @Test
  void a_flag_goes_before_a_variable_before_the_file_before_the_default() throws IOException {
    Path file = yaml("server:\n  port: 1\n  host: 127.0.0.2\ndata: {durability: process}\n");
    Settings settings =
        Settings.of(
            file,
            Map.of("HEARTWOOD_SERVER_PORT", "2", "HEARTWOOD_SERVER_HOST", "127.0.0.3"),
            Map.of("--port", "3"));

    assertThat(settings.get(Options.PORT)).isEqualTo(3);
    assertThat(settings.origin(Options.PORT)).isEqualTo("--port");
    assertThat(settings.get(Options.HOST)).isEqualTo("127.0.0.3");
    assertThat(settings.origin(Options.HOST)).isEqualTo("HEARTWOOD_SERVER_HOST");
    assertThat(settings.get(Options.DURABILITY)).isEqualTo(Durability.PROCESS);
    assertThat(settings.origin(Options.DURABILITY)).isEqualTo("heartwood.yaml line 4");
    assertThat(settings.get(Options.MACHINE)).isEqualTo(1);
    assertThat(settings.origin(Options.MACHINE)).isEqualTo("default");
  }

  @Test
  void what_is_no_option_is_refused_with_its_line_and_what_was_meant() throws IOException {
    refused(
        "server:\n  prot: 80\n",
        "heartwood.yaml line 2: server.prot is no option; did you mean server.port?");
    refused("\n\nserve: {}\n", "heartwood.yaml line 3: serve is no option");
    refused("server: 80\n", "heartwood.yaml line 1: server must be a mapping of options to values");
    refused(
        "server.port: 80\nserver: {port: 81}\n",
        "heartwood.yaml line 2: server.port must be set once, was set again");
    refused("- a\n", "heartwood.yaml line 1: must be a mapping of keys to values");
    refused("", "heartwood.yaml: must not be empty");
    refused(
        "HEARTWOOD_SERVER_PROT",
        "1",
        "environment: HEARTWOOD_SERVER_PROT is no option; did you mean HEARTWOOD_SERVER_PORT?");
    assertThat(Settings.of(null, Map.of("HEARTWOOD_URL", "x", "HOME", "y"), Map.of())).isNotNull();
  }

  @Test
  void yaml_that_is_none_is_refused_with_its_line() throws IOException {
    Path file = yaml("server:\n  port: [1\n");
    assertThatThrownBy(() -> of(file))
        .isInstanceOf(SettingsException.class)
        .hasMessageMatching("heartwood.yaml line [23]: is not YAML: .*");
    Path twice = yaml("server: {port: 1, port: 2}\n");
    assertThatThrownBy(() -> of(twice)).isInstanceOf(SettingsException.class);
    assertThatThrownBy(() -> of(dir.resolve("none")))
        .hasMessage("[" + dir.resolve("none") + "] must exist, did not");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server: {port: 99999}          | server.port must be 0 to 65535, was 99999
          server: {port: many}           | server.port must be 0 to 65535, was many
          server: {port: }               | server.port must have a value, was empty
          server: {port: [1]}            | server.port must be a single value
          server: {host: ""}             | server.host must be a text, was empty
          data: {durability: dsik}       | data.durability must be one of memory, process, disk, was dsik
          journal: {segmentBytes: 1KB}   | journal.segmentBytes must be a size such as 20MB, 256KB to 1GB, was 1KB
          journal: {maxBytes: -1}        | journal.maxBytes must be a size such as 20MB, from 1MB, was -1
          retention: {maxAge: 30}        | retention.maxAge must be a time such as 12h or 30d, from 1ms, or forever, was 30
          retention: {services: [a]}     | retention.services must be a mapping of names to values
          retention: {services: {a: x}}  | retention.services must be a time such as 500ms, 10s, 5min, 2h or 30d, from 1ms, was x
          """)
  void a_wrong_value_is_refused_with_its_line_and_the_rule(String text, String fault)
      throws IOException {
    refused(text, "heartwood.yaml line 1: " + fault);
  }

  @Test
  void a_wrong_variable_and_a_wrong_flag_are_named() {
    refused(
        "HEARTWOOD_SERVER_PORT",
        "x",
        "HEARTWOOD_SERVER_PORT: server.port must be 0 to 65535, was x");
    assertThatThrownBy(() -> Settings.of(null, Map.of(), Map.of("--port", "")))
        .hasMessage("--port: server.port must be 0 to 65535, was empty");
  }

  @Test
  void sizes_times_and_maps_are_read_as_people_write_them() throws IOException {
    Path file =
        yaml(
            """
            journal: {maxBytes: 1.5 GB, segmentBytes: 33554432}
            retention:
              maxAge: 12h
              maxBytes: unlimited
              services: {payment: 7d, "a=b": 1 min}
            """);
    Settings settings = of(file);

    assertThat(settings.get(Options.JOURNAL_BYTES)).isEqualTo(3L << 29);
    assertThat(settings.get(Options.SEGMENT_BYTES)).isEqualTo(32L << 20);
    assertThat(settings.get(Options.MAX_AGE)).isEqualTo(Duration.ofHours(12));
    assertThat(settings.get(Options.MAX_BYTES)).isEqualTo(Long.MAX_VALUE);
    assertThat(settings.get(Options.SERVICE_AGES))
        .containsExactly(
            Map.entry("payment", Duration.ofDays(7)), Map.entry("a=b", Duration.ofMinutes(1)));
    Settings variables =
        Settings.of(null, Map.of("HEARTWOOD_RETENTION_SERVICES", "a=7d,b=1h"), Map.of());
    assertThat(variables.get(Options.SERVICE_AGES))
        .containsOnly(Map.entry("a", Duration.ofDays(7)), Map.entry("b", Duration.ofHours(1)));
  }

  @Test
  void what_kubernetes_sets_is_no_option_of_ours_but_a_typing_error_is() {
    Map<String, String> pod =
        Map.of(
            "KUBERNETES_SERVICE_HOST", "10.0.0.1",
            "HEARTWOOD_SERVICE_HOST", "10.0.0.2",
            "HEARTWOOD_SERVICE_PORT_HTTP", "8080",
            "HEARTWOOD_PORT", "tcp://10.0.0.2:8080",
            "HEARTWOOD_PORT_8080_TCP_ADDR", "10.0.0.2");
    assertThat(Settings.of(null, pod, Map.of()).origin(Options.PORT)).isEqualTo("default");
    refused("HEARTWOOD_PORT", "80", "environment: HEARTWOOD_PORT is no option");
  }

  @Test
  void what_must_be_set_says_how() {
    Settings nothing = Settings.of(null, Map.of(), Map.of());
    assertThatThrownBy(() -> nothing.get(Options.DATA))
        .hasMessage(
            "data.directory must be set: in the file, as HEARTWOOD_DATA_DIRECTORY or by --data");
  }

  @Test
  void what_is_printed_is_a_file_that_means_the_same() throws IOException {
    Path file =
        yaml(
            """
            data: {directory: "/tmp/a: b #c"}
            server: {host: "::1", port: 0}
            retention: {maxAge: forever, services: {"yes": 1d, "a: b": 2h}}
            log: {level: "off"}
            """);
    Settings first = of(file);
    String printed = first.print();
    assertThat(printed)
        .contains("  host: \"::1\"", "  port: 0 ", "# default", "# heartwood.yaml line 2");

    Settings again = of(yaml(printed));
    for (Option<?> option : Options.all()) {
      assertThat(again.items(option)).as(option.name()).isEqualTo(first.items(option));
    }
    assertThat(again.get(Options.DATA)).isEqualTo(Path.of("/tmp/a: b #c"));
    assertThat(again.get(Options.SERVICE_AGES)).containsKeys("yes", "a: b");
    assertThat(again.get(Options.HOST)).isEqualTo("::1");
    assertThat(again.origin(Options.MACHINE)).startsWith("heartwood.yaml line ");
  }

  @Test
  void every_default_is_a_value_that_its_option_takes() {
    for (Option<?> option : Options.all()) {
      if (option.absent() != null) {
        assertThat(printedAndRead(option)).as(option.name()).isEqualTo(option.absent());
      }
      assertThat(option.defaultText()).as(option.name()).isNotNull();
    }
    assertThat(Options.all()).extracting(Option::variable).doesNotHaveDuplicates();
    assertThat(Options.all()).extracting(Option::flag).doesNotHaveDuplicates();
  }

  private static <T> T printedAndRead(Option<T> option) {
    T absent = option.absent();
    assertThat(absent).isNotNull();
    return option.kind().read(List.copyOf(option.kind().print(absent)));
  }
}
