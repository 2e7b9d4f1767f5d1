package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.boolex.EventEvaluatorBase;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnAppendersTest {
  private static final String PATTERN = "<encoder><pattern>%msg%n</pattern></encoder>";

  @TempDir Path dir;

  @Test
  void an_event_is_in_the_file_when_the_call_returns() throws IOException {
    try (Configured configured = file(PATTERN)) {
      configured.logger("a").info("one");
      assertThat(Files.readString(dir.resolve("app.log"))).isEqualTo("one\n");
    }
  }

  @Test
  void without_immediate_flush_it_is_there_at_the_end() throws IOException {
    try (Configured configured = file("<immediateFlush>false</immediateFlush>" + PATTERN)) {
      configured.logger("a").info("one");
      assertThat(Files.readString(dir.resolve("app.log"))).isEmpty();
    }
    assertThat(Files.readString(dir.resolve("app.log"))).isEqualTo("one\n");
  }

  @Test
  void append_false_starts_anew() throws IOException {
    Files.writeString(dir.resolve("app.log"), "old\n");
    try (Configured configured = file("<append>false</append>" + PATTERN)) {
      configured.logger("a").info("one");
    }
    assertThat(Files.readString(dir.resolve("app.log"))).isEqualTo("one\n");
  }

  @Test
  void one_message_is_one_line_unless_told_otherwise() throws IOException {
    try (Configured configured = file(PATTERN)) {
      configured.logger("a").info("first\nsecond");
    }
    try (Configured configured = file("<escape>none</escape>" + PATTERN)) {
      configured.logger("a").info("first\nsecond");
    }
    assertThat(Files.readString(dir.resolve("app.log")))
        .isEqualTo("first\\nsecond\nfirst\nsecond\n");
  }

  @Test
  void warns_of_an_escape_that_has_no_effect_on_the_encoder() {
    String json = "<encoder class='dev.heartwood.logback.JsonEncoder'/>";
    try (Configured configured = file("<escape>none</escape>" + json)) {
      assertThat(configured.complaints())
          .singleElement()
          .asString()
          .contains("escape [none] of an appender has no effect on the encoder")
          .contains("dev.heartwood.logback.JsonEncoder");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <maxEventBytes>4GB</maxEventBytes>                      | maxEventBytes cannot be 4GB
          <format>otel</format><timeZone>UTC</timeZone>           | timeZone must not be given for otel
          """)
  void refuses_wrong_json_options(String options, String error) {
    try (Configured configured =
        file("<encoder class='dev.heartwood.logback.JsonEncoder'>" + options + "</encoder>")) {
      assertThat(configured.errors()).anyMatch(text -> text.contains(error));
    }
  }

  @Test
  void a_pattern_with_a_word_of_somebody_elses_runs_as_it_is_and_says_so() throws IOException {
    try (Configured configured =
        Configured.from(
            "<conversionRule conversionWord='shout' class='"
                + Shout.class.getName()
                + "'/>"
                + fileBody("<encoder><pattern>%shout %msg%n</pattern></encoder>"))) {
      assertThat(configured.complaints()).isEmpty();
      assertThat(configured.infos())
          .anyMatch(text -> text.contains("%shout") && text.contains("Logback's own encoder"));
      configured.logger("a").info("one");
    }
    assertThat(Files.readString(dir.resolve("app.log"))).isEqualTo("ONE one\n");
  }

  @Test
  void a_pattern_that_names_an_evaluator_runs_as_it_is_and_says_so() throws IOException {
    try (Configured configured =
        Configured.from(
            "<evaluator name='QUIET' class='"
                + Quiet.class.getName()
                + "'/>"
                + fileBody("<encoder><pattern>%msg%n%ex{full, QUIET}</pattern></encoder>"))) {
      assertThat(configured.infos()).anyMatch(text -> text.contains("the evaluator QUIET"));
      configured.logger("a").info("one", new IllegalStateException());
    }
    assertThat(Files.readString(dir.resolve("app.log"))).isEqualTo("one\n");
  }

  /** Says of every throwable that its stack is not to be printed. */
  public static final class Quiet extends EventEvaluatorBase<ILoggingEvent> {
    @Override
    public boolean evaluate(ILoggingEvent event) {
      return true;
    }
  }

  @Test
  void a_redefined_word_keeps_its_new_meaning() throws IOException {
    try (Configured configured =
        Configured.from(
            "<conversionRule conversionWord='msg' class='"
                + Shout.class.getName()
                + "'/>"
                + fileBody(PATTERN))) {
      configured.logger("a").info("one");
    }
    assertThat(Files.readString(dir.resolve("app.log"))).isEqualTo("ONE\n");
  }

  @Test
  void another_encoder_runs_as_it_is_with_header_and_footer() throws IOException {
    try (Configured configured =
        file(
            "<encoder class='ch.qos.logback.core.encoder.LayoutWrappingEncoder'>"
                + "<layout class='ch.qos.logback.classic.html.HTMLLayout'/></encoder>")) {
      assertThat(configured.complaints()).isEmpty();
      configured.logger("a").info("one");
    }
    assertThat(Files.readString(dir.resolve("app.log")))
        .startsWith("<!DOCTYPE")
        .contains(">one<")
        .endsWith("</html>");
  }

  @Test
  void our_encoders_work_in_logbacks_own_appenders_from_many_threads() throws Exception {
    try (Configured configured =
        Configured.from(
            fileBody(
                    "<encoder class='dev.heartwood.logback.PatternEncoder'>"
                        + "<pattern>%msg%n</pattern></encoder>")
                .replace(FileAppender.class.getName(), "ch.qos.logback.core.FileAppender"))) {
      assertThat(configured.complaints()).isEmpty();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < 1000; i++) {
                    configured.logger("a").info("line {}\nof {}", i, "one event");
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(Files.readAllLines(dir.resolve("app.log")))
        .hasSize(4000)
        .allMatch(line -> line.matches("line \\d+\\\\nof one event"));
  }

  @Test
  void prints_json_with_static_fields() throws IOException {
    try (Configured configured =
        file(
            "<encoder class='dev.heartwood.logback.JsonEncoder'><format>logstash</format>"
                + "<staticField>service=orders</staticField></encoder>")) {
      assertThat(configured.complaints()).isEmpty();
      configured.logger("a").info("one");
    }
    assertThat(Files.readString(dir.resolve("app.log")))
        .startsWith("{\"@timestamp\":")
        .contains("\"service\":\"orders\"")
        .endsWith("}\n");
  }

  @Test
  void rolls_through_a_fixed_window() throws IOException {
    try (Configured configured =
        Configured.from(
            rolling(
                """
                <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
                  <fileNamePattern>DIR/app.%i.log.gz</fileNamePattern>
                  <minIndex>1</minIndex><maxIndex>3</maxIndex>
                </rollingPolicy>
                <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
                  <maxFileSize>1KB</maxFileSize>
                </triggeringPolicy>
                """))) {
      assertThat(configured.complaints()).isEmpty();
      for (int i = 0; i < 1000; i++) {
        configured.logger("a").info("a line of some length, number {}", i);
      }
    }
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("app.log", "app.1.log.gz", "app.2.log.gz", "app.3.log.gz");
    }
  }

  @Test
  void rolls_without_a_file_of_its_own() throws IOException {
    try (Configured configured =
        Configured.from(
            rolling(
                    """
                    <rollingPolicy class="ch.qos.logback.core.rolling.TimeBasedRollingPolicy">
                      <fileNamePattern>DIR/app.%d{yyyy}.log</fileNamePattern>
                    </rollingPolicy>
                    """
                        .replace("yyyy}", "yyyy-MM}"))
                .replaceAll("<file>.*</file>", ""))) {
      assertThat(configured.complaints()).isEmpty();
      configured.logger("a").info("one");
    }
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .singleElement()
          .asString()
          .matches("app\\.\\d{4}-\\d\\d\\.log");
    }
  }

  @Test
  void refuses_a_policy_that_it_cannot_translate() {
    try (Configured configured =
        Configured.from(
            rolling(
                "<rollingPolicy class='"
                    + OwnPolicy.class.getName()
                    + "'><fileNamePattern>DIR/app.%d.log</fileNamePattern></rollingPolicy>"))) {
      assertThat(configured.errors())
          .anyMatch(
              text ->
                  text.contains("rollingPolicy must be TimeBasedRollingPolicy")
                      && text.contains(OwnPolicy.class.getName()));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refuses_a_trigger_beside_a_policy_that_triggers_by_itself(boolean first) {
    String policy =
        "<rollingPolicy class='ch.qos.logback.core.rolling.TimeBasedRollingPolicy'>"
            + "<fileNamePattern>DIR/app.%d.log</fileNamePattern></rollingPolicy>";
    String trigger =
        "<triggeringPolicy class='ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy'>"
            + "<maxFileSize>10KB</maxFileSize></triggeringPolicy>";
    try (Configured configured =
        Configured.from(rolling(first ? trigger + policy : policy + trigger))) {
      assertThat(configured.errors())
          .singleElement()
          .asString()
          .contains("triggeringPolicy must be left out with TimeBasedRollingPolicy")
          .contains("SizeBasedTriggeringPolicy");
    }
  }

  @Test
  void refuses_a_file_that_another_appender_writes() {
    try (Configured configured =
        Configured.from(
            fileBody(PATTERN).replaceAll("<root.*", "")
                + fileBody(PATTERN).replace("'FILE'", "'TWIN'").replaceAll("<root.*", "")
                + "<root level='INFO'><appender-ref ref='FILE'/><appender-ref ref='TWIN'/></root>")) {
      assertThat(configured.errors())
          .singleElement()
          .asString()
          .contains("[TWIN]")
          .contains("must not be in use by another handler");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <prudent>true</prudent>   | prudent must be false, was true
          <escape>loud</escape>     | escape must be one of [CONTROL, NONE], was loud
          <fsync>maybe</fsync>      | fsync must be true or false, was maybe
          <append>maybe</append>    | append must be true or false, was maybe
          <immediateFlush>maybe</immediateFlush> | immediateFlush must be true or false, was maybe
          <prudent>maybe</prudent>  | prudent must be true or false, was maybe
          <bufferSize>big</bufferSize> | bufferSize cannot be big
          <bufferSize>0</bufferSize> | bufferSize must be in 1..
          <bufferSize>4GB</bufferSize> | bufferSize must be in 1..
          """)
  void refuses_wrong_file_options(String option, String error) {
    try (Configured configured = file(option + PATTERN)) {
      assertThat(configured.errors()).anyMatch(text -> text.contains(error));
    }
  }

  @Test
  void refuses_to_start_without_encoder_or_file() {
    try (Configured configured = file("")) {
      assertThat(configured.errors())
          .contains("Appender [FILE] not started: encoder must be given, was missing");
    }
    try (Configured configured =
        Configured.from(fileBody(PATTERN).replaceAll("<file>.*</file>", ""))) {
      assertThat(configured.errors())
          .contains("Appender [FILE] not started: file must be given, was missing");
    }
  }

  @Test
  void refuses_a_directory_as_a_file() {
    try (Configured configured = Configured.from(fileBody(PATTERN).replace("/app.log", ""))) {
      assertThat(configured.errors()).anyMatch(text -> text.contains("cannot be opened"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <target>System.in</target> | target must be System.out or System.err, was System.in
          <escape>loud</escape>      | escape must be one of
          <immediateFlush>maybe</immediateFlush> | immediateFlush must be true or false, was maybe
          <withJansi>maybe</withJansi> | withJansi must be true or false, was maybe
          """)
  void refuses_wrong_console_options(String option, String error) {
    try (Configured configured =
        Configured.from(
            "<appender name='OUT' class='dev.heartwood.logback.ConsoleAppender'>"
                + option
                + PATTERN
                + "</appender><root level='INFO'><appender-ref ref='OUT'/></root>")) {
      assertThat(configured.errors()).anyMatch(text -> text.contains(error));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <key>colour</key>                  | key cannot be colour
          <maxRecords>0</maxRecords>         | maxRecords must be at least 1, was 0
          <maxRecords>lots</maxRecords>      | maxRecords cannot be lots
          <maxBytes>much</maxBytes>          | maxBytes cannot be much
          <maxAge>0</maxAge>                 | maxAge must be more than zero
          <maxKeys>0</maxKeys>               | maxKeys must be at least 1, was 0
          <maxSnapshots>5000</maxSnapshots>  | maxSnapshots must be 1 to 1024, was 5000
          """)
  void refuses_wrong_store_options(String option, String error) {
    try (Configured configured = store(option)) {
      assertThat(configured.errors()).anyMatch(text -> text.contains(error));
      assertThat(LogStores.find("wrong")).isEmpty();
    }
  }

  @Test
  void warns_of_a_store_option_that_it_does_not_know() {
    try (Configured configured = store("<persist>somewhere</persist>")) {
      assertThat(configured.complaints())
          .anyMatch(text -> text.contains("Ignoring unknown property [persist]"));
    }
  }

  @Test
  void refuses_a_store_name_that_is_taken() {
    try (Configured first = store("");
        Configured second = store("")) {
      assertThat(first.errors()).isEmpty();
      assertThat(second.errors())
          .anyMatch(text -> text.contains("storeName must be unique") && text.contains("[wrong]"));
    }
  }

  private static Configured store(String option) {
    return Configured.from(
        "<appender name='STORE' class='dev.heartwood.logback.StoreAppender'>"
            + "<storeName>wrong</storeName>"
            + option
            + "</appender><root level='INFO'><appender-ref ref='STORE'/></root>");
  }

  private Configured file(String options) {
    return Configured.from(fileBody(options));
  }

  private String fileBody(String options) {
    return "<appender name='FILE' class='"
        + FileAppender.class.getName()
        + "'><file>"
        + dir
        + "/app.log</file>"
        + options
        + "</appender><root level='INFO'><appender-ref ref='FILE'/></root>";
  }

  private String rolling(String policies) {
    return ("<appender name='FILE' class='dev.heartwood.logback.RollingFileAppender'>"
            + "<file>DIR/app.log</file>"
            + policies
            + PATTERN
            + "</appender><root level='INFO'><appender-ref ref='FILE'/></root>")
        .replace("DIR", dir.toString());
  }

  /** A conversion word of an application's. */
  public static final class Shout extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
      return event.getFormattedMessage().toUpperCase(Locale.ROOT);
    }
  }

  /** A policy of an application's. */
  public static final class OwnPolicy extends TimeBasedRollingPolicy<Object> {}
}
