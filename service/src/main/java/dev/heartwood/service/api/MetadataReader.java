package dev.heartwood.service.api;

import dev.heartwood.service.ingest.IngestLimits;
import dev.heartwood.service.ingest.Rejection;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the metadata of entries: types, nesting and numbers as they were sent. What exceeds a limit
 * is read to its end all the same, but not kept.
 *
 * <p><b>Threads:</b> one.
 */
final class MetadataReader {
  private static final int SAFE_DIGITS = 15;
  private static final int MAX_EXPONENT = 1_000;

  private final IngestLimits limits;
  private @Nullable Rejection fault;
  private int entries;

  MetadataReader(IngestLimits limits) {
    this.limits = limits;
  }

  /** Reads the object that the parser stands on, up to its last token. */
  Map<String, @Nullable Object> read(JsonParser json) {
    fault = null;
    entries = 0;
    return map(json, 1);
  }

  /** The first fault of what was read last; null if it has none. */
  @Nullable Rejection fault() {
    return fault;
  }

  private Map<String, @Nullable Object> map(JsonParser json, int depth) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      String key = Json.wellFormed(name);
      if (key.length() > limits.maxStringChars()) {
        tooLarge("a key of the metadata", limits.maxStringChars() + " characters", key.length());
      }
      Object value = value(json, json.nextToken(), depth);
      if (fault != null) {
        continue; // nothing is kept for an entry that is refused
      }
      if (map.containsKey(key)) {
        fault(
            Rejection.INVALID,
            "metadata." + ContentReader.shortened(key),
            "metadata." + ContentReader.shortened(key) + " must stand there once, was there again");
      }
      map.put(key, value);
    }
    return map;
  }

  private List<@Nullable Object> list(JsonParser json, int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      Object value = value(json, token, depth);
      if (fault == null) {
        list.add(value);
      }
    }
    return list;
  }

  private @Nullable Object value(JsonParser json, JsonToken token, int depth) {
    if (++entries > limits.maxMetadataEntries()) {
      tooLarge("metadata", limits.maxMetadataEntries() + " values", entries);
    }
    boolean nested = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
    if (nested && depth == limits.maxMetadataDepth()) {
      tooLarge("metadata", limits.maxMetadataDepth() + " levels", depth + 1);
    }
    if (fault != null) {
      json.skipChildren();
      return null;
    }
    return switch (token) {
      case START_OBJECT -> map(json, depth + 1);
      case START_ARRAY -> list(json, depth + 1);
      case VALUE_STRING -> text(json);
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NUMBER_INT ->
          json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? json.getBigIntegerValue()
              : Long.valueOf(json.getLongValue());
      case VALUE_NUMBER_FLOAT -> fraction(json);
      default -> null;
    };
  }

  private String text(JsonParser json) {
    String text = Json.wellFormed(json.getString());
    if (text.length() > limits.maxStringChars()) {
      tooLarge("a text in the metadata", limits.maxStringChars() + " characters", text.length());
    }
    return text;
  }

  /** A double if that holds the number as it was written; else exactly what was written. */
  private @Nullable Number fraction(JsonParser json) {
    String written = json.getString();
    if (written.length() <= SAFE_DIGITS && written.indexOf('e') < 0 && written.indexOf('E') < 0) {
      return Double.valueOf(written);
    }
    BigDecimal exact = new BigDecimal(written);
    if (Math.abs((long) exact.precision() - exact.scale()) > MAX_EXPONENT) {
      fault(
          Rejection.INVALID,
          "metadata",
          "a number in the metadata must have an exponent of at most "
              + MAX_EXPONENT
              + ", was "
              + ContentReader.shortened(written));
      return null;
    }
    double near = exact.doubleValue();
    return Double.isFinite(near) && BigDecimal.valueOf(near).compareTo(exact) == 0
        ? Double.valueOf(near)
        : exact;
  }

  private void tooLarge(String what, String most, int was) {
    fault(Rejection.TOO_LARGE, "metadata", what + " must have at most " + most + ", had " + was);
  }

  private void fault(String code, String field, String detail) {
    if (fault == null) {
      fault = Rejection.of(code, field, detail);
    }
  }
}
