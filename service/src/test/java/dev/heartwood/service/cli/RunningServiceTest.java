package dev.heartwood.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.heartwood.service.LogService;
import dev.heartwood.service.ServiceOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What admins do with a service that runs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunningServiceTest {
  @TempDir Path dir;

  private Path data() {
    return dir.resolve("data");
  }

  private String key(String name, String scopes) {
    Run made = Run.of("keys", "create", name, "--scope", scopes, "--data", data());
    assertThat(made.code()).isZero();
    return made.out().strip();
  }

  private List<JsonNode> audit() throws IOException {
    return Files.readAllLines(data().resolve("audit.jsonl")).stream()
        .map(line -> JsonMapper.shared().readTree(line))
        .toList();
  }

  private List<String> actions() throws IOException {
    return audit().stream().map(line -> line.get("action").stringValue()).toList();
  }

  @Test
  void keys_are_made_used_and_revoked_while_it_runs() throws Exception {
    try (Running service = new Running(data())) {
      assertThat(service.log("open").status()).isEqualTo(201);
      String sender = key("sender", "ingest");
      await().until(() -> service.log("closed").status() == 401);
      assertThat(service.log("m", "X-API-Key", sender).status()).isEqualTo(201);
      assertThat(service.get("/api/v1/logs", "X-API-Key", sender).status()).isEqualTo(403);
      String reader = key("reader", "query");
      await().until(() -> service.get("/api/v1/logs", "X-API-Key", reader).status() == 200);

      String id = sender.substring(3, 11);
      assertThat(Run.of("keys", "revoke", id, "--data", data()).code()).isZero();
      await().until(() -> service.log("late", "X-API-Key", sender).status() == 401);
      assertThat(service.get("/api/v1/logs", "X-API-Key", reader).status()).isEqualTo(200);
    }
    List<String> list = Run.of("keys", "list", "--data", data()).lines();
    assertThat(list).hasSize(3);
    assertThat(list.get(1)).contains("sender", "revoked");
    assertThat(list.get(2)).contains("reader", "active").doesNotContain("never  never");
    assertThat(actions())
        .startsWith("service.start", "key.create")
        .contains("access.refused", "key.revoke")
        .endsWith("service.stop");
    assertThat(audit())
        .filteredOn(line -> line.get("action").stringValue().equals("access.refused"))
        .extracting(line -> line.get("reason").stringValue())
        .contains("no_key", "scope", "revoked_key");
  }

  @Test
  void verifies_and_copies_what_it_has_for_admins_only() throws Exception {
    Path backups = dir.resolve("backups");
    String[] admin = {"X-API-Key", key("boss", "admin")};
    String[] sender = {"X-API-Key", key("sender", "ingest,query")};
    try (Running service = new Running(data(), "--backup-directory", backups.toString())) {
      assertThat(service.log("kept", sender).status()).isEqualTo(201);
      for (String path : List.of("/api/v1/admin/verify", "/api/v1/admin/backup")) {
        assertThat(service.post(path, "{\"name\":\"x\"}").status()).isEqualTo(401);
        assertThat(service.post(path, "{\"name\":\"x\"}", sender).status()).isEqualTo(403);
      }
      assertThat(service.get("/api/v1/logs", admin).status()).isEqualTo(403);

      JsonNode verified = service.post("/api/v1/admin/verify", "", admin).lastLine().get("result");
      assertThat(verified.get("good").booleanValue()).isTrue();
      assertThat(verified.get("entries").intValue()).isEqualTo(1);
      JsonNode made =
          service.post("/api/v1/admin/backup", "{\"name\":\"n1\"}", admin).lastLine().get("result");
      assertThat(made.get("good").booleanValue()).isTrue();
      assertThat(Path.of(made.get("path").stringValue())).isEqualTo(backups.resolve("n1"));
      for (String name :
          List.of("\"n1\"", "\"..\"", "\"../x\"", "\"/tmp/x\"", "\"a b\"", "\"\"", "7", "null")) {
        Running.Answer refused =
            service.post("/api/v1/admin/backup", "{\"name\":" + name + "}", admin);
        assertThat(refused.status()).describedAs(name).isEqualTo(400);
        assertThat(refused.json().get("field").stringValue()).isEqualTo("name");
      }
      assertThat(service.post("/api/v1/admin/backup", "{", admin).status()).isEqualTo(400);
    }
    assertThat(audit())
        .filteredOn(line -> line.get("action").stringValue().startsWith("data."))
        .extracting(
            line -> line.get("action").stringValue(),
            line -> line.get("actor").stringValue(),
            line -> line.path("name").asString(""))
        .containsExactly(
            tuple("data.verify", "key:" + id(admin), ""),
            tuple("data.backup", "key:" + id(admin), "n1"));
    try (Stream<Path> copied = Files.walk(backups)) {
      assertThat(copied.map(path -> path.getFileName().toString()))
          .contains("n1")
          .doesNotContain("keys.jsonl", "audit.jsonl", "cursor.secret");
    }
    try (LogService copy = LogService.open(ServiceOptions.in(backups.resolve("n1")))) {
      assertThat(copy.accounting().total().stored()).isEqualTo(1);
    }
  }

  private static String id(String... header) {
    return header[1].substring(3, 11);
  }

  @Test
  void takes_other_rules_while_it_serves_and_keeps_the_last_good_ones() throws Exception {
    Path rules = Files.writeString(dir.resolve("rules.yaml"), dropping("one"));
    AtomicBoolean done = new AtomicBoolean();
    List<String> wrong = new ArrayList<>();
    try (Running service = new Running(data(), "--rules-file", rules.toString())) {
      CompletableFuture<Long> load =
          CompletableFuture.supplyAsync(() -> sendUntil(done, service, wrong));
      assertThat(filteredBy(service, "one")).isEqualTo("one");
      Files.writeString(rules, dropping("two"));
      service.tick();
      assertThat(filteredBy(service, "two")).isEqualTo("two");
      assertThat(filteredBy(service, "one")).isNull();
      for (String broken : List.of("rules: [", "rules:\n  - name: x\n    drpo: {}\n", "", "1")) {
        Files.writeString(rules, broken);
        service.tick();
        assertThat(filteredBy(service, "two")).describedAs(broken).isEqualTo("two");
      }
      Files.delete(rules);
      service.tick();
      assertThat(filteredBy(service, "two")).isEqualTo("two");
      Files.writeString(rules, dropping("three"));
      service.tick();
      assertThat(filteredBy(service, "three")).isEqualTo("three");
      done.set(true);
      long sent = load.get();
      assertThat(wrong).isEmpty();
      assertThat(sent).isPositive();
      JsonNode stored = service.get("/api/v1/metrics").json().get("services").get("shop");
      assertThat(stored.get("stored").longValue()).isGreaterThanOrEqualTo(sent);
    }
    assertThat(actions()).filteredOn("rules.reload"::equals).hasSize(2);
  }

  private static String dropping(String word) {
    return "rules:\n  - name: " + word + "\n    drop: {keyword: " + word + "}\n";
  }

  /** The rule that left a message out; null if it was kept. */
  private static String filteredBy(Running service, String message) throws Exception {
    JsonNode rule = service.log(message).json().get("filtered_by");
    return rule == null ? null : rule.stringValue();
  }

  private static long sendUntil(AtomicBoolean done, Running service, List<String> wrong) {
    long sent = 0;
    try {
      while (!done.get()) {
        Running.Answer answer = service.log("good");
        if (answer.status() != 201) {
          wrong.add(answer.body());
        }
        sent++;
      }
    } catch (IOException | InterruptedException e) {
      wrong.add(e.toString());
    }
    return sent;
  }
}
