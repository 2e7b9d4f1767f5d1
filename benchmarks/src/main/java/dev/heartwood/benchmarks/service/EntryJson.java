package dev.heartwood.benchmarks.service;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** An entry as the JSON object that a service is sent, under the same names for all of them. */
final class EntryJson {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private EntryJson() {}

  static void write(LogEntry entry, OutputStream out) throws IOException {
    LogContent content = entry.content();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      text(json, "level", content.level());
      text(json, "service_name", content.service());
      text(json, "message", content.message());
      text(json, "timestamp", entry.timestamp().toString());
      text(json, "correlation_id", content.correlationId());
      text(json, "key", content.key());
      text(json, "source_ip", content.sourceIp());
      text(json, "logger", content.logger());
      json.writeName("metadata");
      metadata(json, content.metadata());
      json.writeEndObject();
    }
  }

  /** The workload has numbers and texts in its metadata, and nothing nested. */
  static void metadata(JsonGenerator json, Map<String, @Nullable Object> metadata) {
    json.writeStartObject();
    metadata.forEach(
        (name, value) -> {
          if (value instanceof Long number) {
            json.writeNumberProperty(name, number);
          } else {
            json.writeStringProperty(name, String.valueOf(value));
          }
        });
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, @Nullable String value) {
    if (value != null) {
      json.writeStringProperty(name, value);
    }
  }
}
