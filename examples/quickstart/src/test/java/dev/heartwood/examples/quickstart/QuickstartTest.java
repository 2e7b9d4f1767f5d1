package dev.heartwood.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class QuickstartTest {
  private static final Path SAMPLE = Path.of("data", "teashop.log");
  private static final int OWN_RECORDS = 24;

  @TempDir static Path logs;

  @BeforeAll
  static void write_to_a_directory_of_the_test() {
    System.setProperty("quickstart.logs", logs.toString());
  }

  @Test
  void every_line_of_the_sample_is_in_both_files_and_counted() throws Exception {
    var written = new ByteArrayOutputStream();
    int status = Quickstart.run(new PrintStream(written, true), SAMPLE.toString());
    String report = written.toString(StandardCharsets.UTF_8);
    assertThat(status).isZero();

    int sent = OWN_RECORDS + Files.readAllLines(SAMPLE).size();
    assertThat(report)
        .contains("of " + sent + " records")
        .contains(logs.resolve("orders.json").toString());
    for (String view : List.of("FILE", "JSON", "STORE")) {
      Matcher counts =
          Pattern.compile("  " + view + " +(\\d+) = (\\d+) \\+ 0 \\+ 0, dropped 0").matcher(report);
      assertThat(counts.find()).as(report).isTrue();
      assertThat(counts.group(1)).isEqualTo(counts.group(2)).isEqualTo(Integer.toString(sent));
    }
    assertThat(Files.readAllLines(logs.resolve("orders.log")))
        .hasSizeGreaterThan(sent) // throwables have lines of their own
        .anyMatch(line -> line.contains("order 101 placed orderId=\"101\""))
        .anyMatch(line -> line.startsWith("java.lang.IllegalStateException: no parcel fits"));
    List<String> json = Files.readAllLines(logs.resolve("orders.json"));
    assertThat(json).hasSize(sent);
    JsonNode last = new JsonMapper().readTree(json.get(sent - 1));
    assertThat(last.isObject()).isTrue();
  }

  @Test
  void a_file_that_is_not_there_is_refused() throws Exception {
    var written = new ByteArrayOutputStream();
    assertThat(Quickstart.run(new PrintStream(written, true), "no-such-file")).isEqualTo(2);
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("cannot read");
  }

  @Test
  void lines_are_taken_as_far_as_they_are_recognised() {
    LogLine full =
        LogLine.parse(
            "2026-11-19 09:00:01,509 WARN  [exec-4] com.shop.Orders - order placed orderId=7 x");
    assertThat(full.time()).isEqualTo("2026-11-19 09:00:01,509");
    assertThat(full.level()).isEqualTo(Level.WARN);
    assertThat(full.logger()).isEqualTo("com.shop.Orders");
    assertThat(full.message()).isEqualTo("order placed orderId=7 x");
    assertThat(full.orderId()).isEqualTo("7");

    LogLine spring =
        LogLine.parse(
            "2026-11-19T09:00:01.509+01:00  INFO 4711 --- [main] c.shop.App : Started App");
    assertThat(spring.logger()).isEqualTo("c.shop.App");
    assertThat(spring.message()).isEqualTo("Started App");

    LogLine other = LogLine.parse("[Sun Dec 04 04:47:44 2005] [error] mod_jk child in error state");
    assertThat(other.level()).isEqualTo(Level.INFO);
    assertThat(other.message()).startsWith("[Sun Dec 04").endsWith("error state");

    LogLine level = LogLine.parse("081109 203615 148 ERROR dfs.DataNode: PacketResponder 1");
    assertThat(level.level()).isEqualTo(Level.ERROR);
    assertThat(level.message()).isEqualTo("dfs.DataNode: PacketResponder 1");
  }
}
