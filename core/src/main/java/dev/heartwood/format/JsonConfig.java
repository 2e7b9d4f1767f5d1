package dev.heartwood.format;

import dev.heartwood.Freeze;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How a {@link JsonEncoder} prints.
 *
 * @param format names and shape; default {@link JsonFormat#ECS}
 * @param maxEventBytes longest line, its line feed included; at least {@value #MIN_EVENT_BYTES},
 *     default 256 KiB. A longer event is cut so that it stays valid JSON, and says that it was
 * @param zone of timestamps; default UTC. OTEL counts nanoseconds and has none
 * @param caller whether the place of the call is printed; default false, since it must then be
 *     collected
 * @param staticFields printed in every line, for instance the service's name; numbers and booleans
 *     keep their type. They may take a quarter of {@code maxEventBytes}
 */
public record JsonConfig(
    JsonFormat format,
    int maxEventBytes,
    ZoneId zone,
    boolean caller,
    Map<String, Object> staticFields) {
  public static final int MIN_EVENT_BYTES = 2_048;

  public static final JsonConfig DEFAULT =
      new JsonConfig(JsonFormat.ECS, 256 * 1024, ZoneOffset.UTC, false, Map.of());

  public JsonConfig {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(zone, "zone");
    if (maxEventBytes < MIN_EVENT_BYTES) {
      throw new IllegalArgumentException(
          "maxEventBytes must be at least " + MIN_EVENT_BYTES + ", was " + maxEventBytes);
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    staticFields.forEach(
        (key, value) ->
            copy.put(key, Objects.requireNonNull(Freeze.value(value), "staticFields." + key)));
    staticFields = Collections.unmodifiableMap(copy);
  }

  public JsonConfig withFormat(JsonFormat format) {
    return new JsonConfig(format, maxEventBytes, zone, caller, staticFields);
  }

  public JsonConfig withMaxEventBytes(int maxEventBytes) {
    return new JsonConfig(format, maxEventBytes, zone, caller, staticFields);
  }

  public JsonConfig withZone(ZoneId zone) {
    return new JsonConfig(format, maxEventBytes, zone, caller, staticFields);
  }

  public JsonConfig withCaller(boolean caller) {
    return new JsonConfig(format, maxEventBytes, zone, caller, staticFields);
  }

  public JsonConfig withStaticFields(Map<String, ?> staticFields) {
    return new JsonConfig(format, maxEventBytes, zone, caller, new LinkedHashMap<>(staticFields));
  }

  /** The same with one more static field, or another value for it. */
  public JsonConfig withStaticField(String key, Object value) {
    Map<String, Object> fields = new LinkedHashMap<>(staticFields);
    fields.put(key, value);
    return withStaticFields(fields);
  }
}
