package dev.heartwood.format;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@link EcsLayout} and {@link LogstashLayout} share: the caller's fields beside their own.
 */
abstract class FlatLayout extends JsonLayout {
  private static final byte[] TRUNCATED_MARK = Utf8Buffer.ascii(",\"" + TRUNCATED + "\":true");

  private final byte[] staticFields;

  /**
   * @param staticFields name and value pairs, each with a comma before it
   */
  FlatLayout(byte[] staticFields) {
    this.staticFields = staticFields;
  }

  /** The static fields, then those of the caller, then what closes the object. */
  final void end(LogEvent event, JsonWriter json, boolean nulls) {
    json.raw(staticFields);
    json.beginFields();
    List<KeyValue> keyValues = event.keyValues();
    for (int i = 0; i < keyValues.size() && json.hasRoom(); i++) {
      KeyValue pair = keyValues.get(i);
      if (nulls || pair.value() != null) {
        field(pair.key(), pair.value(), json);
      }
    }
    Map<String, String> mdc = event.mdc();
    if (!mdc.isEmpty()) {
      for (Map.Entry<String, String> entry : mdc.entrySet()) {
        if (!json.hasRoom()) {
          break;
        }
        field(String.valueOf(entry.getKey()), entry.getValue(), json);
      }
    }
    if (json.isCut()) {
      json.raw(TRUNCATED_MARK);
    }
    json.raw('}');
  }

  private static void field(String key, @Nullable Object value, JsonWriter json) {
    int start = json.beginField();
    json.raw(',');
    json.fieldName(key);
    json.raw(':');
    json.value(value);
    json.endField(start);
  }
}
