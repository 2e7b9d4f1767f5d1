package dev.heartwood.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.service.LogService;
import dev.heartwood.service.ServiceOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The interface in front of the service as users run it. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddedApiTest {
  private static final String ITEM =
      "{\"level\":\"INFO\",\"message\":\"m%d\",\"service\":\"s\",\"client_id\":\"c%d\"}";

  @TempDir Path directory;
  private Api api;

  @BeforeEach
  void start() throws IOException {
    ServiceOptions options = ServiceOptions.in(directory);
    api = new Api(LogService.open(options.withSegmentBytes(1 << 20)), Api.OPTIONS);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void finds_what_it_took_also_after_a_restart() throws IOException {
    String id =
        api.log(
            "Warning",
            "payment-service",
            "Payment failed: card declined",
            "timestamp",
            "\"2024-01-01T10:30:00.123456789Z\"",
            "correlation_id",
            "\"req-abc\"",
            "key",
            "\"txn-123\"",
            "source_ip",
            "\"192.168.1.100\"",
            "logger",
            "\"com.shop.P\"",
            "thread",
            "\"main\"",
            "exception",
            "{\"type\":\"T\",\"message\":\"x\",\"stack_trace\":\"at y\"}",
            "metadata",
            "{\"amount\":12.5,\"n\":1,\"deep\":{\"list\":[1,\"a\",null]},\"big\":12345678901234567890}");
    assertThat(id).matches("[0-9]+-[0-9]+-[0-9]+");
    Object taken = api.get("/api/v1/logs?refresh=true").at("logs", "0");
    for (String query :
        List.of(
            "level=WARN",
            "service=payment-service",
            "correlation_id=req-abc",
            "key=txn-123",
            "metadata.amount=12.5",
            "metadata.amount=12.50",
            "keyword=LINED",
            "q=%22card%20declined%22",
            "q=metadata.amount%3E12%20level%3C%3DWARN",
            "source_ip=192.168.1.100",
            "logger=com.shop.P",
            "start_time=2024-01-01T10:30:00.123456789&end_time=2024-01-01T10:30:01")) {
      int expected = query.endsWith("12.50") ? 0 : 1;
      assertThat(api.get("/api/v1/logs?" + query).at("count"))
          .describedAs(query)
          .isEqualTo(expected);
    }
    stop();
    start();
    Api.Answer again = api.get("/api/v1/logs/" + id);
    assertThat(again.at("log")).isEqualTo(taken);
    assertThat(again.at("log", "timestamp")).isEqualTo("2024-01-01T10:30:00.123456789Z");
    assertThat(again.at("log", "metadata", "deep", "list")).asString().contains("null");
    assertThat(api.get("/api/v1/logs/latest?key=txn-123").at("logs", "0")).isEqualTo(taken);
  }

  @Test
  void gives_the_same_answer_to_a_repeated_request_and_refuses_another_body() throws IOException {
    String body = "{\"logs\":[" + ITEM.formatted(1, 1) + ",{}]}";
    Api.Answer first = api.post("/api/v1/logs/batch", body, "Idempotency-Key", "k");
    stop();
    start();
    Api.Answer second = api.post("/api/v1/logs/batch", body, "Idempotency-Key", "k");
    assertThat(second.json()).isEqualTo(first.json());
    assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
    Api.Answer other = api.post("/api/v1/logs/batch", body + " ", "Idempotency-Key", "k");
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.at("code")).isEqualTo("conflict");
    assertThat(other.at("retryable")).isEqualTo(false);
    assertThat(api.get("/api/v1/logs?refresh=true").at("count")).isEqualTo(1);
  }

  @Test
  void keeps_an_entry_once_that_comes_again_under_its_client_id() {
    String body = "{\"logs\":[" + ITEM.formatted(1, 1) + "," + ITEM.formatted(2, 2) + "]}";
    Api.Answer first = api.post("/api/v1/logs/batch", body);
    Api.Answer second = api.post("/api/v1/logs/batch", body);
    assertThat(second.at("duplicates")).isEqualTo(2);
    assertThat(second.at("log_ids")).isEqualTo(first.at("log_ids"));
    await().until(() -> api.get("/api/v1/metrics").at("metrics", "logs_duplicate").equals(2));
  }

  @Test
  void pages_replays_counts_and_exports_the_same_entries() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      lines.append(ITEM.formatted(i, i)).append('\n');
    }
    byte[] body = lines.toString().getBytes(StandardCharsets.UTF_8);
    api.post("/api/v1/logs/batch", body, "Content-Type", "application/x-ndjson");
    List<Object> paged = new ArrayList<>();
    String cursor = "";
    do {
      Api.Answer page = api.get("/api/v1/logs?refresh=true&limit=90" + cursor);
      ((List<?>) page.at("logs")).forEach(log -> paged.add(((Map<?, ?>) log).get("log_id")));
      Object next = page.at("pagination", "next");
      cursor = next == null ? null : "&cursor=" + next;
      api.log("INFO", "s", "meanwhile", "timestamp", "\"2020-01-01\"");
    } while (cursor != null);
    assertThat(new HashSet<>(paged)).hasSize(500);
    assertThat(paged).hasSize(500);
    String replayed = api.get("/api/v1/logs/replay?q=NOT%20meanwhile").text();
    assertThat(replayed.lines()).hasSize(501);
    String exported =
        api.get("/api/v1/logs?refresh=true&q=NOT%20meanwhile", "Accept", "application/x-ndjson")
            .text();
    assertThat(exported.lines()).hasSize(501);
    Api.Answer stats = api.get("/api/v1/logs/stats?q=NOT%20meanwhile&bucket=1h&top=level");
    assertThat(stats.at("total")).isEqualTo(500);
    assertThat(stats.at("top", "values", "0", "value")).isEqualTo("INFO");
  }

  @Test
  void refuses_what_is_too_far_ahead_and_says_by_how_much() {
    Instant now = Instant.now();
    api.log("INFO", "s", "m", "timestamp", "\"" + now.plus(23, ChronoUnit.HOURS) + "\"");
    Instant late = now.plus(25, ChronoUnit.HOURS);
    String body = "{\"level\":\"INFO\",\"service\":\"s\",\"message\":\"m\",\"timestamp\":\"%s\"}";
    Api.Answer answer = api.post("/api/v1/logs", body.formatted(late));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("field")).isEqualTo("timestamp");
    assertThat(answer.at("detail"))
        .isEqualTo(
            "timestamp must be at most 86400 s ahead of the clock of the service, was " + late);
    Object rejected = api.get("/api/v1/metrics").at("services", "s", "rejected", "invalid");
    assertThat(rejected).isEqualTo(1);
  }

  @Test
  void masks_credentials_before_anything_is_kept() {
    String id = api.log("INFO", "s", "login with password=hunter2 done");
    Object message = api.get("/api/v1/logs?refresh=true").at("logs", "0", "message");
    assertThat(message).asString().doesNotContain("hunter2");
    assertThat(api.get("/api/v1/logs/" + id).at("log", "message")).isEqualTo(message);
    Api.Answer explained =
        api.post(
            "/api/v1/filters/explain",
            "{\"level\":\"INFO\",\"service\":\"s\",\"message\":\"password=hunter2\"}");
    assertThat(explained.at("steps", "0", "effect")).isEqualTo("masks");
    assertThat(explained.at("steps", "0", "detail")).isEqualTo("message: 1 by password");
    assertThat(explained.text()).doesNotContain("hunter2");
  }
}
