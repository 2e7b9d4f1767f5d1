package dev.heartwood.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.heartwood.LoggersConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpYamlTest {
  @TempDir Path dir;

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final List<String> reports = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/logs", this::serve);
    server.createContext("/api/v1/logs/batch", this::serveBatch);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void events_go_through_a_ring_to_a_server_as_json_or_as_the_encoder_says() throws Exception {
    try (YamlConfig yaml =
        open(
            """
            loggers:
              ROOT: {level: INFO, handlers: [ASYNC]}
            handlers:
              ASYNC: {type: async, to: [JSON, TEXT]}
              JSON: {type: http, url: URL, header: "Authorization: Bearer ${TOKEN}"}
              TEXT:
                type: http
                url: URL
                header: ["X-One: 1", "X-Two: 2"]
                contentType: text/plain
                maxBatchEvents: 10
                maxBatchSize: 64KB
                maxRequestSize: 1MB
                gzip: false
                connectTimeout: 1 s
                requestTimeout: 2 s
                maxRetries: 3
                retryDelay: 10 ms
                maxRetryDelay: 1 s
                retryTimeout: 5 s
                closeTimeout: 2 s
                spoolTo: DIR/spool
                maxSpoolSize: 1MB
                spoolFsync: true
                encoder: {pattern: "%msg%n"}
            """)) {
      yaml.loggers().getLogger("shop").info("an order of {}", 3);
    }
    assertThat(bodies).hasSize(2).contains("an order of 3\n");
    assertThat(bodies).anyMatch(body -> body.contains("\"message\":\"an order of 3\""));
    assertThat(tokens).containsExactlyInAnyOrder("Bearer t0ken", "null");
    assertThat(reports).isEmpty();
  }

  @Test
  void events_go_to_a_log_service_with_name_key_and_correlation_id() throws Exception {
    try (YamlConfig yaml =
        open(
            """
            loggers:
              ROOT: {level: INFO, handlers: [SERVICE]}
            handlers:
              SERVICE:
                type: service
                url: BASE
                serviceName: shop
                apiKey: ${TOKEN}
                key: kvp:orderId
                correlationId: [request, visit]
                maxEventSize: 64KB
                header: ["X-One: 1"]
                maxBatchEvents: 10
                spoolTo: DIR/spool
                maxSpoolSize: 1MB
            """)) {
      yaml.loggers().getLogger("shop").atInfo().addKeyValue("orderId", "o-1").log("paid");
    }
    assertThat(bodies)
        .singleElement()
        .asString()
        .contains("\"service_name\":\"shop\"", "\"key\":\"o-1\"", "\"orderId\":\"o-1\"");
    assertThat(tokens).containsExactly("Bearer t0ken");
    assertThat(reports).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {type: http}                              | url is missing
          {type: http, url: ftp://h/x}              | url must start with http or https, was [ftp://h/x]
          {type: http, url: URL, gzip: maybe}       | gzip must be true or false, was maybe
          {type: http, url: URL, maxRetries: -1}    | maxRetries must be 0 to 1000, was -1
          {type: http, url: URL, maxBatchSize: 1}   | maxBatchSize must be 1024 to 268435456, was 1
          {type: http, url: URL, header: "${TOKEN}"} | header must be given as Name: value, had no name
          {type: http, url: URL, retries: 3}        | key must be one of
          {type: http, url: URL, maxSpoolSize: 1MB} | maxSpoolSize needs spoolTo
          {type: http, url: URL, spoolTo: DIR, maxSpoolSize: 1KB} | maxSpoolSize must be at least 262144 bytes, was 1024
          {type: http, url: URL, spoolTo: /dev/null/x} | spoolTo [/dev/null/x] cannot be opened
          {type: service, url: BASE}                | serviceName is missing
          {type: service, serviceName: a, url: URL/api/v1} | url must be the address of the service alone
          {type: service, serviceName: a, url: BASE, key: order} | key must be kvp:NAME
          {type: service, serviceName: a, url: BASE, maxEventSize: 1KB} | maxEventBytes must be at least 4096
          {type: service, serviceName: a, url: BASE, encoder: {json: ecs}} | key must be one of
          {type: http, url: URL, to: [B]}           | to must not be set for this type, was [B]
          """)
  void tells_what_is_wrong_and_no_secret(String handler, String fault) {
    assertThatThrownBy(
            () -> open("loggers: {ROOT: {level: INFO, handlers: [A]}}\nhandlers:\n  A: " + handler))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(fault)
        .hasMessageNotContaining("t0ken");
  }

  private YamlConfig open(String text) throws IOException {
    Path file = dir.resolve("loggers.yaml");
    String url = "http://localhost:" + server.getAddress().getPort() + "/logs";
    String base = url.substring(0, url.lastIndexOf('/'));
    Files.writeString(
        file, text.replace("BASE", base).replace("URL", url).replace("DIR", dir.toString()));
    LoggersConfig config =
        LoggersConfig.DEFAULT.withStatus((level, message, cause) -> reports.add(message));
    return YamlConfig.open(file, config, name -> name.equals("TOKEN") ? "t0ken" : null);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      tokens.add("" + exchange.getRequestHeaders().getFirst("Authorization"));
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private void serveBatch(HttpExchange exchange) throws IOException {
    try (exchange) {
      bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      tokens.add("" + exchange.getRequestHeaders().getFirst("Authorization"));
      byte[] answer =
          "{\"accepted\":1,\"rejected\":0,\"filtered\":0,\"duplicates\":0,\"errors\":[]}"
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }
}
