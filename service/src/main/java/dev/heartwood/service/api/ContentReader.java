package dev.heartwood.service.api;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.entry.Thrown;
import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.IngestLimits;
import dev.heartwood.service.ingest.Rejection;
import dev.heartwood.service.query.Times;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads entries from JSON objects. A wrong entry is read to its end all the same, so that the next
 * one can be read; its first fault is what its sender is told.
 *
 * <p><b>Threads:</b> one. <b>Errors:</b> Jackson's exceptions for what is no JSON.
 */
final class ContentReader {
  private static final int SAFE_DIGITS = 15;
  private static final int MAX_EXPONENT = 1_000;

  private final @Nullable String defaultService;
  private final IngestLimits limits;

  private @Nullable Rejection fault;
  private int seen;
  private int metadataEntries;
  private @Nullable String level;
  private @Nullable Severity severity;
  private @Nullable String service;
  private @Nullable String message;
  private @Nullable Instant timestamp;
  private @Nullable String correlationId;
  private @Nullable String key;
  private @Nullable String sourceIp;
  private @Nullable String logger;
  private @Nullable String thread;
  private @Nullable Thrown thrown;
  private @Nullable String clientId;
  private Map<String, @Nullable Object> metadata = Map.of();

  /**
   * @param defaultService of entries that name none; null if they have to
   */
  ContentReader(@Nullable String defaultService, IngestLimits limits) {
    this.defaultService = defaultService;
    this.limits = limits;
  }

  /** Reads the value that the parser stands on, up to its last token. */
  Batch.Item read(JsonParser json) {
    clear();
    if (json.currentToken() != JsonToken.START_OBJECT) {
      fault(
          Rejection.INVALID,
          null,
          "an entry must be an object, was " + Json.kind(json.currentToken()));
      json.skipChildren();
      return unreadable();
    }
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      JsonToken token = json.nextToken();
      field(json, name, token);
    }
    return result();
  }

  private void clear() {
    fault = null;
    seen = 0;
    metadataEntries = 0;
    level = null;
    severity = null;
    service = null;
    message = null;
    timestamp = null;
    correlationId = null;
    key = null;
    sourceIp = null;
    logger = null;
    thread = null;
    thrown = null;
    clientId = null;
    metadata = Map.of();
  }

  private void field(JsonParser json, String name, JsonToken token) {
    switch (name) {
      case "level" -> level(once(0, json, name, token));
      case "service_name", "service" -> service = once(1, json, name, token);
      case "message" -> message = once(2, json, name, token);
      case "timestamp" -> timestamp = first(3, json, name) ? time(json, token) : null;
      case "metadata" -> {
        if (first(4, json, name)) {
          metadata(json, token);
        }
      }
      case "correlation_id" -> correlationId = once(5, json, name, token);
      case "key" -> key = once(6, json, name, token);
      case "source_ip" -> sourceIp = once(7, json, name, token);
      case "logger" -> logger = once(8, json, name, token);
      case "thread" -> thread = once(9, json, name, token);
      case "exception" -> {
        if (first(10, json, name)) {
          exception(json, token);
        }
      }
      case "client_id" -> clientId = once(11, json, name, token);
      default -> {
        String shown = shortened(name);
        fault(Rejection.INVALID, shown, shown + " is no field; your own belong into metadata");
        json.skipChildren();
      }
    }
  }

  private @Nullable String once(int place, JsonParser json, String name, JsonToken token) {
    return first(place, json, name) ? string(json, name, token) : null;
  }

  /**
   * Whether a field is there for the first time, else passes over it; {@code service} is the same
   * as its long name.
   */
  private boolean first(int place, JsonParser json, String name) {
    int bit = 1 << place;
    if ((seen & bit) != 0) {
      fault(Rejection.INVALID, name, name + " must stand there once, was there again");
      json.skipChildren();
      return false;
    }
    seen |= bit;
    return true;
  }

  private @Nullable String string(JsonParser json, String field, JsonToken token) {
    if (token == JsonToken.VALUE_STRING) {
      return Json.wellFormed(json.getString());
    }
    if (token != JsonToken.VALUE_NULL) {
      fault(Rejection.INVALID, field, field + " must be a string, was " + Json.kind(token));
      json.skipChildren();
    }
    return null;
  }

  private void level(@Nullable String text) {
    if (text != null) {
      level = text;
      severity = Severity.named(text).orElse(null);
      if (severity == null) {
        fault(
            Rejection.INVALID,
            "level",
            "level must be TRACE, DEBUG, INFO, WARN, WARNING, ERROR, CRITICAL or FATAL, was "
                + shortened(text));
      }
    }
  }

  private @Nullable Instant time(JsonParser json, JsonToken token) {
    try {
      switch (token) {
        case VALUE_STRING:
          return Times.parse(json.getString());
        case VALUE_NUMBER_INT:
          return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? Times.parse(shortened(json.getString()))
              : Times.ofMillis(json.getLongValue());
        case VALUE_NULL:
          return null;
        default:
          String was = token.isNumeric() ? shortened(json.getString()) : Json.kind(token);
          fault(
              Rejection.INVALID,
              "timestamp",
              "timestamp must be a time such as 2024-01-01T10:30:00Z or milliseconds since 1970,"
                  + " was "
                  + was);
          json.skipChildren();
          return null;
      }
    } catch (IllegalArgumentException e) {
      fault(Rejection.INVALID, "timestamp", "timestamp " + e.getMessage());
      return null;
    }
  }

  private void exception(JsonParser json, JsonToken token) {
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    if (token != JsonToken.START_OBJECT) {
      fault(Rejection.INVALID, "exception", "exception must be an object, was " + Json.kind(token));
      json.skipChildren();
      return;
    }
    String type = null;
    String text = null;
    String stackTrace = null;
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      JsonToken value = json.nextToken();
      String field = "exception." + shortened(name);
      switch (name) {
        case "type" -> type = once(20, json, field, value);
        case "message" -> text = once(21, json, field, value);
        case "stack_trace" -> stackTrace = once(22, json, field, value);
        default -> {
          fault(Rejection.INVALID, field, field + " is no field");
          json.skipChildren();
        }
      }
    }
    if (type == null || type.isEmpty()) {
      fault(Rejection.INVALID, "exception.type", "exception.type must be there, and not be empty");
    } else {
      thrown = new Thrown(type, text, stackTrace);
    }
  }

  private void metadata(JsonParser json, JsonToken token) {
    if (token == JsonToken.START_OBJECT) {
      metadata = map(json, 1);
    } else if (token != JsonToken.VALUE_NULL) {
      fault(Rejection.INVALID, "metadata", "metadata must be an object, was " + Json.kind(token));
      json.skipChildren();
    }
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
            "metadata." + shortened(key),
            "metadata." + shortened(key) + " must stand there once, was there again");
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
    if (++metadataEntries > limits.maxMetadataEntries()) {
      tooLarge("metadata", limits.maxMetadataEntries() + " values", metadataEntries);
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
              + shortened(written));
      return null;
    }
    double near = exact.doubleValue();
    return Double.isFinite(near) && BigDecimal.valueOf(near).compareTo(exact) == 0
        ? Double.valueOf(near)
        : exact;
  }

  private Batch.Item result() {
    String named = service == null ? defaultService : service;
    if (fault == null && level == null) {
      fault(Rejection.INVALID, "level", "level must be there");
    }
    if (fault == null && message == null) {
      fault(Rejection.INVALID, "message", "message must be there");
    }
    if (fault == null && (named == null || named.isBlank())) {
      fault(Rejection.INVALID, "service_name", "service_name must be there, and not be blank");
    }
    if (fault != null || named == null || level == null || severity == null || message == null) {
      return unreadable();
    }
    return new Batch.Item.Entry(
        new LogContent(
            severity,
            level,
            named,
            message,
            timestamp,
            correlationId,
            key,
            sourceIp,
            logger,
            thread,
            thrown,
            clientId,
            metadata));
  }

  private Batch.Item unreadable() {
    Rejection why =
        fault == null ? Rejection.of(Rejection.INVALID, null, "an entry is wrong") : fault;
    return new Batch.Item.Unreadable(service == null ? defaultService : service, why);
  }

  private void tooLarge(String what, String most, int was) {
    String field = "metadata";
    fault(Rejection.TOO_LARGE, field, what + " must have at most " + most + ", had " + was);
  }

  private void fault(String code, @Nullable String field, String detail) {
    if (fault == null) {
      fault = Rejection.of(code, field, detail);
    }
  }

  /** So that what is wrong does not make the answer large. */
  static String shortened(String text) {
    String safe = Json.wellFormed(text);
    return safe.length() > 64 ? Json.wellFormed(safe.substring(0, 64)) + "..." : safe;
  }
}
