package dev.heartwood.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KeysCommandTest {
  @TempDir Path dir;

  @Test
  void a_key_is_made_listed_and_revoked() throws IOException {
    Run made = Run.of("keys", "create", "shop", "--scope", "ingest,query", "--data", dir);
    assertThat(made.code()).isZero();
    assertThat(made.out()).matches("hw_[0-9a-z]{8}_[0-9a-z]{32}\n");
    String id = made.out().substring(3, 11);
    assertThat(made.err())
        .isEqualTo(
            "heartwood: made "
                + id
                + " (shop) for ingest,query; it is shown this once\n"
                + "heartwood: it is the first key: from now on every call of the service needs"
                + " one\n");

    assertThat(Run.of("keys", "list", "--data", dir).lines().get(1))
        .startsWith(id + "  shop                  active   ingest,query        never");
    assertThat(Run.of("keys", "revoke", id, "--data", dir))
        .isEqualTo(new Run(0, "", "heartwood: revoked " + id + " (shop)\n"));
    assertThat(Run.of("keys", "list", "--data", dir).out()).contains("revoked");
    List<String> audit = Files.readAllLines(dir.resolve("audit.jsonl"));
    assertThat(audit).hasSize(2);
    assertThat(audit.get(0)).contains("\"key.create\"", "\"cli:", id);
    assertThat(audit.get(1)).contains("\"key.revoke\"", id);
    assertThat(String.join("", audit)).doesNotContain(made.out().strip());
  }

  @Test
  void json_has_all_that_programs_need() {
    Run made =
        Run.of(
            "keys",
            "create",
            "a",
            "--scope",
            "admin",
            "--service",
            "x,y",
            "--expires",
            "90d",
            "--format",
            "json",
            "--data",
            dir);
    JsonNode key = JsonMapper.shared().readTree(made.out());
    assertThat(key.get("key").stringValue()).startsWith("hw_" + key.get("id").stringValue());
    assertThat(key.get("services").size()).isEqualTo(2);
    assertThat(key.get("expires").stringValue()).endsWith("Z");

    Run list = Run.of("keys", "list", "--format", "json", "--data", dir);
    assertThat(list.lines()).hasSize(1);
    assertThat(JsonMapper.shared().readTree(list.out()).has("key")).isFalse();
  }

  @Test
  void what_cannot_be_is_refused_in_one_line() throws IOException {
    refused("must be one of ingest, query, admin, was 'root'", "create", "a", "--scope", "root");
    refused("--expires must be a time", "create", "a", "--scope", "query", "--expires", "soon");
    refused("name must be 1 to 64", "create", "a\nb", "--scope", "query");
    refused("Missing required option: '--scope=SCOPE'", "create", "a");
    refused("id must be that of a key, was 'nokey'", "revoke", "nokey");
    refused("one of create, list and revoke is missing");
    assertThat(Files.list(dir).map(p -> p.getFileName().toString()))
        .doesNotContain("keys.jsonl", "audit.jsonl");
  }

  private void refused(String message, String... arguments) {
    List<Object> all = new java.util.ArrayList<>(List.of("keys"));
    all.addAll(List.of(arguments));
    Run run = Run.with(Map.of("HEARTWOOD_DATA_DIRECTORY", dir.toString()), all.toArray());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(message);
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void the_directory_must_be_named() {
    assertThat(Run.of("keys", "list").err())
        .isEqualTo(
            "heartwood: data.directory must be set: in the file, as HEARTWOOD_DATA_DIRECTORY or by"
                + " --data\n");
  }
}
