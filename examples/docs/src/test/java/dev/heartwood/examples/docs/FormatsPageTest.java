package dev.heartwood.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.KeyValue;
import dev.heartwood.LogRecord;
import dev.heartwood.format.Encoder;
import dev.heartwood.format.Escape;
import dev.heartwood.format.JsonConfig;
import dev.heartwood.format.JsonEncoder;
import dev.heartwood.format.JsonFormat;
import dev.heartwood.format.PatternConfig;
import dev.heartwood.format.PatternEncoder;
import dev.heartwood.format.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.event.Level;

/** The samples of docs/formats.md, and the lines that it shows. */
class FormatsPageTest {
  private static final LogRecord PLACED =
      new LogRecord(
          Instant.parse("2026-11-20T09:15:30.123456789Z"),
          Level.INFO,
          "com.shop.orders.OrderService",
          "http-7",
          "order {} placed",
          List.of("order-42"),
          "order order-42 placed",
          List.of(new KeyValue("orderId", "order-42"), new KeyValue("items", 3)),
          List.of(),
          Map.of("customer", "ada"),
          null,
          null);

  @Test
  void shows_the_line_that_a_pattern_prints() {
    PatternConfig config =
        PatternConfig.of("%d{HH:mm:ss.SSS} [%t] %-5level %logger{20} - %msg %kvp{NONE} {%X}%n")
            .withZone(ZoneOffset.UTC)
            .withLineEnd("\n");

    assertShown(line(PatternEncoder.compile(config)));
  }

  @ParameterizedTest
  @EnumSource
  void shows_the_line_of_each_json_format(JsonFormat format) {
    assertShown(line(new JsonEncoder(format)));
  }

  @Test
  void makes_encoders_in_code() {
    Encoder text = PatternEncoder.compile("%d %-5level %logger{36} - %msg%n", Escape.CONTROL);
    Encoder json =
        new JsonEncoder(
            JsonConfig.DEFAULT
                .withFormat(JsonFormat.LOGSTASH)
                .withStaticField("service.name", "orders"));

    assertThat(line(text)).endsWith("order order-42 placed" + System.lineSeparator());
    assertThat(line(json)).contains("\"service.name\":\"orders\"");
  }

  private static void assertShown(String line) {
    assertThat(Page.ROOT.resolve("docs/formats.md")).content().contains(line.stripTrailing());
  }

  private static String line(Encoder encoder) {
    Utf8Buffer out = new Utf8Buffer();
    encoder.encode(PLACED, out);
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }
}
