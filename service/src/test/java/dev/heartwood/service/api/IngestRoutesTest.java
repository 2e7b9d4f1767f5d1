package dev.heartwood.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.Zstd;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.ingest.Receipt;
import dev.heartwood.service.ingest.Rejection;
import dev.heartwood.service.ingest.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IngestRoutesTest {
  private static final String ENTRY =
      """
      {"level":"ERROR","service_name":"payment-service","message":"Payment failed",
       "metadata":{"transaction_id":"txn-123"},"correlation_id":"req-abc",
       "timestamp":"2024-01-01T10:30:00Z","key":"txn-123","source_ip":"192.168.1.100"}
      """;
  private static final String ITEM = "{\"level\":\"INFO\",\"message\":\"m\",\"service\":\"s\"}";

  private Api api;

  @BeforeEach
  void start() throws IOException {
    api = new Api();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void takes_an_entry_and_says_where_it_is() {
    Api.Answer answer = api.post("/api/v1/logs", ENTRY);
    assertThat(answer.status()).isEqualTo(201);
    String id = (String) answer.at("log_id");
    assertThat(answer.text())
        .isEqualTo(
            "{\"log_id\":\""
                + id
                + "\",\"message\":\"Log ingested successfully\",\"durability\":\"disk\"}");
    assertThat(answer.header("Location")).isEqualTo("/api/v1/logs/" + id);
    LogContent content = api.service.entries().get(0).content();
    assertThat(content.severity()).isEqualTo(Severity.ERROR);
    assertThat(content.metadata()).containsEntry("transaction_id", "txn-123");
    assertThat(api.get("/api/v1/logs/" + id).at("log", "message")).isEqualTo("Payment failed");
  }

  @Test
  void takes_the_service_name_from_the_header() {
    Api.Answer answer =
        api.post(
            "/api/v1/logs", "{\"level\":\"INFO\",\"message\":\"m\"}", "X-Service-Name", "orders");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(api.service.entries().get(0).content().service()).isEqualTo("orders");
  }

  @Test
  void says_which_rule_has_left_an_entry_out() {
    api.service.rules = content -> new Receipt.Filtered("no-debug");
    Api.Answer answer = api.post("/api/v1/logs", ENTRY);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"log_id\":null,\"filtered_by\":\"no-debug\"}");
  }

  @Test
  void says_that_it_has_an_entry_already() {
    api.service.rules = content -> new Receipt.Duplicate("1-1-1");
    Api.Answer answer = api.post("/api/v1/logs", ENTRY);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.at("log_id")).isEqualTo("1-1-1");
  }

  @Test
  void keeps_good_items_of_a_batch_and_names_the_bad_ones() {
    api.service.rules =
        content -> content.message().equals("drop") ? new Receipt.Filtered("drops") : null;
    String drop = ITEM.replace("\"m\"", "\"drop\"");
    Api.Answer answer =
        api.post(
            "/api/v1/logs/batch", "{\"logs\":[" + ITEM + ",{\"level\":\"INFO\"}," + drop + "]}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.at("accepted")).isEqualTo(1);
    assertThat(answer.at("rejected")).isEqualTo(1);
    assertThat(answer.at("filtered")).isEqualTo(1);
    assertThat(answer.at("duplicates")).isEqualTo(0);
    assertThat((List<?>) answer.at("log_ids")).hasSize(3);
    assertThat(answer.at("log_ids", "0")).isEqualTo(api.service.entries().get(0).id());
    assertThat(answer.at("log_ids", "1")).isNull();
    assertThat(answer.at("errors", "0", "index")).isEqualTo(1);
    assertThat(answer.at("errors", "0", "code")).isEqualTo("invalid");
    assertThat(answer.at("errors", "0", "detail")).isEqualTo("message must be there");
    assertThat(answer.at("errors", "0", "retryable")).isEqualTo(false);
  }

  @Test
  void takes_a_line_for_each_item() {
    String body = ITEM + "\n" + "{\"level\":\n" + ITEM;
    Api.Answer answer = lines(body.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.at("accepted")).isEqualTo(2);
    assertThat(answer.at("errors", "0", "index")).isEqualTo(1);
    assertThat(answer.at("errors", "0", "code")).isEqualTo("invalid_json");
    assertThat((String) answer.at("errors", "0", "detail")).startsWith("line 2, column 1");
  }

  @Test
  void refuses_a_batch_without_a_good_item_as_a_whole_but_says_what_is_wrong_with_each() {
    Api.Answer answer = api.post("/api/v1/logs/batch", "{\"logs\":[1,{}]}");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.at("code")).isEqualTo("rejected");
    assertThat(answer.at("rejected")).isEqualTo(2);
    assertThat((List<?>) answer.at("errors")).hasSize(2);
    assertThat(api.post("/api/v1/logs/batch", "{\"logs\":[]}").status()).isEqualTo(422);
  }

  @Test
  void says_when_to_come_back_if_limits_refuse_all() {
    Rejection why =
        new Rejection(Rejection.RATE_LIMITED, null, "too many", true, Duration.ofMillis(2500));
    api.service.rules = content -> new Receipt.Rejected(why);
    Api.Answer single = api.post("/api/v1/logs", ENTRY);
    assertThat(single.status()).isEqualTo(429);
    assertThat(single.header("Retry-After")).isEqualTo("3");
    assertThat(single.at("retryable")).isEqualTo(true);
    Api.Answer batch = api.post("/api/v1/logs/batch", "{\"logs\":[" + ITEM + "," + ITEM + "]}");
    assertThat(batch.status()).isEqualTo(429);
    assertThat(batch.header("Retry-After")).isEqualTo("3");
    assertThat((List<?>) batch.at("errors")).hasSize(2);
  }

  @Test
  void tells_the_rejections_of_the_service_with_their_status() {
    String[][] cases = {
      {Rejection.INVALID, "400"},
      {Rejection.TOO_LARGE, "413"},
      {Rejection.FORBIDDEN_SERVICE, "403"},
      {"something_new", "422"}
    };
    for (String[] each : cases) {
      api.service.rules =
          content ->
              new Receipt.Rejected(Rejection.of(each[0], "key", "key must be short, was long"));
      Api.Answer answer = api.post("/api/v1/logs", ENTRY);
      assertThat(answer.status()).isEqualTo(Integer.parseInt(each[1]));
      assertThat(answer.at("code")).isEqualTo(each[0]);
      assertThat(answer.at("field")).isEqualTo("key");
      assertThat(answer.at("rule")).isEqualTo("must be short");
    }
  }

  @Test
  void answers_503_with_the_time_to_wait_while_it_cannot_take_anything() {
    api.service.rules =
        content -> {
          throw new UnavailableException(
              UnavailableException.Reason.DISK_FULL,
              "the disk is full",
              Duration.ofSeconds(7),
              null);
        };
    Api.Answer answer = api.post("/api/v1/logs", ENTRY);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.at("code")).isEqualTo("disk_full");
    assertThat(answer.header("Retry-After")).isEqualTo("7");
  }

  @Test
  void answers_when_the_disk_has_confirmed_and_not_before() {
    CompletableFuture<@Nullable Void> disk = new CompletableFuture<>();
    api.service.confirmed = disk;
    CompletableFuture<Api.Answer> single =
        CompletableFuture.supplyAsync(() -> api.post("/api/v1/logs", ENTRY));
    CompletableFuture<Api.Answer> batch =
        CompletableFuture.supplyAsync(
            () -> api.post("/api/v1/logs/batch", "{\"logs\":[" + ITEM + "]}"));
    await().until(() -> api.service.entries().size() == 2);
    api.service.confirmed = CompletableFuture.completedFuture(null);
    assertThat(api.post("/api/v1/logs", ENTRY).status()).isEqualTo(201);
    assertThat(single).isNotDone();
    assertThat(batch).isNotDone();

    disk.complete(null);
    assertThat(single.join().status()).isEqualTo(201);
    assertThat(batch.join().at("accepted")).isEqualTo(1);
  }

  @Test
  void answers_503_to_what_the_disk_did_not_confirm() {
    api.service.confirmed =
        CompletableFuture.failedFuture(
            new UnavailableException(
                UnavailableException.Reason.UNCONFIRMED,
                "the entries are written, but the disk did not confirm it",
                Duration.ofSeconds(1),
                null));
    Api.Answer answer = api.post("/api/v1/logs", ENTRY);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.at("code")).isEqualTo(UnavailableException.Reason.UNCONFIRMED.code());
    assertThat(answer.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void hides_what_failed_inside_and_tells_its_own_log() {
    api.service.failure = new IllegalStateException("secret path");
    Api.Answer answer = api.post("/api/v1/logs", ENTRY, "X-Request-Id", "req-7");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).contains("req-7").doesNotContain("secret path");
    assertThat(api.complaints).hasSize(1).first().asString().contains("req-7", "secret path");
  }

  @Test
  void reads_compressed_bodies() throws IOException {
    byte[] body = (ITEM + "\n" + ITEM).getBytes(StandardCharsets.UTF_8);
    assertThat(lines(gzip(body), "Content-Encoding", "gzip").at("accepted")).isEqualTo(2);
    assertThat(lines(Zstd.compress(body), "Content-Encoding", "zstd").at("accepted")).isEqualTo(2);
    assertThat(lines(body, "Content-Encoding", "identity").at("accepted")).isEqualTo(2);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.writeBytes(gzip((ITEM + "\n").getBytes(StandardCharsets.UTF_8)));
    members.writeBytes(gzip(ITEM.getBytes(StandardCharsets.UTF_8)));
    assertThat(lines(members.toByteArray(), "Content-Encoding", "gzip").at("accepted"))
        .isEqualTo(2);
  }

  @Test
  void refuses_bodies_that_cannot_be_decompressed_or_end_too_early() throws IOException {
    byte[] body = (ITEM + "\n" + ITEM).getBytes(StandardCharsets.UTF_8);
    byte[] gzip = gzip(body);
    byte[] zstd = Zstd.compress(body);
    Object[][] cases = {
      {body, "gzip", 400, "invalid_encoding"},
      {body, "zstd", 400, "invalid_encoding"},
      {Arrays.copyOf(gzip, gzip.length - 1), "gzip", 400, "invalid_encoding"},
      {Arrays.copyOf(gzip, gzip.length + 5), "gzip", 400, "invalid_encoding"},
      {Arrays.copyOf(gzip, gzip.length + 50), "gzip", 400, "invalid_encoding"},
      {Arrays.copyOf(zstd, zstd.length - 1), "zstd", 400, "invalid_encoding"},
      {new byte[0], "gzip", 400, "invalid_encoding"},
      {body, "br", 415, "unsupported_encoding"},
      {gzip(gzip), "gzip, gzip", 415, "unsupported_encoding"}
    };
    for (Object[] each : cases) {
      Api.Answer answer = lines((byte[]) each[0], "Content-Encoding", (String) each[1]);
      assertThat(answer.status()).describedAs(answer.text()).isEqualTo(each[2]);
      assertThat(answer.at("code")).isEqualTo(each[3]);
    }
    assertThat(api.service.entries()).isEmpty();
  }

  @Test
  void refuses_what_is_no_json_and_says_where() {
    Api.Answer answer = api.post("/api/v1/logs", "{\"level\":\"INFO\",\n\"message\" 1}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.at("code")).isEqualTo("invalid_json");
    assertThat((String) answer.at("detail")).startsWith("line 2, column 11: Unexpected character");
    assertThat(answer.at("retryable")).isEqualTo(false);
    assertThat(answer.at("type")).isEqualTo("/docs#problem-invalid_json");
  }

  @Test
  void refuses_wrong_fields_naming_field_and_rule() {
    Api.Answer answer = api.post("/api/v1/logs", "{\"level\":7}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("field")).isEqualTo("level");
    assertThat(answer.at("rule")).isEqualTo("must be a string");
    assertThat(answer.at("detail")).isEqualTo("level must be a string, was a number");
  }

  @Test
  void refuses_bodies_of_another_type() {
    byte[] body = ENTRY.getBytes(StandardCharsets.UTF_8);
    for (String type :
        List.of(
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/json; charset=utf-16")) {
      Api.Answer answer = api.post("/api/v1/logs", body, "Content-Type", type);
      assertThat(answer.status()).isEqualTo(415);
      assertThat(answer.at("field")).isEqualTo("Content-Type");
    }
    assertThat(
            api.post("/api/v1/logs", body, "Content-Type", "application/json;charset=UTF-8")
                .status())
        .isEqualTo(201);
    assertThat(api.post("/api/v1/logs", body, "X-Other", "x").status()).isEqualTo(415);
  }

  @Test
  void refuses_headers_and_parameters_that_cannot_be_meant() {
    assertThat(api.post("/api/v1/logs?sync=true", ENTRY).at("code")).isEqualTo("unknown_parameter");
    assertThat(api.post("/api/v1/logs", ENTRY, "Idempotency-Key", "k".repeat(257)).at("field"))
        .isEqualTo("Idempotency-Key");
    assertThat(
            api.post("/api/v1/logs", ENTRY, "X-Service-Name", "a", "X-Service-Name", "b")
                .at("field"))
        .isEqualTo("x-service-name");
    assertThat(api.post("/api/v1/logs", ENTRY, "Accept", "text/html").status()).isEqualTo(406);
    assertThat(api.service.entries()).isEmpty();
  }

  @Test
  void explains_what_the_rules_would_do() {
    Api.Answer answer = api.post("/api/v1/filters/explain", ENTRY);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.at("accepted")).isEqualTo(true);
    assertThat(answer.at("steps", "0", "rule")).isEqualTo("credentials");
    assertThat(answer.at("steps", "0", "effect")).isEqualTo("passes");
    assertThat(answer.at("result", "message")).isEqualTo("Payment failed");
    assertThat(api.service.entries()).isEmpty();
  }

  private Api.Answer lines(byte[] body, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = "application/x-ndjson";
    return api.post("/api/v1/logs/batch", body, all);
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
