package dev.heartwood.format;

import dev.heartwood.Freeze;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.ThrownData;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** {@link JsonFormat#OTEL}: one {@code LogsData} object of OTLP/JSON with one record. */
final class OtelLayout extends JsonLayout {
  static final Set<String> OWN_NAMES =
      Set.of(
          "thread.name",
          "code.function.name",
          "code.file.path",
          "code.line.number",
          "exception.type",
          "exception.message",
          "exception.stacktrace",
          "slf4j.markers",
          TRUNCATED);

  private static final byte[] RESOURCE =
      Utf8Buffer.ascii("{\"resourceLogs\":[{\"resource\":{\"attributes\":[");
  private static final byte[] SCOPE = Utf8Buffer.ascii("]},\"scopeLogs\":[{\"scope\":{\"name\":");
  private static final byte[] TIME = Utf8Buffer.ascii("},\"logRecords\":[{\"timeUnixNano\":\"");
  private static final byte[][] SEVERITY = new byte[Level.values().length][];
  private static final byte[] BODY = Utf8Buffer.ascii(",\"body\":{\"stringValue\":");
  private static final byte[] THREAD =
      Utf8Buffer.ascii("},\"attributes\":[{\"key\":\"thread.name\",\"value\":{\"stringValue\":");
  private static final byte[] CLOSE = Utf8Buffer.ascii("]}]}]}]}");

  private static final byte[] FUNCTION = attribute("code.function.name", "stringValue");
  private static final byte[] FILE = attribute("code.file.path", "stringValue");
  private static final byte[] LINE = attribute("code.line.number", "intValue");
  private static final byte[] EXCEPTION_TYPE = attribute("exception.type", "stringValue");
  private static final byte[] EXCEPTION_MESSAGE = attribute("exception.message", "stringValue");
  private static final byte[] STACK_TRACE = attribute("exception.stacktrace", "stringValue");
  private static final byte[] MARKERS =
      Utf8Buffer.ascii(",{\"key\":\"slf4j.markers\",\"value\":{\"arrayValue\":{\"values\":");
  private static final byte[] TRUNCATED_MARK =
      Utf8Buffer.ascii(",{\"key\":\"" + TRUNCATED + "\",\"value\":{\"boolValue\":true}}");
  private static final byte[] KEY = Utf8Buffer.ascii("{\"key\":");
  private static final byte[] VALUE = Utf8Buffer.ascii(",\"value\":{");
  private static final byte[] END = Utf8Buffer.ascii("}}");
  private static final byte[] STRING = Utf8Buffer.ascii("\"stringValue\":");
  private static final byte[] INT = Utf8Buffer.ascii("\"intValue\":");
  private static final byte[] DOUBLE = Utf8Buffer.ascii("\"doubleValue\":");
  private static final byte[] BOOL = Utf8Buffer.ascii("\"boolValue\":");
  private static final byte[] STRING_OPEN = Utf8Buffer.ascii("{\"stringValue\":");
  private static final byte[] OBJECT_CLOSE = Utf8Buffer.ascii("}");
  private static final byte[] TRACE_ID = field("traceId");
  private static final byte[] SPAN_ID = field("spanId");
  private static final byte[] FLAGS = field("flags");

  static {
    int[] numbers = {17, 13, 9, 5, 1}; // ERROR to TRACE, as the enum has them
    for (Level level : Level.values()) {
      SEVERITY[level.ordinal()] =
          Utf8Buffer.ascii(
              "\",\"severityNumber\":"
                  + numbers[level.ordinal()]
                  + ",\"severityText\":\""
                  + level
                  + "\"");
    }
  }

  private final boolean caller;
  private final byte[] resourceAttributes;

  OtelLayout(boolean caller, byte[] resourceAttributes) {
    this.caller = caller;
    this.resourceAttributes = resourceAttributes;
  }

  private static byte[] attribute(String name, String type) {
    return Utf8Buffer.ascii(",{\"key\":\"" + name + "\",\"value\":{\"" + type + "\":");
  }

  @Override
  void write(LogEvent event, JsonWriter json) {
    json.raw(RESOURCE);
    json.raw(resourceAttributes);
    json.raw(SCOPE);
    json.name(event.loggerName());
    json.raw(TIME);
    json.number(event.epochNanos());
    json.raw(SEVERITY[event.level().ordinal()]);
    Trace trace = Trace.of(event.mdc());
    if (trace != null) {
      writeTrace(trace, json);
    }
    json.raw(BODY);
    json.message(event);
    json.raw(THREAD);
    json.name(event.threadName());
    json.raw(END);
    if (caller) {
      writeCaller(event.caller(), json);
    }
    if (!event.markers().isEmpty()) {
      json.raw(MARKERS);
      json.markers(event.markers(), STRING_OPEN, OBJECT_CLOSE);
      json.raw(OBJECT_CLOSE);
      json.raw(END);
    }
    ThrownData thrown = event.thrown();
    if (thrown != null) {
      writeException(thrown, json);
    }
    writeFields(event, trace, json);
    if (json.isCut()) {
      json.raw(TRUNCATED_MARK);
    }
    json.raw(CLOSE);
  }

  private static void writeTrace(Trace trace, JsonWriter json) {
    json.raw(TRACE_ID);
    json.fixedText(trace.traceId());
    json.raw(SPAN_ID);
    json.fixedText(trace.spanId());
    json.raw(FLAGS);
    json.number(trace.flags());
  }

  private static void writeCaller(@Nullable StackTraceElement caller, JsonWriter json) {
    if (caller == null) {
      return;
    }
    text(FUNCTION, caller.getClassName() + "." + caller.getMethodName(), json);
    if (caller.getFileName() != null) {
      text(FILE, caller.getFileName(), json);
    }
    json.raw(LINE);
    json.raw('"');
    json.number(caller.getLineNumber());
    json.raw('"');
    json.raw(END);
  }

  private static void writeException(ThrownData thrown, JsonWriter json) {
    text(EXCEPTION_TYPE, thrown.className(), json);
    if (thrown.message() != null) {
      text(EXCEPTION_MESSAGE, thrown.message(), json);
    }
    json.raw(STACK_TRACE);
    json.stackTrace(thrown);
    json.raw(END);
  }

  private static void text(byte[] attribute, String text, JsonWriter json) {
    json.raw(attribute);
    json.fixedText(text);
    json.raw(END);
  }

  private static void writeFields(LogEvent event, @Nullable Trace trace, JsonWriter json) {
    json.beginFields();
    List<KeyValue> keyValues = event.keyValues();
    for (int i = 0; i < keyValues.size() && json.hasRoom(); i++) {
      KeyValue pair = keyValues.get(i);
      writeField(pair.key(), pair.value(), json);
    }
    Map<String, String> mdc = event.mdc();
    if (!mdc.isEmpty()) {
      for (Map.Entry<String, String> entry : mdc.entrySet()) {
        if (!json.hasRoom()) {
          break;
        }
        if (trace == null || !Trace.isPart(entry.getKey())) {
          writeField(String.valueOf(entry.getKey()), entry.getValue(), json);
        }
      }
    }
  }

  private static void writeField(String key, @Nullable Object value, JsonWriter json) {
    int start = json.beginField();
    json.raw(',');
    writeAttribute(key, value, json);
    json.endField(start);
  }

  static void writeAttribute(String key, @Nullable Object value, JsonWriter json) {
    json.raw(KEY);
    json.fieldName(key);
    json.raw(VALUE);
    writeValue(value, json);
    json.raw(END);
  }

  /** A value as {@code AnyValue}; an empty one stands for null, and a long is text as in proto3. */
  private static void writeValue(@Nullable Object value, JsonWriter json) {
    if (value == null) {
      return;
    }
    if (value instanceof Boolean) {
      json.raw(BOOL);
      json.value(value);
    } else if (JsonWriter.isInteger(value)) {
      json.raw(INT);
      json.raw('"');
      json.value(value);
      json.raw('"');
    } else if (value instanceof Double || value instanceof Float) {
      json.raw(DOUBLE);
      json.value(value); // NaN and the infinities as text, which is their form in proto3
    } else {
      json.raw(STRING);
      json.valueText(Freeze.render(value));
    }
  }
}
