package dev.heartwood.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The document has one row for each option, and no other. */
class ServiceConfigDocTest {
  @Test
  void each_option_is_described_as_it_is() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("..", "docs", "service-config.md")).stream()
            .filter(line -> line.contains("`HEARTWOOD_") && line.startsWith("| `"))
            .toList();

    assertThat(rows).containsExactlyElementsOf(Options.all().stream().map(this::row).toList());
  }

  private String row(Option<?> option) {
    String otherwise = option.defaultText().isEmpty() ? "none" : option.defaultText();
    return "| `"
        + option.name()
        + "` | `"
        + option.variable()
        + "` | `"
        + option.flag()
        + "` | "
        + otherwise
        + " | "
        + option.unit()
        + " | "
        + option.range()
        + " | "
        + option.description()
        + " |";
  }
}
