package dev.heartwood.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.KeyValue;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.TestEvents;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is logged, an event is one valid JSON object that parses back to the same values. */
class JsonLinesTest {
  private static final int EVENTS = 1_500;
  private static final int MANY = 10_000;

  private final long seed = Long.getLong("heartwood.test.seed", System.nanoTime());
  private final HostileEvents events = new HostileEvents(seed);
  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  @ParameterizedTest
  @EnumSource
  void hostile_events_parse_back_to_the_same_values(JsonFormat format) {
    JsonEncoder encoder =
        new JsonEncoder(
            JsonConfig.DEFAULT
                .withFormat(format)
                .withCaller(true)
                .withMaxEventBytes(64 << 20)
                .withStaticField("service.name", "shop \u2028"));
    for (int i = 0; i < EVENTS; i++) {
      LogRecord event = events.next();
      Map<String, Object> expected = normalized(expected(event, format));
      Map<String, Object> actual = fields(parsed(printed(encoder, event)), format);
      assertThat(normalized(actual)).as("seed %d, event %s", seed, event).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void hostile_events_are_valid_and_within_the_bound_when_cut(JsonFormat format) {
    for (int max : new int[] {2_048, 2_500, 5_000}) {
      JsonEncoder encoder =
          new JsonEncoder(
              JsonConfig.DEFAULT
                  .withFormat(format)
                  .withCaller(true)
                  .withMaxEventBytes(max)
                  .withStaticField("service.name", "x".repeat(300)));
      for (int i = 0; i < EVENTS / 3; i++) {
        LogRecord event = longer(events.next());
        byte[] line = printed(encoder, event);
        assertThat(line).as("seed %d", seed).hasSizeLessThanOrEqualTo(max);
        Map<String, Object> fields = fields(parsed(line), format);
        assertThat(fields).as("seed %d", seed).containsKey(messageName(format));
        assertThat(fields.get("heartwood.truncated")).as("seed %d", seed).isEqualTo(true);
      }
    }
  }

  /** The same event with everything that has no bound of its own made far too long. */
  private static LogRecord longer(LogRecord event) {
    String suffix = " and so on, \"quoted\" \n\u0001\u2028é世😀".repeat(400);
    List<KeyValue> keyValues = new ArrayList<>(event.keyValues());
    keyValues.add(new KeyValue("long", suffix));
    keyValues.add(new KeyValue(suffix, 1));
    return new LogRecord(
        event.timestamp(),
        event.level(),
        event.loggerName() + suffix,
        event.threadName() + suffix,
        event.template(),
        List.of(),
        event.message() + suffix,
        keyValues,
        event.markers(),
        event.mdc(),
        event.thrown(),
        event.caller());
  }

  @ParameterizedTest
  @EnumSource
  void a_huge_event_takes_no_more_memory_than_its_line(JsonFormat format) {
    JsonEncoder encoder =
        new JsonEncoder(JsonConfig.DEFAULT.withFormat(format).withMaxEventBytes(4_096));
    Utf8Buffer out = new Utf8Buffer();
    encoder.encode(TestEvents.event("\u0001".repeat(10_000_000)), out);
    assertThat(out.length()).isBetween(2_000, 4_096);
    assertThat(out.array()).hasSizeLessThan(32_768);
  }

  @Test
  void many_fields_of_one_name_are_told_apart_in_reasonable_time() {
    KeyValue[] pairs = new KeyValue[MANY];
    for (int i = 0; i < MANY; i++) {
      pairs[i] = new KeyValue("same", i);
    }
    Map<String, Object> fields =
        parsed(printed(new JsonEncoder(), TestEvents.event("many", pairs)));
    assertThat(fields).containsEntry("same", 0).containsEntry("same_" + MANY, MANY - 1);
  }

  private byte[] printed(JsonEncoder encoder, LogRecord event) {
    Utf8Buffer out = new Utf8Buffer();
    encoder.encode(event, out);
    byte[] line = out.toByteArray();
    String text = new String(line, UTF_8);
    assertThat(text).as("seed %d", seed).endsWith("}\n");
    assertThat(text.lines().count()).as("seed %d", seed).isEqualTo(1);
    assertThat(text.getBytes(UTF_8)).as("well-formed UTF-8, seed %d", seed).isEqualTo(line);
    return line;
  }

  private Map<String, Object> parsed(byte[] line) {
    return mapper.readValue(line, new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  /** OTLP's nested lists as one flat map. */
  private Map<String, Object> fields(Map<String, Object> parsed, JsonFormat format) {
    if (format != JsonFormat.OTEL) {
      return parsed;
    }
    Map<String, Object> resource = only(parsed.get("resourceLogs"));
    Map<String, Object> scope = only(resource.get("scopeLogs"));
    Map<String, Object> record = only(scope.get("logRecords"));
    Map<String, Object> fields = new HashMap<>(record);
    fields.put("body", value(fields.get("body")));
    fields.remove("attributes");
    fields.put("scope", map(scope.get("scope")).get("name"));
    addAttributes(map(resource.get("resource")).get("attributes"), fields);
    addAttributes(record.get("attributes"), fields);
    return fields;
  }

  private void addAttributes(Object attributes, Map<String, Object> fields) {
    for (Object attribute : (List<?>) attributes) {
      Object known =
          fields.put((String) map(attribute).get("key"), value(map(attribute).get("value")));
      assertThat(known).as("attribute of the same name, seed %d", seed).isNull();
    }
  }

  private static Object value(Object any) {
    Map<String, Object> value = map(any);
    if (value.containsKey("intValue")) {
      return new BigDecimal((String) value.get("intValue"));
    }
    if (value.containsKey("arrayValue")) {
      List<?> values = (List<?>) map(value.get("arrayValue")).get("values");
      return values.stream().map(JsonLinesTest::value).toList();
    }
    assertThat(value).hasSizeLessThanOrEqualTo(1);
    return value.isEmpty() ? null : value.values().iterator().next();
  }

  private static Map<String, Object> only(Object list) {
    assertThat((List<?>) list).hasSize(1);
    return map(((List<?>) list).get(0));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object object) {
    return (Map<String, Object>) object;
  }

  private static String messageName(JsonFormat format) {
    return format == JsonFormat.OTEL ? "body" : "message";
  }

  private static Map<String, Object> expected(LogRecord event, JsonFormat format) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("service.name", "shop \u2028");
    fields.put(messageName(format), event.message());
    String stackTrace = event.thrown() == null ? null : stackTrace(event);
    StackTraceElement caller = event.caller();
    switch (format) {
      case ECS -> {
        fields.put("@timestamp", event.timestamp());
        fields.put("ecs.version", "1.2.0");
        fields.put("log.level", event.level().name());
        fields.put("process.thread.name", event.threadName());
        fields.put("log.logger", event.loggerName());
        fields.put("tags", names(event.markers()));
        fields.put("error.stack_trace", stackTrace);
        fields.put("error.type", stackTrace == null ? null : event.thrown().className());
        fields.put("error.message", stackTrace == null ? null : event.thrown().message());
        fields.put("log.origin.file.name", caller == null ? null : caller.getFileName());
        fields.put("log.origin.file.line", caller == null ? null : caller.getLineNumber());
        fields.put("log.origin.function", caller == null ? null : caller.getMethodName());
      }
      case LOGSTASH -> {
        fields.put("@timestamp", event.timestamp());
        fields.put("@version", "1");
        fields.put("level", event.level().name());
        fields.put("level_value", Math.max(5_000, event.level().toInt() * 1_000));
        fields.put("thread_name", event.threadName());
        fields.put("logger_name", event.loggerName());
        fields.put("tags", names(event.markers()));
        fields.put("stack_trace", stackTrace);
        fields.put("caller_class_name", caller == null ? null : caller.getClassName());
        fields.put("caller_method_name", caller == null ? null : caller.getMethodName());
        fields.put("caller_file_name", caller == null ? null : caller.getFileName());
        fields.put("caller_line_number", caller == null ? null : caller.getLineNumber());
      }
      case OTEL -> {
        fields.put("timeUnixNano", Long.toString(event.epochNanos()));
        fields.put("severityText", event.level().name());
        fields.put("severityNumber", List.of(1, 5, 9, 13, 17).get(event.level().toInt() / 10));
        fields.put("scope", event.loggerName());
        fields.put("thread.name", event.threadName());
        fields.put("slf4j.markers", names(event.markers()));
        fields.put("exception.stacktrace", stackTrace);
        fields.put("exception.type", stackTrace == null ? null : event.thrown().className());
        fields.put("exception.message", stackTrace == null ? null : event.thrown().message());
        fields.put(
            "code.function.name",
            caller == null ? null : caller.getClassName() + "." + caller.getMethodName());
        fields.put("code.file.path", caller == null ? null : caller.getFileName());
        fields.put("code.line.number", caller == null ? null : caller.getLineNumber());
      }
    }
    fields.values().removeIf(value -> value == null);
    addCallerFields(event, format, fields);
    return fields;
  }

  private static void addCallerFields(
      LogRecord event, JsonFormat format, Map<String, Object> fields) {
    Set<String> taken =
        new HashSet<>(
            switch (format) {
              case ECS -> EcsLayout.OWN_NAMES;
              case LOGSTASH -> LogstashLayout.OWN_NAMES;
              case OTEL -> OtelLayout.OWN_NAMES;
            });
    if (format != JsonFormat.OTEL) {
      taken.add("service.name");
    }
    for (KeyValue pair : event.keyValues()) {
      if (pair.value() != null || format != JsonFormat.LOGSTASH) {
        fields.put(free(pair.key(), taken), expected(pair.value()));
      }
    }
    Map<String, String> mdc = new LinkedHashMap<>(event.mdc());
    String traceId = mdc.getOrDefault("trace_id", "");
    if (format == JsonFormat.OTEL && traceId.startsWith("0af7")) {
      fields.put("traceId", mdc.remove("trace_id"));
      fields.put("spanId", mdc.remove("span_id"));
      fields.put("flags", Integer.parseInt(mdc.remove("trace_flags")));
    }
    mdc.forEach((key, value) -> fields.put(free(key, taken), value));
  }

  private static String free(String key, Set<String> taken) {
    String name = wellFormed(key);
    String candidate = name;
    for (int i = 2; !taken.add(candidate); i++) {
      candidate = name + "_" + i;
    }
    return candidate;
  }

  private static Object expected(Object value) {
    boolean text =
        value instanceof Double number && !Double.isFinite(number)
            || value instanceof Float other && !Float.isFinite(other)
            || value instanceof Character;
    return text ? value.toString() : value;
  }

  private static List<String> names(List<LogMarker> markers) {
    List<String> names =
        markers.stream()
            .flatMap(
                marker -> {
                  List<String> references = names(marker.references());
                  return Stream.concat(
                      Stream.of(marker.name()),
                      references == null ? Stream.empty() : references.stream());
                })
            .toList();
    return names.isEmpty() ? null : names;
  }

  private static String stackTrace(LogRecord event) {
    Utf8Buffer out = new Utf8Buffer();
    new StackTrace(StackTrace.FULL, List.of(), false, Quoting.RAW, "\n")
        .append(event.thrown(), out);
    return new String(out.toByteArray(), UTF_8);
  }

  /** Numbers by value, as text where only text is sure to be read; text as UTF-8 can hold it. */
  private static Map<String, Object> normalized(Map<String, Object> fields) {
    Map<String, Object> normalized = new HashMap<>();
    fields.forEach((key, value) -> normalized.put(key, normalized(key, value)));
    return normalized;
  }

  private static Object normalized(String key, Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(item -> normalized("", item)).toList();
    }
    if (value instanceof BigInteger || value instanceof BigDecimal || value instanceof Number) {
      return new BigDecimal(value.toString()).stripTrailingZeros().toString();
    }
    if (value instanceof String text) {
      if (key.equals("@timestamp")) {
        return OffsetDateTime.parse(text).toInstant();
      }
      String wellFormed = wellFormed(text).replace('?', '\uFFFD');
      return isNumber(wellFormed)
          ? new BigDecimal(wellFormed).stripTrailingZeros().toString()
          : wellFormed;
    }
    return value;
  }

  /** Very long numbers are printed as text. */
  private static boolean isNumber(String text) {
    return text.matches("-?[0-9]+([.][0-9]+)?(E[+-]?[0-9]+)?");
  }

  private static String wellFormed(String text) {
    StringBuilder wellFormed = new StringBuilder();
    text.codePoints()
        .map(c -> c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c)
        .forEach(wellFormed::appendCodePoint);
    return wellFormed.toString();
  }
}
