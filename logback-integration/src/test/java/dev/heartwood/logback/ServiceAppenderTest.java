package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceAppenderTest {
  @TempDir Path dir;

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    startServer(0);
  }

  private void startServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/api/v1/logs/batch", this::serve);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void the_property_of_the_context_names_the_service() {
    try (Configured configured =
        Configured.from("<property scope='context' name='service.name' value='shop'/>" + xml(""))) {
      assertThat(configured.complaints()).isEmpty();
      configured.logger("orders").info("paid");
    }
    assertThat(bodies)
        .singleElement()
        .asString()
        .contains("\"service_name\":\"shop\"")
        .contains("\"logger\":\"orders\"")
        .doesNotContain("\"key\"")
        .doesNotContain("correlation_id");
  }

  @Test
  void an_option_goes_before_the_property_and_events_have_key_and_correlation_id() {
    String options =
        "<serviceName>till</serviceName><apiKey>k3y-of-the-shop</apiKey>"
            + "<key>kvp:orderId</key><correlationId>request, visit</correlationId>"
            + "<maxEventSize>8KB</maxEventSize>";
    try (Configured configured =
        Configured.from(
            "<property scope='context' name='service.name' value='shop'/>" + xml(options))) {
      assertThat(configured.complaints()).isEmpty();
      Logger logger = configured.logger("orders");
      logger.getLoggerContext().getMDCAdapter().put("visit", "v-7");
      logger.atInfo().addKeyValue("orderId", "o-1").log("paid");
    }
    assertThat(authorizations).containsExactly("Bearer k3y-of-the-shop");
    assertThat(bodies)
        .singleElement()
        .asString()
        .contains("\"service_name\":\"till\"")
        .contains("\"key\":\"o-1\"")
        .contains("\"correlation_id\":\"v-7\"")
        .contains("\"metadata\":{\"orderId\":\"o-1\",\"visit\":\"v-7\"}");
  }

  @Test
  void keeps_events_on_disk_until_the_service_is_there() throws Exception {
    int port = server.getAddress().getPort();
    server.stop(0);
    String options = "<serviceName>shop</serviceName><maxRetries>0</maxRetries><spoolTo>";
    String xml = behindRing(options + dir + "/spool</spoolTo>", port);
    try (Configured configured = Configured.from(xml)) {
      IntStream.range(0, 100).forEach(i -> configured.logger("a").info("order {}", i));
    }
    assertThat(bodies).isEmpty();

    startServer(port);
    try (Configured configured = Configured.from(xml)) {
      configured.logger("a").info("order {}", 100);
      assertThat(configured.complaints()).isEmpty();
      assertThat(configured.async().awaitDelivered(Duration.ofSeconds(30))).isTrue();
    }
    List<String> lines = bodies.stream().flatMap(String::lines).toList();
    assertThat(lines).hasSize(101);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).contains("\"message\":\"order " + i + "\"");
    }
  }

  @Test
  void masks_secrets_before_they_are_sent() {
    try (Configured configured =
        Configured.from(xml("<serviceName>shop</serviceName><redactor/>"))) {
      configured.logger("a").info("password=hunter2");
    }
    assertThat(bodies).singleElement().asString().contains("password=").doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <url>http://x/api/v1/logs</url>        | url must be the address of the service alone
          <url>ftp://x</url>                     | url must start with http or https, was [ftp://x]
          <apiKey>s3crét</apiKey>                | header must have a value of printable ASCII
          <key>order</key>                       | key cannot be order: key must be kvp:NAME
          <correlationId>a,,b</correlationId>    | correlationId must be names with commas between
          <maxEventSize>1KB</maxEventSize>       | maxEventBytes must be at least 4096, was 1024
          <maxBatchEvents>20000</maxBatchEvents> | maxBatchEvents must be 1 to 10000 for a log service
          <maxSpoolSize>1GB</maxSpoolSize>       | maxSpoolSize needs spoolTo, was 1GB
          """)
  void refuses_a_wrong_value_with_an_error_at_start(String option, String error) {
    String options = "<serviceName>shop</serviceName>" + option;
    try (Configured configured = Configured.from(xml(options))) {
      configured.logger("a").info("not sent");
      assertThat(configured.errors())
          .anyMatch(text -> text.startsWith("Appender [SERVICE] not started: " + error))
          .noneMatch(text -> text.contains("s3cr"));
    }
    assertThat(bodies).isEmpty();
  }

  @Test
  void needs_a_name_for_the_service() {
    try (Configured configured = Configured.from(xml(""))) {
      assertThat(configured.errors())
          .contains(
              "Appender [SERVICE] not started: serviceName must be given, or the property"
                  + " service.name be set; was missing");
    }
  }

  private String xml(String options) {
    return appender(options, server.getAddress().getPort())
        + "<root level='INFO'><appender-ref ref='SERVICE'/></root>";
  }

  private static String behindRing(String options, int port) {
    return appender(options, port)
        + "<appender name='ASYNC' class='dev.heartwood.logback.AsyncAppender'>"
        + "<appender-ref ref='SERVICE'/></appender>"
        + "<root level='INFO'><appender-ref ref='ASYNC'/></root>";
  }

  private static String appender(String options, int port) {
    return "<appender name='SERVICE' class='dev.heartwood.logback.ServiceAppender'>"
        + (options.contains("<url>") ? "" : "<url>http://localhost:" + port + "</url>")
        + options
        + "</appender>";
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      bodies.add(body);
      if (exchange.getRequestHeaders().containsKey("Authorization")) {
        authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
      }
      byte[] answer =
          ("{\"accepted\":"
                  + body.lines().count()
                  + ",\"rejected\":0,\"filtered\":0,\"duplicates\":0,\"log_ids\":[],\"errors\":[]}")
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }
}
