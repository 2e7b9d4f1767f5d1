package dev.heartwood.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.TestEvents;
import dev.heartwood.ThrownData;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class JsonEncoderTest {
  private static final LogRecord EVENT =
      new LogRecord(
          TestEvents.TIME,
          Level.WARN,
          "com.acme.Orders",
          "main",
          "t",
          List.of(),
          "say \"hi\"",
          List.of(new KeyValue("orderId", 4711), new KeyValue("rate", Double.NaN)),
          List.of(new LogMarker("AUDIT", List.of())),
          Map.of("user", "ada"),
          new ThrownData(
              "com.acme.Failure",
              "no",
              List.of(new StackTraceElement("a.A", "run", "A.java", 1)),
              0,
              null,
              List.of(),
              false),
          new StackTraceElement("com.acme.Orders", "fill", "Orders.java", 42));

  private static final JsonConfig CONFIG =
      JsonConfig.DEFAULT.withCaller(true).withStaticField("service.name", "shop");

  @Test
  void prints_the_ecs_format() {
    assertThat(printed(CONFIG, EVENT))
        .isEqualTo(
            "{\"@timestamp\":\"2026-11-20T10:15:30.123456789Z\",\"log.level\":\"WARN\","
                + "\"message\":\"say \\\"hi\\\"\",\"ecs.version\":\"1.2.0\","
                + "\"process.thread.name\":\"main\",\"log.logger\":\"com.acme.Orders\","
                + "\"log.origin.file.name\":\"Orders.java\",\"log.origin.file.line\":42,"
                + "\"log.origin.function\":\"fill\",\"tags\":[\"AUDIT\"],"
                + "\"error.type\":\"com.acme.Failure\",\"error.message\":\"no\","
                + "\"error.stack_trace\":\"com.acme.Failure: no\\n\\tat a.A.run(A.java:1)\\n\","
                + "\"service.name\":\"shop\",\"orderId\":4711,\"rate\":\"NaN\",\"user\":\"ada\"}\n");
  }

  @Test
  void prints_the_logstash_format() {
    assertThat(printed(CONFIG.withFormat(JsonFormat.LOGSTASH), EVENT))
        .isEqualTo(
            "{\"@timestamp\":\"2026-11-20T10:15:30.123456789Z\",\"@version\":\"1\","
                + "\"message\":\"say \\\"hi\\\"\",\"logger_name\":\"com.acme.Orders\","
                + "\"thread_name\":\"main\",\"level\":\"WARN\",\"level_value\":30000,"
                + "\"caller_class_name\":\"com.acme.Orders\",\"caller_method_name\":\"fill\","
                + "\"caller_file_name\":\"Orders.java\",\"caller_line_number\":42,"
                + "\"stack_trace\":\"com.acme.Failure: no\\n\\tat a.A.run(A.java:1)\\n\","
                + "\"tags\":[\"AUDIT\"],\"service.name\":\"shop\","
                + "\"orderId\":4711,\"rate\":\"NaN\",\"user\":\"ada\"}\n");
  }

  @Test
  void prints_the_otel_format() {
    assertThat(printed(CONFIG.withFormat(JsonFormat.OTEL), EVENT))
        .isEqualTo(
            "{\"resourceLogs\":[{\"resource\":{\"attributes\":["
                + "{\"key\":\"service.name\",\"value\":{\"stringValue\":\"shop\"}}]},"
                + "\"scopeLogs\":[{\"scope\":{\"name\":\"com.acme.Orders\"},\"logRecords\":[{"
                + "\"timeUnixNano\":\"1795169730123456789\","
                + "\"severityNumber\":13,\"severityText\":\"WARN\","
                + "\"body\":{\"stringValue\":\"say \\\"hi\\\"\"},\"attributes\":["
                + "{\"key\":\"thread.name\",\"value\":{\"stringValue\":\"main\"}},"
                + "{\"key\":\"code.function.name\",\"value\":{\"stringValue\":\"com.acme.Orders.fill\"}},"
                + "{\"key\":\"code.file.path\",\"value\":{\"stringValue\":\"Orders.java\"}},"
                + "{\"key\":\"code.line.number\",\"value\":{\"intValue\":\"42\"}},"
                + "{\"key\":\"slf4j.markers\",\"value\":{\"arrayValue\":{\"values\":[{\"stringValue\":\"AUDIT\"}]}}},"
                + "{\"key\":\"exception.type\",\"value\":{\"stringValue\":\"com.acme.Failure\"}},"
                + "{\"key\":\"exception.message\",\"value\":{\"stringValue\":\"no\"}},"
                + "{\"key\":\"exception.stacktrace\",\"value\":{\"stringValue\":"
                + "\"com.acme.Failure: no\\n\\tat a.A.run(A.java:1)\\n\"}},"
                + "{\"key\":\"orderId\",\"value\":{\"intValue\":\"4711\"}},"
                + "{\"key\":\"rate\",\"value\":{\"doubleValue\":\"NaN\"}},"
                + "{\"key\":\"user\",\"value\":{\"stringValue\":\"ada\"}}]}]}]}]}\n");
  }

  @Test
  void joins_the_trace_that_the_mdc_names() {
    Map<String, String> mdc =
        Map.of(
            "trace_id", "0af7651916cd43dd8448eb211c80319c",
            "span_id", "b7ad6b7169203331",
            "trace_flags", "01");
    String line = printed(JsonConfig.DEFAULT.withFormat(JsonFormat.OTEL), with(mdc));
    assertThat(line)
        .contains(
            "\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"b7ad6b7169203331\",\"flags\":1")
        .doesNotContain("trace_id");
    assertThat(
            printed(
                JsonConfig.DEFAULT.withFormat(JsonFormat.OTEL),
                with(Map.of("trace_id", "not one"))))
        .contains("{\"key\":\"trace_id\",\"value\":{\"stringValue\":\"not one\"}}");
  }

  @Test
  void prints_the_offset_of_the_zone_at_that_moment() {
    assertThat(
            printed(JsonConfig.DEFAULT.withZone(ZoneId.of("Asia/Kolkata")), TestEvents.event("x")))
        .startsWith("{\"@timestamp\":\"2026-11-20T15:45:30.123456789+05:30\"");
  }

  @Test
  void gives_a_taken_name_a_number() {
    String line =
        printed(
            JsonConfig.DEFAULT.withStaticField("region", "eu"),
            TestEvents.event(
                "x",
                new KeyValue("a", 1),
                new KeyValue("a", 2),
                new KeyValue("a_2", 3),
                new KeyValue("message", true),
                new KeyValue("log", 5L),
                new KeyValue("region", "us")));
    assertThat(line)
        .endsWith(
            ",\"region\":\"eu\",\"a\":1,\"a_2\":2,\"a_2_2\":3,\"message_2\":true,\"log_2\":5,"
                + "\"region_2\":\"us\"}\n");
  }

  @Test
  void replaces_half_a_surrogate_pair_and_escapes_what_breaks_lines() {
    assertThat(
            printed(
                JsonConfig.DEFAULT, TestEvents.event("\uD800 \u2028 \u0085 \u202E \u0007 é 😀")))
        .contains("\"message\":\"\uFFFD \\u2028 \\u0085 \\u202E \\u0007 é 😀\"");
  }

  @Test
  void says_that_an_event_was_cut() {
    String line =
        printed(JsonConfig.DEFAULT.withMaxEventBytes(2_048), TestEvents.event("x".repeat(9_000)));
    assertThat(line)
        .hasSizeLessThanOrEqualTo(2_048)
        .contains("xxx[cut]\"")
        .endsWith(",\"heartwood.truncated\":true}\n");
  }

  @Test
  void cuts_nothing_of_an_event_that_just_fits() {
    String line = printed(JsonConfig.DEFAULT, TestEvents.event("x".repeat(3_000)));
    int bytes = line.getBytes(UTF_8).length;
    LogEvent event = TestEvents.event("x".repeat(3_000));
    assertThat(printed(JsonConfig.DEFAULT.withMaxEventBytes(bytes), event)).isEqualTo(line);
    assertThat(printed(JsonConfig.DEFAULT.withMaxEventBytes(bytes - 1), event))
        .contains("heartwood.truncated");
  }

  @Test
  void leaves_a_line_in_place_of_an_event_that_cannot_be_printed() {
    LogEvent broken =
        new PendingEvent("x") {
          @Override
          public String threadName() {
            throw new IllegalStateException("no");
          }
        };
    for (JsonFormat format : JsonFormat.values()) {
      assertThat(printed(JsonConfig.DEFAULT.withFormat(format), broken))
          .contains("[FAILED encode: java.lang.IllegalStateException]")
          .endsWith("}\n");
    }
  }

  @Test
  void appends_to_what_the_buffer_holds() {
    Utf8Buffer out = new Utf8Buffer();
    JsonEncoder encoder = new JsonEncoder(JsonConfig.DEFAULT.withMaxEventBytes(2_048));
    encoder.encode(TestEvents.event("x".repeat(5_000)), out);
    int first = out.length();
    encoder.encode(TestEvents.event("second"), out);
    assertThat(new String(out.toByteArray(), first, out.length() - first, UTF_8))
        .startsWith("{\"@timestamp\":")
        .contains("\"message\":\"second\"");
  }

  @Test
  void refuses_a_bound_that_leaves_no_room() {
    assertThatThrownBy(() -> JsonConfig.DEFAULT.withMaxEventBytes(100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxEventBytes must be at least 2048, was 100");
    JsonConfig config =
        JsonConfig.DEFAULT.withMaxEventBytes(2_048).withStaticField("a", "x".repeat(600));
    assertThatThrownBy(() -> new JsonEncoder(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("static fields must take at most a quarter of maxEventBytes (2048)");
  }

  @Test
  void refuses_a_static_field_with_a_name_of_the_format() {
    JsonConfig config = JsonConfig.DEFAULT.withStaticField("message", "x");
    assertThatThrownBy(() -> new JsonEncoder(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("static field must not have a name of the format itself, was [message]");
  }

  private static LogRecord with(Map<String, String> mdc) {
    return new LogRecord(
        TestEvents.TIME,
        Level.INFO,
        "orders",
        "main",
        "x",
        List.of(),
        "x",
        List.of(),
        List.of(),
        mdc,
        null,
        null);
  }

  private static String printed(JsonConfig config, LogEvent event) {
    Utf8Buffer out = new Utf8Buffer();
    new JsonEncoder(config).encode(event, out);
    return new String(out.toByteArray(), UTF_8);
  }
}
