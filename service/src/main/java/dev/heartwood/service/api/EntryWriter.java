package dev.heartwood.service.api;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Thrown;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes entries as JSON objects, with the fields asked for. Fields without a value are left out.
 *
 * @param fields their names; empty for all
 */
record EntryWriter(Set<String> fields) {
  static final EntryWriter WHOLE = new EntryWriter(Set.of());

  static final List<String> NAMES =
      List.of(
          "log_id",
          "sequence",
          "timestamp",
          "received_at",
          "level",
          "severity_number",
          "service_name",
          "message",
          "correlation_id",
          "key",
          "source_ip",
          "logger",
          "thread",
          "exception",
          "client_id",
          "metadata");

  /**
   * @param names of fields, with commas between
   */
  static EntryWriter of(String names) {
    Set<String> fields = new TreeSet<>();
    for (String name : names.split(",", -1)) {
      String field = name.strip();
      field = field.equals("service") ? "service_name" : field;
      if (!NAMES.contains(field)) {
        throw Problem.wrong(
                ProblemCode.INVALID_PARAMETER,
                "fields",
                "must be some of " + String.join(",", NAMES),
                ContentReader.shortened(field))
            .exception();
      }
      fields.add(field);
    }
    return new EntryWriter(Set.copyOf(fields));
  }

  void write(JsonGenerator json, LogEntry entry) {
    json.writeStartObject();
    text(json, "log_id", entry.id());
    text(json, "sequence", Long.toString(entry.sequence()));
    text(json, "timestamp", entry.timestamp().toString());
    text(json, "received_at", entry.received().toString());
    sent(json, entry.content());
    json.writeEndObject();
  }

  /** Before the service has accepted it. */
  void write(JsonGenerator json, LogContent content) {
    json.writeStartObject();
    text(json, "timestamp", content.timestamp() == null ? null : content.timestamp().toString());
    sent(json, content);
    json.writeEndObject();
  }

  private void sent(JsonGenerator json, LogContent content) {
    text(json, "level", content.level());
    if (wants("severity_number")) {
      json.writeNumberProperty("severity_number", content.severity().number());
    }
    text(json, "service_name", content.service());
    text(json, "message", content.message());
    text(json, "correlation_id", content.correlationId());
    text(json, "key", content.key());
    text(json, "source_ip", content.sourceIp());
    text(json, "logger", content.logger());
    text(json, "thread", content.thread());
    if (content.thrown() != null && wants("exception")) {
      json.writeName("exception");
      thrown(json, content.thrown());
    }
    text(json, "client_id", content.clientId());
    if (!content.metadata().isEmpty() && wants("metadata")) {
      json.writeName("metadata");
      value(json, content.metadata());
    }
  }

  private boolean wants(String field) {
    return fields.isEmpty() || fields.contains(field);
  }

  private void text(JsonGenerator json, String field, @Nullable String value) {
    if (value != null && wants(field)) {
      json.writeStringProperty(field, Json.wellFormed(value));
    }
  }

  private static void thrown(JsonGenerator json, Thrown thrown) {
    json.writeStartObject();
    WHOLE.text(json, "type", thrown.type());
    WHOLE.text(json, "message", thrown.message());
    WHOLE.text(json, "stack_trace", thrown.stackTrace());
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, @Nullable Object value) {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      map.forEach(
          (key, inner) -> {
            json.writeName(Json.wellFormed(String.valueOf(key)));
            value(json, inner);
          });
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      list.forEach(inner -> value(json, inner));
      json.writeEndArray();
    } else {
      scalar(json, value);
    }
  }

  private static void scalar(JsonGenerator json, Object value) {
    if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Double number && Double.isFinite(number)) {
      json.writeNumber(number);
    } else if (value instanceof BigInteger number) {
      json.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else {
      json.writeString(Json.wellFormed(value.toString()));
    }
  }
}
