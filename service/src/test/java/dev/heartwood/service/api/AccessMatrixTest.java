package dev.heartwood.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.common.HttpMethod;
import dev.heartwood.StatusReporter;
import dev.heartwood.service.security.ApiKeys;
import dev.heartwood.service.security.AuditLog;
import dev.heartwood.service.security.KeyRequest;
import dev.heartwood.service.security.KeyRing;
import dev.heartwood.service.security.NewKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route of the running server with every kind of key. */
class AccessMatrixTest {
  private static final String SECRET = "of-another-service";

  @TempDir Path dir;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-25T12:00:00Z"));
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, NewKey> keys = new LinkedHashMap<>();
  private KeyRing ring;
  private AuditLog audit;
  private Api api;

  @BeforeEach
  void start() throws IOException {
    ApiKeys file = ApiKeys.of(dir, now::get);
    make(file, "ingest", Set.of(dev.heartwood.service.security.Scope.INGEST), null, null);
    make(file, "query", Set.of(dev.heartwood.service.security.Scope.QUERY), null, null);
    make(file, "admin", Set.of(dev.heartwood.service.security.Scope.ADMIN), null, null);
    Set<dev.heartwood.service.security.Scope> all =
        Set.of(dev.heartwood.service.security.Scope.values());
    make(file, "all", all, null, null);
    make(file, "expired", all, null, Duration.ofHours(1));
    make(file, "revoked", all, null, null);
    make(file, "shop", all, Set.of("shop"), null);
    file.revoke(keys.get("revoked").key().id());
    now.set(now.get().plus(Duration.ofHours(2)));
    ring = KeyRing.open(file, StatusReporter.standardError());
    audit = AuditLog.ofService(dir, StatusReporter.standardError());
    api = new Api(Api.OPTIONS.withAccess(new KeyAccess(ring, audit)));
  }

  private void make(
      ApiKeys file,
      String name,
      Set<dev.heartwood.service.security.Scope> scopes,
      Set<String> services,
      Duration life)
      throws IOException {
    keys.put(name, file.create(new KeyRequest(name, scopes, services, life)));
  }

  @AfterEach
  void stop() {
    api.close();
    ring.close();
    audit.close();
  }

  private record Seen(int status, String challenge, String body) {}

  private Seen call(Endpoint endpoint, String suffix, String... headers)
      throws IOException, InterruptedException {
    String path = endpoint.pattern().replace("{id}", "1-1-1") + suffix;
    HttpRequest.Builder request =
        api.to(path)
            .method(endpoint.method().name(), HttpRequest.BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(20));
    HttpResponse<InputStream> answer =
        client.send(
            (headers.length == 0 ? request : request.headers(headers)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = answer.body()) {
      boolean problem = answer.statusCode() == 401 || answer.statusCode() == 403;
      String body = problem ? new String(in.readAllBytes(), StandardCharsets.UTF_8) : "";
      String id = answer.headers().firstValue("x-request-id").orElse("none");
      String challenge = answer.headers().firstValue("www-authenticate").orElse("");
      return new Seen(answer.statusCode(), challenge, body.replace(id, "ID"));
    }
  }

  private String key(String name) {
    return keys.get(name).text();
  }

  @Test
  void every_route_asks_for_the_right_key_and_says_no_more_than_that() throws Exception {
    assertThat(api.server.endpoints())
        .extracting(Endpoint::scope)
        .contains(Scope.PUBLIC, Scope.INGEST, Scope.QUERY);
    for (Endpoint route : api.server.endpoints()) {
      String what = route.method() + " " + route.pattern();
      if (route.scope() == Scope.PUBLIC) {
        assertThat(call(route, "").status()).as(what).isNotIn(401, 403);
        continue;
      }
      String unknown = key("all").substring(0, key("all").length() - 1) + "!";
      Set<Seen> refused = new HashSet<>();
      for (String wrong :
          List.of("", "x", unknown, "hw_00000000_x", key("expired"), key("revoked"))) {
        refused.add(call(route, "", "Authorization", "Bearer " + wrong));
        refused.add(call(route, "", "X-API-Key", wrong));
      }
      refused.add(call(route, ""));
      refused.add(call(route, "", "Authorization", "Basic " + key("all")));
      refused.add(call(route, "", "Authorization", key("all")));
      refused.add(call(route, "", "Cookie", "key=" + key("all")));
      refused.add(call(route, "?api_key=" + key("all") + "&access_token=" + key("all")));
      assertThat(refused).as(what).hasSize(1);
      Seen one = refused.iterator().next();
      assertThat(one.status()).as(what).isEqualTo(401);
      assertThat(one.challenge()).as(what).startsWith("Bearer");

      Set<Seen> forbidden = new HashSet<>();
      for (Scope scope : List.of(Scope.INGEST, Scope.QUERY, Scope.ADMIN)) {
        String key = key(scope.name().toLowerCase(Locale.ROOT));
        for (String[] header :
            List.of(
                new String[] {"Authorization", "Bearer " + key},
                new String[] {"authorization", "bEARER  " + key},
                new String[] {"x-api-key", key})) {
          Seen seen = call(route, "", header);
          if (scope == route.scope()) {
            assertThat(seen.status()).as(what + " with " + scope).isNotIn(401, 403);
          } else {
            forbidden.add(seen);
          }
        }
      }
      assertThat(forbidden).as(what).hasSize(1);
      assertThat(forbidden.iterator().next().status()).as(what).isEqualTo(403);
      assertThat(call(route, "", "X-API-Key", key("all")).status()).as(what).isNotIn(401, 403);
    }
  }

  @Test
  void an_unknown_path_and_method_tell_nothing_and_let_nobody_in() throws Exception {
    for (String path : List.of("/api/v1/logs/../keys", "/api/v1//logs", "/api/v1/logs/", "/%2e")) {
      Endpoint route =
          new Endpoint(HttpMethod.GET, path, Scope.QUERY, Endpoint.Kind.QUERY, (c, b) -> null);
      assertThat(call(route, "").status()).as(path).isIn(400, 401, 404);
    }
  }

  @Test
  void a_key_for_one_service_sees_nothing_of_another() throws Exception {
    String id = logged("shop", "mine");
    String other = logged("payment", SECRET);
    List<String> seen = new ArrayList<>();
    for (Endpoint route : api.server.endpoints()) {
      if (route.method() != HttpMethod.GET || route.scope() != Scope.QUERY) {
        continue;
      }
      for (String which : List.of(id, other)) {
        for (String suffix : List.of("", "?service_name=payment", "?key=k")) {
          String path = route.pattern().replace("{id}", which) + suffix;
          if (path.contains("/tail")) {
            continue; // goes on for ever; its condition is that of the replay
          }
          Api.Answer answer = api.get(path, "X-API-Key", key("shop"));
          assertThat(answer.text()).as(path).doesNotContain(SECRET);
          if (answer.text().contains("mine")) {
            seen.add(path);
          }
        }
      }
    }
    assertThat(seen).contains("/api/v1/logs", "/api/v1/logs/replay", "/api/v1/logs/" + id);
    assertThat(api.get("/api/v1/logs/" + other, "X-API-Key", key("shop")).status()).isEqualTo(404);
    assertThat(api.get("/api/v1/logs", "X-API-Key", key("all")).text()).contains(SECRET);
  }

  private String logged(String service, String message) {
    Api.Answer answer =
        api.post(
            "/api/v1/logs",
            "{\"level\":\"INFO\",\"service_name\":\"%s\",\"message\":\"%s\",\"key\":\"k\"}"
                .formatted(service, message),
            "X-API-Key",
            key("ingest"));
    assertThat(answer.status()).isEqualTo(201);
    return (String) answer.at("log_id");
  }

  @Test
  void what_is_refused_is_in_the_audit_log_without_the_key() throws Exception {
    Endpoint logs =
        api.server.endpoints().stream()
            .filter(route -> route.pattern().equals("/api/v1/logs"))
            .filter(route -> route.method() == HttpMethod.GET)
            .findFirst()
            .orElseThrow();
    call(logs, "");
    call(logs, "", "X-API-Key", "hunter2");
    call(logs, "", "X-API-Key", key("expired"));
    call(logs, "", "X-API-Key", key("revoked"));
    call(logs, "", "X-API-Key", key("ingest"));
    call(logs, "", "X-API-Key", key("query"));
    audit.close();

    String text = Files.readString(dir.resolve("audit.jsonl"));
    assertThat(text.lines()).hasSize(5);
    assertThat(text)
        .contains("\"no_key\"", "\"unknown_key\"", "\"expired_key\"", "\"revoked_key\"")
        .contains("\"key:" + keys.get("ingest").key().id() + "\"", "\"peer\":\"127.0.0.1\"")
        .doesNotContain("hunter2");
    keys.values().forEach(key -> assertThat(text).doesNotContain(key.text()));
  }

  @Test
  void a_service_without_keys_is_open_until_the_first_is_made() throws Exception {
    Path empty = Files.createDirectory(dir.resolve("empty"));
    ApiKeys file = ApiKeys.of(empty);
    try (KeyRing none = KeyRing.open(file, StatusReporter.standardError());
        Api open = new Api(Api.OPTIONS.withAccess(new KeyAccess(none, audit)))) {
      assertThat(open.get("/api/v1/logs").status()).isEqualTo(200);
      NewKey first =
          file.create(
              new KeyRequest("a", Set.of(dev.heartwood.service.security.Scope.QUERY), null, null));
      await().untilAsserted(() -> assertThat(open.get("/api/v1/logs").status()).isEqualTo(401));
      assertThat(open.get("/api/v1/logs", "X-API-Key", first.text()).status()).isEqualTo(200);
      assertThat(open.get("/health/live").status()).isEqualTo(200);
    }
  }
}
