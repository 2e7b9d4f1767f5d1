package dev.heartwood.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.RecordingHandler;
import dev.heartwood.spool.SpoolConfig;
import dev.heartwood.spool.SpoolingHandler;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A ring file that a killed process has left. */
class RingFileTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NAMES = 4096;
  private static final int FRAMES = NAMES + 256 * 1024;

  @TempDir static Path original;
  @TempDir Path dir;
  private Path ring;
  private Map<String, byte[]> before;

  @BeforeAll
  static void kill_a_process_that_has_logged() throws Exception {
    try (StuckProcess process = StuckProcess.start(original.resolve("app.ring"))) {
      Run run = Run.of("inspect", original.resolve("app.ring"));

      assertThat(run.fact("state")).isEqualTo("in use");
      assertThat(run.fact("held by")).isEqualTo("process " + process.pid());
      Run dump = Run.of("dump", original.resolve("app.ring"), "--limit", 1);
      assertThat(dump.lines()).hasSize(1);
      assertThat(dump.err())
          .isEqualTo(
              "heartwood-tool: ["
                  + original.resolve("app.ring")
                  + "] is in use by process "
                  + process.pid()
                  + ": it moves while it is read\n");
    }
  }

  @AfterAll
  static void nothing_was_added() throws IOException {
    try (Stream<Path> files = Files.list(original)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("app.ring", "app.ring.lock");
    }
  }

  @BeforeEach
  void copyRing() throws IOException {
    ring = dir.resolve("app.ring");
    for (String name : List.of("app.ring", "app.ring.lock")) {
      Files.copy(original.resolve(name), dir.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
    }
    before = contents();
  }

  @AfterEach
  void nothingHasChanged() throws IOException {
    Map<String, byte[]> now = contents();
    before.forEach((name, bytes) -> assertThat(now.get(name)).as(name).isEqualTo(bytes));
    assertThat(now.keySet()).allMatch(name -> before.containsKey(name) || name.startsWith("saved"));
  }

  private Map<String, byte[]> contents() throws IOException {
    Map<String, byte[]> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(dir)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        all.put(each.getFileName().toString(), Files.readAllBytes(each));
      }
    }
    return all;
  }

  @Test
  void inspect_says_what_was_left_behind() {
    Run run = Run.of("inspect", ring);

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.fact("kind")).isEqualTo("ring file");
    assertThat(run.fact("state")).isEqualTo("left behind");
    assertThat(run.fact("held by")).isEqualTo("nobody");
    assertThat(run.fact("undelivered events")).isEqualTo("20");
    assertThat(run.fact("capacity")).isEqualTo("1048576");
    assertThat(run.fact("generation")).isEqualTo("1");
    assertThat(run.fact("layout")).isEqualTo("1.0");
    assertThat(run.fact("whole")).isEqualTo("yes");
    assertThat(run.fact("same boot as now")).isEqualTo("yes");
    assertThat(run.fact("freed before")).isEqualTo("0");
    assertThat(Long.parseLong(run.fact("tail"))).isPositive().isEqualTo(inUse(run));
  }

  private static long inUse(Run run) {
    return Long.parseLong(run.fact("bytes in use"));
  }

  @Test
  void inspect_says_the_same_as_json() {
    JsonNode facts = JSON.readTree(Run.of("inspect", ring, "--format", "json").out());

    assertThat(facts.path("kind").asString()).isEqualTo("ring file");
    assertThat(facts.path("undelivered_events").asInt()).isEqualTo(20);
    assertThat(facts.path("files").path(0).path("same_boot_as_now").asBoolean()).isTrue();
  }

  @Test
  void verify_finds_it_sound() {
    Run run = Run.of("verify", ring);

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo(ring + ": ring file, 20 good records, sound\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void dump_prints_every_event_in_order_and_lets_nothing_drive_the_terminal() {
    Run run = Run.of("dump", ring);

    assertThat(run.code()).isZero();
    assertThat(run.lines()).hasSize(20);
    assertThat(run.lines().get(0))
        .matches(
            "[0-9-]{10}T[0-9:.]{12}Z ERROR \\[main\\] shop\\.orders -n=\"0\"- order 0 failed"
                + "\\\\nwith \\\\u001B\\[31mcolour");
    assertThat(run.lines().get(19)).endsWith("order 19 placed");
    assertThat(run.out()).doesNotContain("\u001B", "\r");
  }

  @Test
  void dump_prints_json_lines() {
    Run run = Run.of("dump", ring, "--format", "json");

    assertThat(run.lines()).hasSize(20);
    JsonNode first = JSON.readTree(run.lines().get(0));
    assertThat(first.path("message").asString()).isEqualTo("order 0 failed\nwith \u001B[31mcolour");
    assertThat(first.path("log.level").asString()).isEqualTo("ERROR");
    assertThat(run.out()).doesNotContain("\u001B");
  }

  @Test
  void dump_takes_a_pattern_and_shows_positions() {
    Run run = Run.of("dump", ring, "--pattern", "%level %msg%n", "--positions", "--limit", "2");

    assertThat(run.lines().get(0)).startsWith("0 ERROR order 0 failed");
    assertThat(run.lines().get(1)).matches("[0-9]+ INFO order 1 placed");
  }

  @Test
  void dump_selects_by_level_logger_position_and_time() {
    assertThat(Run.of("dump", ring, "--level", "warn").lines()).hasSize(4);
    assertThat(Run.of("dump", ring, "--logger", "shop").lines()).hasSize(20);
    assertThat(Run.of("dump", ring, "--logger", "sho").lines()).isEmpty();
    assertThat(Run.of("dump", ring, "--from", "2000-01-01").lines()).hasSize(20);
    assertThat(Run.of("dump", ring, "--to", "2000-01-01T00:00").lines()).isEmpty();
    assertThat(Run.of("dump", ring, "--from", "2100-01-01T00:00:00+01:00").lines()).isEmpty();
    String second = Run.of("dump", ring, "--positions").lines().get(1).split(" ")[0];
    assertThat(Run.of("dump", ring, "--from", second).lines()).hasSize(19);
    assertThat(Run.of("dump", ring, "--to", second).lines()).hasSize(1);
    assertThat(Run.of("dump", ring, "--undelivered", "--limit", 3).lines()).hasSize(3);
  }

  @Test
  void recover_writes_json_lines_that_only_the_owner_may_read() throws Exception {
    Path saved = dir.resolve("saved.ndjson");
    Run run = Run.of("recover", ring, "--to", saved);

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("20 records saved to " + saved + "\n");
    List<String> lines = Files.readAllLines(saved);
    assertThat(lines).hasSize(20).allSatisfy(line -> assertThat(JSON.readTree(line)).isNotEmpty());
    assertThat(Files.getPosixFilePermissions(saved)).hasSize(2);
    Run again = Run.of("recover", ring, "--to", saved);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).isEqualTo("heartwood-tool: [" + saved + "] must not exist yet, did\n");
    assertThat(Files.readAllLines(saved)).isEqualTo(lines);
  }

  @Test
  void recover_makes_a_spool_that_delivers() throws Exception {
    Path saved = dir.resolve("saved");
    assertThat(Run.of("recover", ring, "--to", saved).code()).isZero();
    assertThat(Run.of("verify", saved).out())
        .isEqualTo(saved + ": journal, 20 good records, sound\n");

    RecordingHandler remote = new RecordingHandler();
    try (SpoolingHandler spool = SpoolingHandler.open(SpoolConfig.in(saved).build(), remote)) {
      assertThat(spool.awaitDelivered(Duration.ofSeconds(30))).isTrue();
    }
    assertThat(remote.messages()).hasSize(20).endsWith("order 18 placed", "order 19 placed");
  }

  @Test
  void a_flipped_bit_costs_one_event_and_is_told() throws Exception {
    flip(FRAMES + 40);
    before = contents();
    Run verify = Run.of("verify", ring);

    assertThat(verify.code()).isEqualTo(1);
    assertThat(verify.lines().get(0)).endsWith("ring file, 19 good records, damaged");
    assertThat(verify.lines().get(1))
        .matches("  damaged: [0-9]+ bytes at position 0 cannot be read, app.ring offset " + FRAMES);
    Run dump = Run.of("dump", ring);
    assertThat(dump.code()).isEqualTo(1);
    assertThat(dump.lines()).hasSize(19);
    assertThat(dump.err()).contains("bytes at position 0 cannot be read");
    Run recover = Run.of("recover", ring, "--to", dir.resolve("saved.jsonl"));
    assertThat(recover.code()).isEqualTo(1);
    assertThat(recover.lines().get(0)).startsWith("19 records saved to ");
    assertThat(recover.lines().get(1)).startsWith("not saved: ");
    JsonNode json = JSON.readTree(Run.of("verify", ring, "--format", "json").out());
    assertThat(json.path("verdict").asString()).isEqualTo("damaged");
    assertThat(json.path("damage")).hasSize(1);
  }

  @Test
  void a_damaged_name_costs_the_events_that_carry_its_number_and_is_told() throws Exception {
    flip(NAMES + 8);
    before = contents();
    Run verify = Run.of("verify", ring);

    assertThat(verify.code()).isEqualTo(1);
    assertThat(verify.lines().get(0)).endsWith("ring file, 20 good records, damaged");
    assertThat(verify.lines()).anyMatch(line -> line.endsWith(" is no event"));
    assertThat(Run.of("dump", ring).lines()).anyMatch(line -> line.contains("order 0 failed"));
  }

  @Test
  void a_file_that_was_cut_is_damaged_and_what_is_there_can_be_saved() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(ring.toFile(), "rw")) {
      file.setLength(FRAMES + 300);
    }
    before = contents();

    assertThat(Run.of("verify", ring).code()).isEqualTo(1);
    assertThat(Run.of("inspect", ring).fact("whole")).isEqualTo("no");
    assertThat(Run.of("dump", ring).lines()).hasSizeBetween(1, 19);
  }

  @Test
  void a_file_with_a_damaged_header_cannot_be_read() throws Exception {
    flip(20);
    before = contents();
    Run run = Run.of("verify", ring);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "heartwood-tool: ringFile [" + ring + "] has a damaged header; it was left as it is\n");
  }

  private void flip(long at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(ring.toFile(), "rw")) {
      file.seek(at);
      int old = file.read();
      file.seek(at);
      file.write(old ^ 1);
    }
  }
}
