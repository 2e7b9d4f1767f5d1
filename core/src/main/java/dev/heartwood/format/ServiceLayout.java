package dev.heartwood.format;

import dev.heartwood.Freeze;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.ThrownData;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** The shape of {@link ServiceEncoder}. */
final class ServiceLayout extends JsonLayout {
  static final Set<String> OWN_NAMES = Set.of(TRUNCATED);

  private static final byte[] TIMESTAMP = Utf8Buffer.ascii("{\"timestamp\":\"");
  private static final byte[][] LEVEL = new byte[Level.values().length][];
  private static final byte[] MESSAGE = field("message");
  private static final byte[] LOGGER = field("logger");
  private static final byte[] THREAD = field("thread");
  private static final byte[] CORRELATION_ID = field("correlation_id");
  private static final byte[] KEY = field("key");
  private static final byte[] EXCEPTION_TYPE = Utf8Buffer.ascii(",\"exception\":{\"type\":");
  private static final byte[] STACK_TRACE = field("stack_trace");
  private static final byte[] METADATA = Utf8Buffer.ascii(",\"metadata\":{");
  private static final byte[] TRUNCATED_MARK = Utf8Buffer.ascii("\"" + TRUNCATED + "\":true");
  private static final byte[] NOTHING = {};

  /** What the service takes of a name, and a little less. */
  private static final int MAX_NAME_CHARS = 1_000;

  static {
    for (Level level : Level.values()) {
      LEVEL[level.ordinal()] = Utf8Buffer.ascii("\",\"level\":\"" + level + "\",\"service_name\":");
    }
  }

  private final ServiceFormat format;
  private final SecondText timestamps =
      new SecondText(
          Objects.requireNonNull(
              FractionSplit.of(
                  "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXXXX", ZoneOffset.UTC, Locale.ROOT)));

  ServiceLayout(ServiceFormat format) {
    this.format = format;
  }

  @Override
  void write(LogEvent event, JsonWriter json) {
    json.raw(TIMESTAMP);
    json.timestamp(timestamps, event.epochNanos());
    json.raw(LEVEL[event.level().ordinal()]);
    json.shortText(format.serviceName(), MAX_NAME_CHARS);
    json.raw(MESSAGE);
    json.message(event);
    json.raw(LOGGER);
    json.shortText(event.loggerName(), MAX_NAME_CHARS);
    json.raw(THREAD);
    json.shortText(event.threadName(), MAX_NAME_CHARS);
    optional(CORRELATION_ID, correlationId(event.mdc()), json);
    optional(KEY, key(event), json);
    ThrownData thrown = event.thrown();
    if (thrown != null) {
      exception(thrown, json);
    }
    metadata(event, json);
    json.raw('}');
  }

  private static void optional(byte[] name, @Nullable String value, JsonWriter json) {
    if (value != null && !value.isBlank()) {
      json.raw(name);
      json.shortText(value, MAX_NAME_CHARS);
    }
  }

  private @Nullable String correlationId(Map<String, String> mdc) {
    if (!mdc.isEmpty()) {
      for (String name : format.correlationIds()) {
        String value = mdc.get(name);
        if (value != null) {
          return value;
        }
      }
    }
    return null;
  }

  private @Nullable String key(LogEvent event) {
    try {
      return format.key().apply(event);
    } catch (RuntimeException | StackOverflowError e) {
      return null;
    }
  }

  private static void exception(ThrownData thrown, JsonWriter json) {
    json.raw(EXCEPTION_TYPE);
    json.shortText(thrown.className(), MAX_NAME_CHARS);
    if (thrown.message() != null) {
      json.raw(MESSAGE);
      json.fixedText(thrown.message());
    }
    json.raw(STACK_TRACE);
    json.stackTrace(thrown);
    json.raw('}');
  }

  private static void metadata(LogEvent event, JsonWriter json) {
    List<KeyValue> keyValues = event.keyValues();
    Map<String, String> mdc = event.mdc();
    if (keyValues.isEmpty() && mdc.isEmpty() && event.markers().isEmpty() && !json.isCut()) {
      return;
    }
    json.raw(METADATA);
    json.beginFields();
    boolean first = true;
    for (int i = 0; i < keyValues.size() && json.hasRoom(); i++) {
      KeyValue pair = keyValues.get(i);
      first &= !json.field(pair.key(), pair.value(), first);
    }
    for (Map.Entry<String, String> entry : mdc.entrySet()) {
      if (!json.hasRoom()) {
        break;
      }
      if (!isSaid(entry, keyValues)) {
        first &= !json.field(entry.getKey(), entry.getValue(), first);
      }
    }
    if (!event.markers().isEmpty() && json.hasRoom()) {
      first &= !markers(event, first, json);
    }
    if (json.isCut()) {
      if (!first) {
        json.raw(',');
      }
      json.raw(TRUNCATED_MARK);
    }
    json.raw('}');
  }

  private static boolean markers(LogEvent event, boolean first, JsonWriter json) {
    int start = json.beginField();
    if (!first) {
      json.raw(',');
    }
    json.fieldName("markers");
    json.raw(':');
    json.markers(event.markers(), NOTHING, NOTHING);
    return json.endField(start);
  }

  /** Whether a key-value of that name has that very text. */
  private static boolean isSaid(Map.Entry<String, String> entry, List<KeyValue> keyValues) {
    for (int i = 0; i < keyValues.size(); i++) {
      KeyValue pair = keyValues.get(i);
      if (pair.key().equals(entry.getKey())) {
        return Freeze.render(pair.value()).equals(entry.getValue());
      }
    }
    return false;
  }
}
