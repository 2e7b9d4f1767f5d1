package dev.heartwood.service.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AuditLogTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir Path dir;

  private final AtomicLong nanos = new AtomicLong();
  private final List<String> reports = new CopyOnWriteArrayList<>();

  private AuditLog log(long maxBytes) {
    return new AuditLog(
        dir,
        true,
        maxBytes,
        () -> NOON,
        nanos::get,
        (level, message, cause) -> reports.add(message));
  }

  private List<JsonNode> lines(String name) throws IOException {
    JsonMapper json = JsonMapper.builder().build();
    return Files.readAllLines(dir.resolve(name)).stream().map(json::readTree).toList();
  }

  @Test
  void an_event_is_one_line_of_json_whatever_it_holds() throws IOException {
    log(1 << 20)
        .done(
            AuditEvent.of("key.create")
                .by("cli:anna")
                .with("name", "a\"b\nc\u001B[31m\u2028")
                .with("id", "k3f9x2ab"));

    assertThat(Files.readString(dir.resolve("audit.jsonl")))
        .startsWith("{\"time\":\"2026-11-25T12:00:00Z\",\"action\":\"key.create\",")
        .doesNotContain("\u001B");
    JsonNode line = lines("audit.jsonl").get(0);
    assertThat(line.get("name").stringValue()).isEqualTo("a\"b\nc\u001B[31m\u2028");
    assertThat(line.get("actor").stringValue()).isEqualTo("cli:anna");
    assertThat(line.has("peer")).isFalse();
  }

  @Test
  void only_the_owner_may_read_it() throws IOException {
    log(1 << 20).done(AuditEvent.of("service.start"));

    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(dir.resolve("audit.jsonl"))))
        .isEqualTo("rw-------");
  }

  @Test
  void a_flood_of_refusals_is_counted_and_not_written() throws IOException {
    AuditLog log = log(1 << 20);
    for (int i = 0; i < 1000; i++) {
      log.refused(AuditEvent.of("access.refused").from("192.0.2.1"));
    }
    log.done(AuditEvent.of("key.revoke")); // what is done is always written

    nanos.addAndGet(1_000_000_000L);
    log.refused(AuditEvent.of("access.refused").from("192.0.2.1"));
    log.close();
    List<JsonNode> lines = lines("audit.jsonl");
    assertThat(lines).hasSize(AuditLog.REFUSALS_PER_SECOND + 2);
    assertThat(lines.get(lines.size() - 1).get("held_back").longValue())
        .isEqualTo(1000 - AuditLog.REFUSALS_PER_SECOND);
  }

  @Test
  void a_full_file_makes_room_and_the_oldest_goes() throws IOException {
    AuditLog log = log(150); // two lines
    for (int i = 0; i < 40; i++) {
      log.done(AuditEvent.of("key.create").with("n", "" + i));
    }
    assertThat(dir.resolve("audit.jsonl." + AuditLog.OLD_FILES)).exists();
    assertThat(dir.resolve("audit.jsonl." + (AuditLog.OLD_FILES + 1))).doesNotExist();
    assertThat(lines("audit.jsonl").get(0).get("n").stringValue()).isEqualTo("38");
    assertThat(lines("audit.jsonl.1").get(1).get("n").stringValue()).isEqualTo("37");
  }

  @Test
  void a_command_beside_the_service_writes_into_the_same_file_and_rolls_nothing()
      throws IOException {
    log(1 << 20).done(AuditEvent.of("service.start"));
    AuditLog.ofCommand(dir).done(AuditEvent.of("key.create"));

    assertThat(lines("audit.jsonl")).hasSize(2);
  }

  @Test
  void what_cannot_be_written_is_not_done_and_a_refusal_stays_one() throws IOException {
    Files.createDirectory(dir.resolve("audit.jsonl"));
    AuditLog log = log(1 << 20);

    assertThatThrownBy(() -> log.done(AuditEvent.of("key.create"))).isInstanceOf(IOException.class);
    log.refused(AuditEvent.of("access.refused"));
    log.refused(AuditEvent.of("access.refused"));
    log.close();
    assertThat(reports).hasSize(1).allMatch(r -> r.startsWith("the audit log cannot be written"));
  }

  @Test
  void names_cannot_forge_fields() {
    assertThatIllegalArgumentException().isThrownBy(() -> AuditEvent.of("a\",\"actor\":\"b"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuditEvent.of("a").with("b\":1,\"c", "d"));
  }
}
