package dev.heartwood.service.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events [1], one after the other.
 *
 * <p>[1] HTML Living Standard, section 9.2, Server-sent events.
 */
final class EventStream implements AutoCloseable {
  private final BufferedReader lines;
  private @Nullable String lastId;
  private @Nullable String nextId;

  EventStream(InputStream in) {
    lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /**
   * @param name empty if it has none
   */
  record Event(String name, String data) {}

  /** The next event that has data; null at the end. Comments and empty events are passed over. */
  @Nullable Event next() throws IOException {
    StringBuilder data = new StringBuilder();
    String name = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        lastId = nextId; // only now: what broke off before its end was not seen
        if (!data.isEmpty()) {
          return new Event(name, data.substring(0, data.length() - 1));
        }
        name = "";
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (field) {
        case "data" -> data.append(value).append('\n');
        case "event" -> name = value;
        case "id" -> nextId = value;
        default -> {
          // a comment, or a field of a later day
        }
      }
    }
    return null;
  }

  /** The id of the last whole event; null if none was. */
  @Nullable String lastId() {
    return lastId;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
