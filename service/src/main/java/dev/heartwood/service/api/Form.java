package dev.heartwood.service.api;

import dev.heartwood.service.EntryFeed;
import dev.heartwood.service.entry.LogEntry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** How a stream of entries is written. */
enum Form {
  /** A JSON text on each line, the last of which is a summary. */
  LINES {
    @Override
    void event(ByteArrayOutputStream out, String name, @Nullable String id, byte[] json) {
      out.writeBytes(json);
      out.write('\n');
    }
  },

  /** Server-sent events [1]: the id is the sequence of the last entry that was seen. */
  EVENTS {
    @Override
    void event(ByteArrayOutputStream out, String name, @Nullable String id, byte[] json) {
      StringBuilder head = new StringBuilder();
      if (id != null) {
        head.append("id: ").append(id).append('\n');
      }
      if (!name.isEmpty()) {
        head.append("event: ").append(name).append('\n');
      }
      out.writeBytes(head.append("data: ").toString().getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(json); // has no line breaks
      out.writeBytes(END_OF_EVENT);
    }

    @Override
    void start(ByteArrayOutputStream out, String id) {
      out.writeBytes(("retry: 2000\nid: " + id + "\n\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    void ping(ByteArrayOutputStream out, String id) {
      out.writeBytes((": ping\nid: " + id + "\n\n").getBytes(StandardCharsets.US_ASCII));
    }
  },

  /** Messages of a WebSocket: the same JSON texts, one in each. */
  MESSAGES {
    @Override
    void event(ByteArrayOutputStream out, String name, @Nullable String id, byte[] json) {
      out.writeBytes(json);
    }

    @Override
    void ping(ByteArrayOutputStream out, String id) {
      out.writeBytes(object("ping", json -> json.writeStringProperty("last", id)));
    }
  };

  private static final byte[] END_OF_EVENT = {'\n', '\n'};

  /**
   * @param name of the event; empty for an entry
   * @param id null if it is no place to go on from
   */
  abstract void event(ByteArrayOutputStream out, String name, @Nullable String id, byte[] json);

  void start(ByteArrayOutputStream out, String id) {}

  void ping(ByteArrayOutputStream out, String id) {}

  /** Says before all entries how {@code q} was taken, if it may have been meant otherwise. */
  void plain(ByteArrayOutputStream out, Filters filters) {
    if (filters.tells()) {
      event(out, "q", null, Answers.json(filters::tell));
    }
  }

  void entry(ByteArrayOutputStream out, EntryWriter writer, LogEntry entry) {
    ByteArrayOutputStream json = new ByteArrayOutputStream(512);
    try (JsonGenerator generator = Json.writer(json)) {
      writer.write(generator, entry);
    }
    event(out, "", Long.toString(entry.sequence()), json.toByteArray());
  }

  void gap(ByteArrayOutputStream out, EntryFeed.Gap gap) {
    byte[] json =
        object(
            "gap",
            inner -> {
              inner.writeNumberProperty("entries", gap.entries());
              inner.writeStringProperty("next", Long.toString(gap.next()));
            });
    event(out, "gap", Long.toString(gap.next() - 1), json);
  }

  /**
   * @param last sequence of the last entry that was seen; null if the order is another
   * @param failure why it is not complete; null if it is
   */
  void summary(
      ByteArrayOutputStream out, long count, @Nullable String last, @Nullable Problem failure) {
    byte[] json =
        object(
            "summary",
            inner -> {
              inner.writeNumberProperty("count", count);
              inner.writeBooleanProperty("complete", failure == null);
              if (last != null) {
                inner.writeStringProperty("last", last);
              }
              if (failure != null) {
                inner.writeStringProperty("code", failure.code());
                inner.writeStringProperty("detail", Json.wellFormed(failure.detail()));
              }
            });
    event(out, "summary", null, json);
  }

  private static byte[] object(String name, Consumer<JsonGenerator> content) {
    return Answers.json(
        json -> {
          json.writeName(name);
          json.writeStartObject();
          content.accept(json);
          json.writeEndObject();
        });
  }
}
