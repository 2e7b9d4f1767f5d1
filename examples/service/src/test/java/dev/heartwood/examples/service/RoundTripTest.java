package dev.heartwood.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.Status;
import dev.heartwood.config.YamlConfig;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MarkerFactory;
import tools.jackson.databind.JsonNode;

/** What an application logs is what the service answers: event, POST, GET. */
class RoundTripTest {
  @TempDir Path dir;

  private RunningService service;

  @BeforeEach
  void startService() throws Exception {
    service = new RunningService(dir.resolve("data"));
  }

  @AfterEach
  void stopService() throws Exception {
    service.close();
  }

  @Test
  void an_event_of_logback_comes_back_with_all_that_it_had() throws Exception {
    LoggerContext context =
        configured(
            """
            <configuration>
              <property scope="context" name="service.name" value="shop"/>
              <appender name="SERVICE" class="dev.heartwood.logback.ServiceAppender">
                <url>URL</url>
                <key>kvp:orderId</key>
                <spoolTo>DIR/spool</spoolTo>
              </appender>
              <appender name="ASYNC" class="dev.heartwood.logback.AsyncAppender">
                <appender-ref ref="SERVICE"/>
              </appender>
              <root level="INFO"><appender-ref ref="ASYNC"/></root>
            </configuration>
            """);
    Map<String, Object> customer = new LinkedHashMap<>();
    customer.put("name", "Ann \u2028 O'Neil");
    customer.put("tags", List.of("new", 7, true));
    customer.put("address", Map.of("city", "Bonn"));
    Logger logger = context.getLogger("shop.orders");
    context.getMDCAdapter().put("traceId", "t-1");
    context.getMDCAdapter().put("till", "7");
    Instant before = Instant.now();
    logger
        .atError()
        .addMarker(MarkerFactory.getMarker("AUDIT"))
        .addKeyValue("orderId", "o-1")
        .addKeyValue("total", new BigDecimal("12.50"))
        .addKeyValue("items", 3)
        .addKeyValue("weight", 0.25)
        .addKeyValue("paid", false)
        .addKeyValue("nothing", (Object) null)
        .addKeyValue("customer", customer)
        .setCause(new IllegalStateException("no parcel", new RuntimeException("too wide")))
        .log("order {} stuck", "o-1");
    Instant after = Instant.now();
    context.stop(); // delivers

    JsonNode log = service.get("/api/v1/logs?refresh=true").get("logs").get(0);
    assertThat(log.get("level").asString()).isEqualTo("ERROR");
    assertThat(log.get("severity_number").asInt()).isEqualTo(17);
    assertThat(log.get("service_name").asString()).isEqualTo("shop");
    assertThat(log.get("message").asString()).isEqualTo("order o-1 stuck");
    assertThat(log.get("logger").asString()).isEqualTo("shop.orders");
    assertThat(log.get("thread").asString()).isEqualTo(Thread.currentThread().getName());
    assertThat(log.get("correlation_id").asString()).isEqualTo("t-1");
    assertThat(log.get("key").asString()).isEqualTo("o-1");
    assertThat(Instant.parse(log.get("timestamp").asString())).isBetween(before, after);
    assertThat(log.get("exception").get("type").asString())
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(log.get("exception").get("message").asString()).isEqualTo("no parcel");
    assertThat(log.get("exception").get("stack_trace").asString())
        .startsWith("java.lang.IllegalStateException: no parcel\n\tat ")
        .contains("\nCaused by: java.lang.RuntimeException: too wide\n");
    assertThat(log.get("metadata"))
        .isEqualTo(
            RunningService.JSON.readTree(
                """
                {"orderId": "o-1", "total": 12.50, "items": 3, "weight": 0.25, "paid": false,
                 "nothing": null,
                 "customer": {"name": "Ann \\u2028 O'Neil", "tags": ["new", 7, true],
                              "address": {"city": "Bonn"}},
                 "traceId": "t-1", "till": "7", "markers": ["AUDIT"]}
                """));
    assertThat(found("metadata.items=3&metadata.customer.address.city=Bonn")).isEqualTo(1);
    assertThat(found("correlation_id=t-1&logger=shop.orders&level=ERROR")).isEqualTo(1);
    assertThat(service.get("/api/v1/logs/latest?key=o-1").findValue("log_id"))
        .isEqualTo(log.get("log_id"));
  }

  @Test
  void an_event_of_the_facade_keeps_each_nanosecond() throws Exception {
    Path file = dir.resolve("loggers.yaml");
    Files.writeString(
        file,
        """
        loggers:
          ROOT: {level: INFO, handlers: [ASYNC]}
        handlers:
          ASYNC: {type: async, to: SERVICE}
          SERVICE: {type: service, url: URL, serviceName: till, key: logger}
        """
            .replace("URL", service.url()));
    try (YamlConfig yaml = YamlConfig.open(file)) {
      for (int i = 0; i < 1_000; i++) {
        yaml.loggers().getLogger("shop.till").info("paid {}", i);
      }
      assertThat(yaml.loggers().awaitDelivered(Duration.ofSeconds(30))).isTrue();
    }
    JsonNode page = service.get("/api/v1/logs?refresh=true&order=asc&limit=1000");
    assertThat(page.get("pagination").get("total").asInt()).isEqualTo(1_000);
    Instant last = Instant.MIN;
    int number = 0;
    for (JsonNode log : page.get("logs")) {
      Instant time = Instant.parse(log.get("timestamp").asString());
      assertThat(time).isAfterOrEqualTo(last);
      last = time;
      assertThat(log.get("message").asString()).isEqualTo("paid " + number++);
    }
    assertThat(service.get("/api/v1/logs/latest?key=shop.till").findValue("message").asString())
        .isEqualTo("paid 999");
  }

  private int found(String filters) throws Exception {
    return service.get("/api/v1/logs?" + filters).get("count").asInt();
  }

  private LoggerContext configured(String xml) throws Exception {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    String text = xml.replace("URL", service.url()).replace("DIR", dir.toString());
    configurator.doConfigure(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    assertThat(context.getStatusManager().getCopyOfStatusList())
        .allMatch(status -> status.getEffectiveLevel() == Status.INFO);
    return context;
  }
}
