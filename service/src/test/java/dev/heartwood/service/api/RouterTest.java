package dev.heartwood.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RouterTest {
  private static final String ITEM = "{\"level\":\"INFO\",\"message\":\"m\",\"service\":\"s\"}";

  private Api api;

  @BeforeEach
  void start() throws IOException {
    api = new Api(Api.OPTIONS.withAccess(new Keys()));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  /** Keys are named after their scopes; {@code limited} sees one service only. */
  private static final class Keys implements Access {
    @Override
    public Decision decide(Scope scope, @Nullable String key, @Nullable String address) {
      if (key == null || !Set.of("ingest", "query", "admin", "limited").contains(key)) {
        return new Unauthenticated();
      }
      if (key.equals("limited")) {
        return new Admitted(new Caller(key, Set.of("s")));
      }
      return key.equals(scope.name().toLowerCase(Locale.ROOT))
          ? new Admitted(new Caller(key, null))
          : new Forbidden();
    }

    @Override
    public boolean isOpen() {
      return false;
    }
  }

  @Test
  void every_route_names_its_scope_and_is_described_with_it() {
    Map<?, ?> paths = (Map<?, ?>) Contract.DOCUMENT.get("paths");
    assertThat(api.server.endpoints()).hasSizeGreaterThan(15);
    for (Endpoint endpoint : api.server.endpoints()) {
      Map<?, ?> item = (Map<?, ?>) paths.get(endpoint.pattern());
      assertThat(item).describedAs(endpoint.pattern()).isNotNull();
      Map<?, ?> operation = (Map<?, ?>) item.get(endpoint.method().name().toLowerCase(Locale.ROOT));
      assertThat(operation.get("x-scope"))
          .describedAs(endpoint.pattern())
          .isEqualTo(endpoint.scope().name().toLowerCase(Locale.ROOT));
    }
    long described = paths.values().stream().mapToLong(item -> ((Map<?, ?>) item).size()).sum();
    assertThat(api.server.endpoints()).hasSize((int) described);
    assertThatThrownBy(() -> new Endpoint(null, "/", null, Endpoint.Kind.QUERY, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void no_route_but_public_ones_answers_without_a_key_or_with_a_wrong_one() {
    for (Endpoint endpoint : api.server.endpoints()) {
      String path = endpoint.pattern().replace("{id}", "1-1-1");
      boolean open = endpoint.scope() == Scope.PUBLIC;
      assertThat(call(endpoint, path, null)).isEqualTo(open ? 200 : 401);
      if (!open) {
        assertThat(call(endpoint, path, "wrong")).isEqualTo(401);
        String other = endpoint.scope() == Scope.INGEST ? "query" : "ingest";
        assertThat(call(endpoint, path, other)).isEqualTo(403);
        assertThat(call(endpoint, path + "?api_key=ingest", null)).isEqualTo(401);
      }
    }
  }

  private int call(Endpoint endpoint, String path, @Nullable String key) {
    HttpRequest.Builder request =
        api.to(path)
            .method(
                endpoint.method().name(),
                endpoint.hasBody()
                    ? HttpRequest.BodyPublishers.ofString(ITEM)
                    : HttpRequest.BodyPublishers.noBody())
            .header("Content-Type", "application/json");
    if (key != null) {
      request.header("X-API-Key", key);
    }
    return api.send(request).status();
  }

  @Test
  void takes_the_key_from_either_header_but_not_from_both() {
    String bearer = "Bearer query";
    assertThat(api.get("/api/v1/logs", "Authorization", bearer).status()).isEqualTo(200);
    assertThat(api.get("/api/v1/logs", "authorization", "bearer query").status()).isEqualTo(200);
    assertThat(api.get("/api/v1/logs", "X-API-Key", "query").status()).isEqualTo(200);
    assertThat(api.get("/api/v1/logs", "X-API-Key", "query", "Authorization", bearer).status())
        .isEqualTo(400);
    Api.Answer none = api.get("/api/v1/logs", "Authorization", "Basic cXVlcnk=");
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.header("WWW-Authenticate")).startsWith("Bearer");
  }

  @Test
  void shows_a_caller_only_the_services_of_its_key() throws IOException {
    String item = ITEM.replace("}", ",\"key\":\"k\"}");
    api.post("/api/v1/logs", item, "X-API-Key", "ingest");
    api.post("/api/v1/logs", item.replace("\"s\"", "\"other\""), "X-API-Key", "ingest");
    String other = api.service.entries().get(1).id();
    String[] key = {"X-API-Key", "limited"};
    assertThat(api.get("/api/v1/logs", key).at("count")).isEqualTo(1);
    assertThat(api.get("/api/v1/logs?service=other", key).at("count")).isEqualTo(0);
    assertThat(api.get("/api/v1/logs?q=level:INFO%20OR%20level:ERROR", key).at("count"))
        .isEqualTo(1);
    assertThat(api.get("/api/v1/logs/" + other, key).status()).isEqualTo(404);
    assertThat(api.get("/api/v1/logs/" + other + "/context", key).status()).isEqualTo(404);
    for (String route : List.of("/api/v1/logs/latest", "/api/v1/logs/latest?key=k")) {
      Api.Answer latest = api.get(route, key); // though the other's is newer
      assertThat(latest.at("count")).describedAs(route).isEqualTo(1);
      assertThat(latest.at("logs", "0", "service_name")).isEqualTo("s");
    }
    assertThat(api.get("/api/v1/logs/stats", key).at("by_service")).isEqualTo(Map.of("s", 1));
    assertThat(api.get("/api/v1/logs/replay", key).text().lines()).hasSize(2);
    Api.Answer metrics = api.get("/api/v1/metrics", key);
    assertThat(metrics.at("services")).asString().contains("s=").doesNotContain("other");
    assertThat(metrics.at("metrics", "logs_received")).isEqualTo(1);
    assertThat(metrics.at("metrics"))
        .asString()
        .doesNotContain("logs_stored", "disk", "count", "backlog", "per_second");
    assertThat(api.get("/metrics", key).status()).isEqualTo(403);
    assertThat(api.service.origins().get(0).apiKeyId()).isEqualTo("ingest");
  }

  @Test
  void answers_405_with_the_methods_there_are_and_404_where_there_are_none() {
    Api.Answer answer = api.send(api.to("/api/v1/logs").DELETE());
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, POST");
    assertThat(answer.at("code")).isEqualTo("method_not_allowed");
    assertThat(api.send(api.to("/nowhere").DELETE()).status()).isEqualTo(404);
    assertThat(
            api.send(api.to("/health/live").method("HEAD", HttpRequest.BodyPublishers.noBody()))
                .status())
        .isEqualTo(200);
  }

  @Test
  void names_every_request_and_takes_the_name_that_it_has() {
    assertThat(api.get("/health/live", "X-Request-Id", "abc-1").header("X-Request-Id"))
        .isEqualTo("abc-1");
    String own = api.get("/health/live", "X-Request-Id", "a b<script>").header("X-Request-Id");
    assertThat(own).matches("[0-9a-f]{16}");
    assertThat((String) api.get("/api/v1/logs").at("instance")).startsWith("/api/v1/logs#");
  }

  @Test
  void believes_forwarding_headers_of_listed_proxies_only() throws IOException {
    String[] headers = {"X-API-Key", "ingest", "X-Forwarded-For", "1.2.3.4, 5.6.7.8"};
    api.post("/api/v1/logs", ITEM, headers);
    api.close();
    assertThat(api.service.origins().get(0).address()).isEqualTo("127.0.0.1");
    api = new Api(Api.OPTIONS.withTrustedProxies(List.of("127.0.0.1", "5.6.7.0/24")));
    api.post("/api/v1/logs", ITEM, headers);
    api.post("/api/v1/logs", ITEM, "X-Forwarded-For", "1.2.3.4, evil.example");
    api.post("/api/v1/logs", ITEM, "X-Forwarded-For", "1.2.3.4", "X-Forwarded-For", "9.9.9.9:1234");
    assertThat(api.service.origins())
        .extracting("address")
        .containsExactly("1.2.3.4", "127.0.0.1", "9.9.9.9");
  }

  @Test
  void is_not_for_pages_of_others_while_it_is_open() throws IOException {
    api.close();
    api = new Api();
    for (String host :
        List.of("evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80")) {
      assertThat(statusFor(host)).isEqualTo("HTTP/1.1 421 Misdirected Request");
    }
    for (String host : List.of("localhost", "localhost:8080", "127.0.0.1", "[::1]:8080")) {
      assertThat(statusFor(host)).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  private String statusFor(String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", api.port())) {
      String request =
          "GET /api/v1/logs HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStreamReader answer =
          new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1);
      return new BufferedReader(answer).readLine();
    }
  }

  @Test
  void describes_itself_without_anything_from_elsewhere() {
    Api.Answer page = api.get("/docs");
    assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.text())
        .contains("/api/v1/logs/{id}/context", "problem-invalid_json", "openapi.yaml")
        .doesNotContain("<script", "http://", "https://");
    assertThat(api.get("/openapi.yaml").text()).startsWith("openapi: 3.1.0");
    assertThat(api.get("/docs/style.css").status()).isEqualTo(200);
  }

  @Test
  void says_whether_it_lives_and_is_ready() {
    assertThat(api.get("/health/live").text()).isEqualTo("{\"status\":\"up\"}");
    assertThat(api.get("/health/ready").at("status")).isEqualTo("ready");
    api.service.ready = false;
    Api.Answer answer = api.get("/health/ready");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.at("reasons", "0")).isEqualTo("works off a backlog");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(api.get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void counts_what_it_does() {
    api.post("/api/v1/logs", ITEM, "X-API-Key", "ingest");
    // what the numbers are taken from is looked at once in a while
    await()
        .until(
            () ->
                api.get("/api/v1/metrics", "X-API-Key", "query")
                    .at("metrics", "logs_received")
                    .equals(1));
    Api.Answer answer = api.get("/api/v1/metrics", "X-API-Key", "query");
    assertThat(answer.at("metrics", "logs_processed")).isEqualTo(1);
    assertThat(answer.at("metrics", "logs_filtered")).isEqualTo(0);
    assertThat(answer.at("services", "s", "stored")).isEqualTo(1);
    String prometheus = api.get("/metrics", "X-API-Key", "query").text();
    assertThat(prometheus)
        .contains(
            "# HELP heartwood_logs_processed_total Entries that were kept",
            "heartwood_logs_processed_total 1.0",
            "heartwood_http_requests_seconds_count{route=\"POST /api/v1/logs\",status=\"201\"} 1");
  }

  @Test
  void says_which_address_it_cannot_have() {
    InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port());
    assertThatThrownBy(() -> ApiServer.start(api.service, Api.OPTIONS.withAddress(taken)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on localhost/127.0.0.1:" + api.port());
  }

  @Test
  void refuses_networks_that_are_none() {
    for (String text : List.of("proxy.example", "10.0.0.0/33", "10.0.0.0/x", "", "::1/129")) {
      assertThatThrownBy(() -> Api.OPTIONS.withTrustedProxies(List.of(text)))
          .hasMessage(
              "a trusted proxy must be an address or a network such as 10.0.0.0/8, was " + text);
    }
    assertThat(Networks.of(List.of("10.0.0.0/8", "::1", "2001:db8::/32")).all()).hasSize(3);
  }

  @Test
  void every_status_of_the_contract_has_a_problem_of_its_own() {
    Set<Integer> statuses =
        List.of(ProblemCode.values()).stream().map(ProblemCode::status).collect(Collectors.toSet());
    assertThat(statuses).contains(400, 401, 403, 404, 409, 413, 415, 422, 429, 503);
    assertThat(new ApiOptions.Secret(new byte[32])).hasToString("Secret[hidden]");
    assertThatThrownBy(() -> new ApiOptions.Secret(new byte[31]))
        .hasMessage("a secret must have at least 32 bytes, had 31");
  }
}
