package dev.heartwood.service.cli;

import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Prints entries that a service sent: a line for each, and the stack trace below. */
final class EntryPrinter {
  private final Console console;
  private final boolean json;

  EntryPrinter(Console console, boolean json) {
    this.console = console;
    this.json = json;
  }

  /**
   * @param text the JSON as it was sent
   */
  void print(String text, JsonNode entry) throws IOException {
    if (json) {
      console.line(escaped(text));
      return;
    }
    StringBuilder line = new StringBuilder();
    line.append(text(entry, "timestamp")).append(' ');
    line.append(String.format("%-5s", text(entry, "level"))).append(' ');
    line.append('[').append(text(entry, "service_name")).append("] ");
    if (entry.has("logger")) {
      line.append(text(entry, "logger")).append(" - ");
    }
    line.append(text(entry, "message"));
    if (entry.has("correlation_id")) {
      line.append(" correlation_id=").append(text(entry, "correlation_id"));
    }
    for (Map.Entry<String, JsonNode> each : entry.path("metadata").properties()) {
      line.append(' ').append(each.getKey()).append('=').append(value(each.getValue()));
    }
    console.line(line.toString());
    for (String frame : text(entry.path("exception"), "stack_trace").lines().toList()) {
      console.line("    " + frame); // nothing that begins like this can be taken for an entry
    }
  }

  private static String text(JsonNode entry, String field) {
    JsonNode value = entry.get(field);
    return value == null ? "" : value(value);
  }

  private static String value(JsonNode value) {
    return value.isString() ? value.stringValue() : value.toString();
  }

  /**
   * What could drive a terminal stands only within strings, where JSON has a longer form for it.
   */
  private static String escaped(String json) {
    StringBuilder out = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char each = json.charAt(i);
      boolean plain = each >= ' ' && each < '\u007f' || each > '\u009f' && !isHidden(each);
      out.append(plain ? String.valueOf(each) : String.format("\\u%04x", (int) each));
    }
    return out.toString();
  }

  private static boolean isHidden(char each) {
    return Character.getType(each) == Character.FORMAT || each == '\u2028' || each == '\u2029';
  }
}
