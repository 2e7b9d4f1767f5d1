package dev.heartwood.service.api;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.entry.Thrown;
import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.IngestLimits;
import dev.heartwood.service.ingest.Rejection;
import dev.heartwood.service.query.Times;
import java.time.Instant;
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
  private final @Nullable String defaultService;
  private final MetadataReader metadataReader;

  private @Nullable Rejection fault;
  private int seen;
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
    metadataReader = new MetadataReader(limits);
  }

  /** Reads the value that the parser stands on, up to its last token. */
  Batch.Item read(JsonParser json) {
    clear();
    if (json.currentToken() != JsonToken.START_OBJECT) {
      fault(null, "an entry must be an object, was " + Json.kind(json.currentToken()));
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
        fault(shown, shown + " is no field; your own belong into metadata");
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
      fault(name, name + " must stand there once, was there again");
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
      fault(field, field + " must be a string, was " + Json.kind(token));
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
              "timestamp",
              "timestamp must be a time such as 2024-01-01T10:30:00Z or milliseconds since 1970,"
                  + " was "
                  + was);
          json.skipChildren();
          return null;
      }
    } catch (IllegalArgumentException e) {
      fault("timestamp", "timestamp " + e.getMessage());
      return null;
    }
  }

  private void exception(JsonParser json, JsonToken token) {
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    if (token != JsonToken.START_OBJECT) {
      fault("exception", "exception must be an object, was " + Json.kind(token));
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
          fault(field, field + " is no field");
          json.skipChildren();
        }
      }
    }
    if (type == null || type.isEmpty()) {
      fault("exception.type", "exception.type must be there, and not be empty");
    } else {
      thrown = new Thrown(type, text, stackTrace);
    }
  }

  private void metadata(JsonParser json, JsonToken token) {
    if (token == JsonToken.START_OBJECT && fault == null) {
      metadata = metadataReader.read(json);
      fault = metadataReader.fault();
    } else if (token == JsonToken.START_OBJECT) {
      json.skipChildren();
    } else if (token != JsonToken.VALUE_NULL) {
      fault("metadata", "metadata must be an object, was " + Json.kind(token));
      json.skipChildren();
    }
  }

  private Batch.Item result() {
    String named = service == null ? defaultService : service;
    if (fault == null && level == null) {
      fault("level", "level must be there");
    }
    if (fault == null && message == null) {
      fault("message", "message must be there");
    }
    if (fault == null && (named == null || named.isBlank())) {
      fault("service_name", "service_name must be there, and not be blank");
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

  private void fault(@Nullable String field, String detail) {
    if (fault == null) {
      fault = Rejection.of(Rejection.INVALID, field, detail);
    }
  }

  /** So that what is wrong does not make the answer large. */
  static String shortened(String text) {
    String safe = Json.wellFormed(text);
    return safe.length() > 64 ? Json.wellFormed(safe.substring(0, 64)) + "..." : safe;
  }
}
