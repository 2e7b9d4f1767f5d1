package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.async.Delivery;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An {@link AsyncAppender} with durability process, or disk. */
@Timeout(60)
class RingFileTest {
  private static final int LINES = 1_000;
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path dir;

  private String durability = "process";

  @ParameterizedTest
  @ValueSource(strings = {"process", "disk"})
  void delivers_to_a_file_and_to_a_stock_appender_by_a_ring_file_each(String kind) {
    durability = kind;
    try (Configured configured =
        Configured.from(
            file("")
                + "<appender name='LIST' class='ch.qos.logback.core.read.ListAppender'/>"
                + async("", "FILE", "LIST"))) {
      assertThat(configured.complaints()).isEmpty();
      configured.logger("orders").info("order {} filled at {}", 42, 3.5);
      configured.logger("orders").warn("failed", new IllegalStateException("why"));
      assertThat(configured.async().awaitDelivered(LONG)).isTrue();
      assertThat(dir.resolve("app.log")).content().startsWith("INFO order 42 filled at 3.5\n");
      assertThat(configured.list("LIST").list)
          .extracting(event -> event.getFormattedMessage())
          .containsExactly("order 42 filled at 3.5", "failed");
      assertThat(configured.list("LIST").list.get(1).getThrowableProxy().getMessage())
          .isEqualTo("why");
    }
    assertThat(dir.resolve("app.ring-FILE")).exists();
    assertThat(dir.resolve("app.ring-LIST")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"process", "disk"})
  void what_a_killed_process_had_logged_is_in_the_file_after_the_next_start(String kind)
      throws Exception {
    durability = kind;
    kill(STUCK + async("", "STUCK"));
    try (Configured configured = Configured.from(file("") + async("", "FILE"))) {
      assertThat(configured.complaints()).isEmpty();
      configured.logger("orders").info("new");
      assertThat(configured.async().awaitDelivered(LONG)).isTrue();
      Delivery delivery = configured.async().delivery().get("FILE");
      assertThat(delivery.redelivered()).isEqualTo(LINES);
      assertThat(delivery.possiblyDuplicated()).as("the one in hand").isEqualTo(1);
      assertThat(delivery.delivered()).isEqualTo(LINES + 1);
    }
    List<String> lines = Files.readAllLines(dir.resolve("app.log"));
    assertThat(lines).hasSize(LINES + 1).endsWith("INFO new");
    assertThat(lines.get(7))
        .isEqualTo("INFO password=" + KilledApplication.secret(7) + " for order 7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"process", "disk"})
  void an_appender_that_is_stopped_and_started_behind_the_ring_goes_on(String kind)
      throws Exception {
    durability = kind;
    try (Configured configured = Configured.from(file("") + async("", "FILE"))) {
      configured.logger("orders").info("one");
      assertThat(configured.async().awaitDelivered(LONG)).isTrue();
      configured.appender("FILE", FileAppender.class).stop();
      configured.appender("FILE", FileAppender.class).start();
      configured.logger("orders").info("two");
      assertThat(configured.async().awaitDelivered(LONG)).isTrue();
      assertThat(configured.async().delivery().get("FILE").delivered()).isEqualTo(2);
    }
    assertThat(dir.resolve("app.log")).hasContent("INFO one\nINFO two\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"process", "disk"})
  void no_secret_that_a_redactor_knows_is_anywhere_on_the_disk_after_a_kill(String kind)
      throws Exception {
    durability = kind;
    kill(STUCK + async("<redactor/>", "STUCK"));

    assertThat(secretsOnDisk()).isEmpty();
    try (Configured configured = Configured.from(file("") + async("", "FILE"))) {
      assertThat(configured.async().awaitDelivered(LONG)).isTrue();
    }
    assertThat(secretsOnDisk()).isEmpty();
    assertThat(Files.readAllLines(dir.resolve("app.log")))
        .hasSize(LINES)
        .contains("INFO password=**** for order 7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"process", "disk"})
  void without_a_redactor_the_search_finds_them_all(String kind) throws Exception {
    durability = kind;
    kill(STUCK + async("", "STUCK"));

    assertThat(secretsOnDisk()).hasSize(LINES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"process", "disk"})
  void a_redactor_behind_the_ring_is_an_error(String kind) {
    durability = kind;
    try (Configured configured = Configured.from(file("<redactor/>") + async("", "FILE"))) {
      assertThat(configured.errors())
          .anyMatch(text -> text.contains("a redactor must stand in front of a ring in a file"));
      assertThat(configured.async().isStarted()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"process", "disk"})
  void a_second_user_of_the_file_is_an_error_unless_it_may_have_its_own(String kind) {
    durability = kind;
    String list = "<appender name='LIST' class='ch.qos.logback.core.read.ListAppender'/>";
    try (Configured first = Configured.from(list + async("", "LIST"));
        Configured second = Configured.from(list + async("", "LIST"));
        Configured third =
            Configured.from(list + async("<ownRingFile>true</ownRingFile>", "LIST"))) {
      assertThat(first.complaints()).isEmpty();
      assertThat(second.errors()).anyMatch(text -> text.contains("must not be in use, was"));
      assertThat(third.complaints()).isEmpty();
      assertThat(third.async().isStarted()).isTrue();
    }
  }

  @Test
  void a_faulty_view_leaves_no_file_of_the_others_in_use() {
    String both =
        file("<redactor/>")
            + "<appender name='LIST' class='ch.qos.logback.core.read.ListAppender'/>";
    try (Configured faulty = Configured.from(both + async("", "LIST", "FILE"))) {
      assertThat(faulty.async().isStarted()).isFalse();
    }
    String fixed = both.replace("<redactor/>", "");
    try (Configured configured = Configured.from(fixed + async("", "LIST", "FILE"))) {
      assertThat(configured.complaints()).isEmpty();
    }
  }

  private static final String STUCK =
      "<appender name='STUCK' class='" + KilledApplication.StuckAppender.class.getName() + "'/>";

  private String file(String more) {
    return "<appender name='FILE' class='dev.heartwood.logback.FileAppender'><file>"
        + dir.resolve("app.log")
        + "</file>"
        + more
        + "<encoder><pattern>%level %msg%n</pattern></encoder></appender>";
  }

  private String async(String more, String... refs) {
    StringBuilder xml =
        new StringBuilder("<appender name='ASYNC' class='dev.heartwood.logback.AsyncAppender'>")
            .append("<durability>")
            .append(durability)
            .append("</durability><ringFile>")
            .append(dir.resolve("app.ring"))
            .append("</ringFile><ringFileSize>1MB</ringFileSize>")
            .append(more);
    for (String ref : refs) {
      xml.append("<appender-ref ref='").append(ref).append("'/>");
    }
    return xml + "</appender><root level='INFO'><appender-ref ref='ASYNC'/></root>";
  }

  @ParameterizedTest
  @ValueSource(strings = {"process", "disk"})
  void a_second_process_is_told_who_uses_the_file(String kind) throws Exception {
    durability = kind;
    kill(
        STUCK + async("", "STUCK"),
        pid -> {
          try (Configured second = Configured.from(STUCK + async("", "STUCK"))) {
            assertThat(second.errors())
                .anyMatch(
                    text ->
                        text.contains("app.ring] must not be in use, was")
                            && text.contains("by process " + pid));
            assertThat(second.async().isStarted()).isFalse();
          }
        });
  }

  private void kill(String body) throws Exception {
    kill(body, pid -> {});
  }

  /** Lets a process log, does something meanwhile, and kills it. */
  private void kill(String body, LongConsumer meanwhile) throws Exception {
    Path configuration = Files.createTempFile("configuration", ".xml");
    try {
      Files.writeString(configuration, body);
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  KilledApplication.class.getName(),
                  configuration.toString(),
                  Integer.toString(LINES))
              .redirectErrorStream(true)
              .start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(out.readLine()).isEqualTo("logged");
        meanwhile.accept(process.pid());
        process.toHandle().destroyForcibly();
        process.waitFor();
      }
    } finally {
      Files.delete(configuration);
    }
  }

  /** Every secret that is found in any byte of any file. */
  private List<String> secretsOnDisk() throws IOException {
    StringBuilder bytes = new StringBuilder();
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        bytes.append(new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1));
      }
    }
    String all = bytes.toString();
    assertThat(all.contains("for order ")).as("something is there").isTrue();
    List<String> found = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      if (all.contains(KilledApplication.secret(i))) {
        found.add(KilledApplication.secret(i));
      }
    }
    return found;
  }
}
