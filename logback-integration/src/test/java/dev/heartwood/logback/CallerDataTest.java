package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.spi.LocationAwareLogger;

/**
 * Who prints the place of a call gets it, whoever made the encoder and however the call is made.
 */
@Timeout(60)
class CallerDataTest {
  private static final String STOCK_FILE = "ch.qos.logback.core.FileAppender";
  private static final String OUR_FILE = "dev.heartwood.logback.FileAppender";
  private static final String PATTERN =
      "<pattern>%class{0}.%method %file:%line %caller{1} %msg%n</pattern>";

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    STOCK_FILE + ",ch.qos.logback.classic.encoder.PatternLayoutEncoder",
    STOCK_FILE + ",dev.heartwood.logback.PatternEncoder",
    OUR_FILE + ",ch.qos.logback.classic.encoder.PatternLayoutEncoder",
    OUR_FILE + ",dev.heartwood.logback.PatternEncoder"
  })
  void is_printed_by_a_pattern(String file, String encoder) throws IOException {
    List<String> lines = linesOf(async("", file, "<encoder class='" + encoder + "'>" + PATTERN));

    assertThat(lines).hasSize(6); // %caller ends in a line break
    assertThat(lines.get(0))
        .startsWith("CallerDataTest.log CallerDataTest.java:")
        .contains("dev.heartwood.logback.CallerDataTest.log(");
    assertThat(String.join("\n", lines)).doesNotContain("?", "Wrapper");
  }

  @ParameterizedTest
  @ValueSource(strings = {STOCK_FILE, OUR_FILE})
  void is_printed_by_a_foreign_encoder_that_says_so(String file) throws IOException {
    List<String> lines =
        linesOf(
            async(
                "",
                file,
                "<encoder class='net.logstash.logback.encoder.LogstashEncoder'>"
                    + "<includeCallerData>true</includeCallerData>"));

    assertThat(lines)
        .hasSize(3)
        .allMatch(line -> line.contains("\"caller_class_name\":\"" + getClass().getName() + "\""));
  }

  @Test
  void is_printed_by_a_pattern_that_runs_on_logbacks_encoder() throws IOException {
    List<String> lines =
        linesOf(async("", OUR_FILE, "<encoder><pattern>%method %ctx{a}%n</pattern>"));

    assertThat(lines).allMatch(line -> line.startsWith("log "));
  }

  @Test
  void is_printed_behind_two_rings() throws IOException {
    List<String> lines =
        linesOf(
            async("", OUR_FILE, "<encoder>" + PATTERN)
                    .replace("'ASYNC'", "'INNER'")
                    .replace("</root>", "")
                    .replaceAll("<root.*", "")
                + "<appender name='ASYNC' class='dev.heartwood.logback.AsyncAppender'>"
                + "<appender-ref ref='INNER'/></appender>"
                + "<root level='DEBUG'><appender-ref ref='ASYNC'/></root>");

    assertThat(lines.get(0)).startsWith("CallerDataTest.log ");
  }

  @Test
  void is_not_there_when_switched_off_and_that_is_said() throws IOException {
    try (Configured configured =
        Configured.from(
            async(
                "<includeCallerData>false</includeCallerData>",
                OUR_FILE,
                "<encoder><pattern>%line%n</pattern>"))) {
      assertThat(configured.complaints())
          .singleElement()
          .asString()
          .startsWith("includeCallerData is false, but an appender behind prints caller data");
      log(configured);
    }
    assertThat(Files.readAllLines(dir.resolve("app.log"))).containsOnly("?");
  }

  private List<String> linesOf(String body) throws IOException {
    try (Configured configured = Configured.from(body)) {
      log(configured);
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(10))).isTrue();
    }
    return Files.readAllLines(dir.resolve("app.log"));
  }

  /** In the classic way, in the fluent way, and through a wrapper that names itself. */
  private static void log(Configured configured) {
    configured.logger("a").info("classic {}", 1);
    configured.logger("a").atInfo().addKeyValue("k", 2).log("fluent");
    Wrapper.info(configured.logger("a"), "wrapped");
  }

  private String async(String options, String file, String encoder) {
    return "<appender name='FILE' class='"
        + file
        + "'><file>"
        + dir
        + "/app.log</file>"
        + encoder
        + "</encoder></appender>"
        + "<appender name='ASYNC' class='dev.heartwood.logback.AsyncAppender'>"
        + options
        + "<appender-ref ref='FILE'/></appender>"
        + "<root level='DEBUG'><appender-ref ref='ASYNC'/></root>";
  }

  private static final class Wrapper {
    static void info(LocationAwareLogger logger, String message) {
      logger.log(null, Wrapper.class.getName(), LocationAwareLogger.INFO_INT, message, null, null);
    }
  }
}
