package dev.heartwood.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.KeyValue;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.TestEvents;
import dev.heartwood.ThrownData;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class ServiceEncoderTest {
  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  @Test
  void prints_what_the_service_takes() {
    ServiceEncoder encoder =
        new ServiceEncoder(ServiceFormat.of("shop").withKey(event -> "order-42"));
    assertThat(line(encoder, full(Map.of("traceId", "t-1", "user", "ann"))))
        .isEqualTo(
            "{\"timestamp\":\"2026-11-20T10:15:30.123456789Z\",\"level\":\"WARN\","
                + "\"service_name\":\"shop\",\"message\":\"paid 3\",\"logger\":\"orders\","
                + "\"thread\":\"main\",\"correlation_id\":\"t-1\",\"key\":\"order-42\","
                + "\"exception\":{\"type\":\"java.io.IOException\",\"message\":\"gone\","
                + "\"stack_trace\":\"java.io.IOException: gone\\n\"},"
                + "\"metadata\":{\"amount\":12.50,\"paid\":true,\"count\":3,\"nothing\":null,"
                + "\"traceId\":\"t-1\",\"user\":\"ann\",\"markers\":[\"AUDIT\"]}}\n");
  }

  @Test
  void leaves_out_what_an_event_has_not() {
    assertThat(line(new ServiceEncoder(ServiceFormat.of("shop")), TestEvents.event("hello")))
        .isEqualTo(
            "{\"timestamp\":\"2026-11-20T10:15:30.123456789Z\",\"level\":\"INFO\","
                + "\"service_name\":\"shop\",\"message\":\"hello\",\"logger\":\"orders\","
                + "\"thread\":\"main\"}\n");
  }

  @Test
  void the_first_of_the_correlation_ids_in_the_mdc_counts() {
    ServiceFormat format = ServiceFormat.of("shop").withCorrelationIds(List.of("request", "b"));
    assertThat(parsed(line(new ServiceEncoder(format), full(Map.of("b", "2", "request", "1")))))
        .containsEntry("correlation_id", "1");
    assertThat(parsed(line(new ServiceEncoder(format), full(Map.of("traceId", "1")))))
        .doesNotContainKey("correlation_id");
  }

  @Test
  void a_key_value_goes_before_an_mdc_entry_of_its_name_and_neither_is_lost() {
    ServiceEncoder encoder = new ServiceEncoder(ServiceFormat.of("shop"));
    assertThat(metadata(encoder, full(Map.of("count", "3"))))
        .containsEntry("count", 3)
        .doesNotContainKey("count_2");
    assertThat(metadata(encoder, full(Map.of("count", "four", "markers", "m"))))
        .containsEntry("count", 3)
        .containsEntry("count_2", "four")
        .containsEntry("markers", "m")
        .containsEntry("markers_2", List.of("AUDIT"));
  }

  @Test
  void maps_and_lists_of_key_values_stay_maps_and_lists() {
    Map<String, Object> customer = new LinkedHashMap<>();
    customer.put("name", "Ann \"\u2028\"");
    customer.put("tags", List.of("new", 7, true));
    customer.put("nothing", null);
    LogRecord event =
        TestEvents.event(
            "paid",
            new KeyValue("customer", customer),
            new KeyValue("empty", Map.of()),
            new KeyValue("none", new int[0]),
            new KeyValue("sizes", new double[] {1.5, 2}));
    assertThat(line(new ServiceEncoder(ServiceFormat.of("shop")), event))
        .endsWith(
            "\"metadata\":{\"customer\":{\"name\":\"Ann \\\"\\u2028\\\"\","
                + "\"tags\":[\"new\",7,true],\"nothing\":null},\"empty\":{},\"none\":[],"
                + "\"sizes\":[1.5,2.0]}}\n");
  }

  @Test
  void a_map_that_does_not_fit_is_left_out_as_a_whole() {
    Map<String, Object> large = new LinkedHashMap<>();
    for (int i = 0; i < 400; i++) {
      large.put("name" + i, List.of("value".repeat(20)));
    }
    ServiceFormat format =
        ServiceFormat.of("shop").withMaxEventBytes(ServiceFormat.MIN_EVENT_BYTES);
    String line =
        line(
            new ServiceEncoder(format),
            TestEvents.event("paid", new KeyValue("large", large), new KeyValue("small", 1)));
    assertThat(line.length()).isLessThanOrEqualTo(ServiceFormat.MIN_EVENT_BYTES);
    @SuppressWarnings("unchecked")
    Map<String, Object> metadata = (Map<String, Object>) parsed(line).get("metadata");
    assertThat(metadata).containsOnlyKeys("small", "heartwood.truncated");
  }

  @Test
  void an_extractor_that_throws_finds_no_key() {
    ServiceFormat format =
        ServiceFormat.of("shop")
            .withKey(
                event -> {
                  throw new IllegalStateException("broken");
                });
    assertThat(parsed(line(new ServiceEncoder(format), TestEvents.event("hello"))))
        .containsEntry("message", "hello")
        .doesNotContainKey("key");
  }

  @Test
  void names_longer_than_the_service_takes_are_cut() {
    String name = "n".repeat(998) + "\uD83D\uDE00" + "n".repeat(500);
    LogRecord event =
        new LogRecord(
            TestEvents.TIME,
            Level.INFO,
            name,
            name,
            "",
            List.of(),
            "",
            List.of(),
            List.of(),
            Map.of("traceId", name),
            null,
            null);
    Map<String, Object> fields =
        parsed(line(new ServiceEncoder(ServiceFormat.of("shop").withKey(e -> name)), event));
    String cut = "n".repeat(995) + "[cut]";
    assertThat(fields)
        .containsEntry("logger", cut)
        .containsEntry("thread", cut)
        .containsEntry("key", cut)
        .containsEntry("correlation_id", cut);
  }

  @Test
  void hostile_events_are_valid_and_within_the_bound() {
    long seed = Long.getLong("heartwood.test.seed", System.nanoTime());
    HostileEvents events = new HostileEvents(seed);
    for (int max : new int[] {ServiceFormat.MIN_EVENT_BYTES, 5_000, 1 << 20}) {
      ServiceFormat format =
          ServiceFormat.of("s\u00e9".repeat(128))
              .withMaxEventBytes(max)
              .withKey(event -> "\u2028".repeat(2_000));
      for (int i = 0; i < 500; i++) {
        LogRecord event = events.next();
        String line = line(new ServiceEncoder(format), max < 1 << 20 ? longer(event) : event);
        assertThat(line.getBytes(UTF_8)).as("seed %d", seed).hasSizeLessThanOrEqualTo(max);
        Map<String, Object> fields = parsed(line);
        assertThat(fields)
            .as("seed %d", seed)
            .containsKeys("timestamp", "level", "service_name", "message", "logger", "thread");
        if (max < 1 << 20) {
          assertThat(((Map<?, ?>) fields.get("metadata")).get("heartwood.truncated"))
              .as("seed %d", seed)
              .isEqualTo(true);
        }
      }
    }
  }

  @Test
  void refuses_a_name_that_the_service_would_refuse() {
    assertThatThrownBy(() -> ServiceFormat.of(" "))
        .hasMessage("serviceName must have 1 to 256 characters, not all of them blank, was [ ]");
    assertThatThrownBy(() -> ServiceFormat.of("shop").withMaxEventBytes(100))
        .hasMessage("maxEventBytes must be at least 4096, was 100");
  }

  private static LogRecord longer(LogRecord event) {
    List<KeyValue> keyValues = new ArrayList<>(event.keyValues());
    keyValues.add(new KeyValue("long", "\u0001".repeat(3_000)));
    return new LogRecord(
        event.timestamp(),
        event.level(),
        event.loggerName() + "\u0001".repeat(900),
        event.threadName() + "\u0001".repeat(900),
        event.template(),
        List.of(),
        event.message() + "\u0001".repeat(10_000),
        keyValues,
        event.markers(),
        event.mdc(),
        event.thrown(),
        event.caller());
  }

  private static LogRecord full(Map<String, String> mdc) {
    return new LogRecord(
        TestEvents.TIME,
        Level.WARN,
        "orders",
        "main",
        "paid {}",
        List.of("3"),
        "paid 3",
        List.of(
            new KeyValue("amount", new BigDecimal("12.50")),
            new KeyValue("paid", true),
            new KeyValue("count", 3),
            new KeyValue("nothing", null)),
        List.of(new LogMarker("AUDIT", List.of())),
        new java.util.TreeMap<>(mdc),
        new ThrownData("java.io.IOException", "gone", List.of(), 0, null, List.of(), false),
        null);
  }

  private static String line(ServiceEncoder encoder, LogRecord event) {
    Utf8Buffer out = new Utf8Buffer();
    encoder.encode(event, out);
    String line = new String(out.toByteArray(), UTF_8);
    assertThat(line.lines().count()).isEqualTo(1);
    return line;
  }

  private Map<String, Object> metadata(ServiceEncoder encoder, LogRecord event) {
    @SuppressWarnings("unchecked")
    Map<String, Object> metadata =
        (Map<String, Object>) parsed(line(encoder, event)).get("metadata");
    return metadata;
  }

  private Map<String, Object> parsed(String line) {
    return mapper.readValue(line, new TypeReference<LinkedHashMap<String, Object>>() {});
  }
}
