package dev.heartwood.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands do that call a service, whatever that answers. */
class CallCommandsTest {
  private static final String ENTRY =
      "{\"log_id\":\"1-1-1\",\"sequence\":\"7\",\"timestamp\":\"2026-11-25T00:00:00Z\","
          + "\"level\":\"WARN\",\"service_name\":\"shop\",\"message\":\"a\\nb\\u001b[31m\","
          + "\"logger\":\"Cart\",\"correlation_id\":\"r-1\",\"metadata\":{\"n\":1,\"s\":\"x\"},"
          + "\"exception\":{\"stack_trace\":\"E: x\\n\\tat F\\u009b2J\"}}";
  private static final String DONE = "{\"summary\":{\"count\":1,\"complete\":true}}\n";

  @TempDir Path dir;

  private FakeService service;

  @BeforeEach
  void start() throws IOException {
    service = new FakeService();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void an_entry_is_one_line_and_its_stack_trace_below() {
    service.answers(200, ENTRY + "\n" + DONE);
    Run run = Run.of("query", "--url", service.url());

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.lines())
        .containsExactly(
            "2026-11-25T00:00:00Z WARN  [shop] Cart - a\\nb\\u001B[31m correlation_id=r-1 n=1 s=x",
            "    E: x",
            "    \tat F\\u009B2J");
  }

  @Test
  void json_is_passed_on_without_what_drives_a_terminal() {
    service.answers(200, "{\"message\":\"\u009b2J\u202e\u2028ä\"}\n" + DONE);
    Run run = Run.of("query", "--url", service.url(), "--format", "json");

    assertThat(run.out()).isEqualTo("{\"message\":\"\\u009b2J\\u202e\\u2028ä\"}\n");
  }

  @Test
  void filters_become_parameters() {
    service.answers(200, DONE);
    Run.of(
        "query",
        "--url",
        service.url(),
        "--service",
        "a b",
        "--service=c&d",
        "--min-level",
        "warn",
        "--metadata",
        "k=v=w",
        "-q",
        "\"x y\" AND é",
        "--limit",
        5);

    assertThat(service.requests().get(0))
        .startsWith(
            "/api/v1/logs?service_name=a%20b&service_name=c%26d&min_level=warn"
                + "&q=%22x%20y%22%20AND%20%C3%A9&metadata.k=v%3Dw&limit=5&order=desc ");
  }

  @Test
  void the_key_comes_from_the_environment_or_a_file_and_is_never_printed() throws IOException {
    Path file = Files.writeString(dir.resolve("key"), "hw_file\n");
    service.answers(200, DONE).answers(200, DONE).answers(403, "{\"detail\":\"not for that\"}");
    Map<String, String> environment =
        Map.of("HEARTWOOD_API_KEY", "hw_env", "HEARTWOOD_URL", service.url());

    assertThat(Run.with(environment, "query").code()).isZero();
    assertThat(Run.with(environment, "query", "--key-file", file).code()).isZero();
    Run refused = Run.with(environment, "query");
    assertThat(service.requests().get(0)).contains("auth=Bearer hw_env ");
    assertThat(service.requests().get(1)).contains("auth=Bearer hw_file ");
    assertThat(refused)
        .isEqualTo(new Run(2, "", "heartwood: the service answered 403: not for that\n"));
    Run empty = Run.with(Map.of("HEARTWOOD_API_KEY", " "), "query");
    assertThat(empty.err())
        .isEqualTo("heartwood: HEARTWOOD_API_KEY must hold an API key, was empty\n");
    Run odd = Run.with(Map.of("HEARTWOOD_API_KEY", "hw secret\n"), "query");
    assertThat(odd.err())
        .isEqualTo("heartwood: HEARTWOOD_API_KEY must hold an API key, held something else\n");
  }

  @Test
  void an_answer_that_breaks_off_is_not_taken_for_all() {
    service.breaksOffAfter(ENTRY + "\n").answers(200, ENTRY + "\n");
    Run torn = Run.of("replay", "--url", service.url(), "--from", "3");
    assertThat(torn.code()).isEqualTo(1);
    assertThat(torn.lines()).hasSize(3);
    assertThat(torn.err()).contains("the answer broke off", "the last entry has sequence 7");

    Run ended = Run.of("replay", "--url", service.url());
    assertThat(ended.code()).isEqualTo(1);
    assertThat(service.requests().get(0)).startsWith("/api/v1/logs/replay?from=3 ");
  }

  @Test
  void a_summary_that_says_so_is_not_taken_for_all() {
    service.answers(
        200, "{\"summary\":{\"count\":0,\"complete\":false,\"detail\":\"reading failed\"}}\n");
    Run run = Run.of("query", "--url", service.url());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("heartwood: the answer is not complete: reading failed\n");
  }

  @Test
  void a_gap_is_told() {
    service.answers(200, "{\"gap\":{\"entries\":12,\"next\":\"90\"}}\n" + DONE);
    assertThat(Run.of("replay", "--url", service.url()).err())
        .isEqualTo("heartwood: 12 entries are left out here: they are gone or damaged\n");
  }

  @Test
  void a_text_that_was_no_query_is_told() {
    String q = "{\"q\":{\"read_as\":\"text\",\"because\":\"a ( without its )\"}}";
    service
        .answers(200, q + "\n" + DONE)
        .answers(200, "event: q\ndata: " + q + "\n\nid: 1\ndata: " + ENTRY + "\n\n");
    String note = "heartwood: -q is no query, and was searched for as text: a ( without its )\n";
    assertThat(Run.of("query", "--url", service.url(), "-q", "(a")).isEqualTo(new Run(0, "", note));
    Run tail = Run.of("tail", "--url", service.url(), "-q", "(a", "--limit", 1);
    assertThat(tail.err()).isEqualTo(note);
    assertThat(tail.lines().get(0)).contains("[shop] Cart - ");
  }

  @Test
  void a_tail_goes_on_behind_the_last_whole_event() {
    String event = "id: 7\ndata: " + ENTRY + "\n\n";
    service
        .breaksOffAfter("retry: 2000\nid: 6\n\n: ping\n\n" + event + "id: 8\ndata: {\"mess")
        .answers(503, "{}")
        .answers(200, "event: gap\ndata: {\"gap\":{\"entries\":3}}\n\n" + event + event);
    Run run = Run.of("tail", "--url", service.url(), "--limit", 3, "--format", "json");

    assertThat(run.code()).isZero();
    assertThat(run.lines()).hasSize(3);
    assertThat(service.requests()).hasSize(3);
    assertThat(service.requests().get(0)).endsWith("last=null");
    assertThat(service.requests().get(2)).endsWith("last=7");
    assertThat(run.err().lines())
        .containsExactly(
            "heartwood: the service is away; trying again",
            "heartwood: connected again",
            "heartwood: 3 entries are left out here: they are gone or damaged");
  }

  @Test
  void nobody_there_is_one_line() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    for (String command : new String[] {"query", "tail", "replay"}) {
      Run run = Run.of(command, "--url", "http://127.0.0.1:" + port);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err()).isEqualTo("heartwood: nobody answers\n");
    }
  }

  @Test
  void an_address_that_is_none_is_refused() {
    for (String url : new String[] {"ftp://x", "nonsense", "http://user:pw@x", "http:// x"}) {
      Run run = Run.of("query", "--url", url);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err())
          .isEqualTo(
              "heartwood: --url must be an address such as http://127.0.0.1:8080, was "
                  + url
                  + "\n");
    }
  }
}
