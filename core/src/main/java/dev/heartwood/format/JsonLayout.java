package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.util.Set;

/** The shape of one JSON line, without its line feed. */
abstract class JsonLayout {
  /** The name of the mark that an event was cut. */
  static final String TRUNCATED = "heartwood.truncated";

  abstract void write(LogEvent event, JsonWriter json);

  /** A quoted name with its colon, and a comma before it. */
  static byte[] field(String name) {
    return Utf8Buffer.ascii(",\"" + name + "\":");
  }

  /** A quoted name with its colon and a constant text, a comma before it. */
  static byte[] constant(String name, String value) {
    return Utf8Buffer.ascii(",\"" + name + "\":\"" + value + "\"");
  }

  static Set<String> union(Set<String> names, Set<String> more) {
    Set<String> union = new java.util.HashSet<>(names);
    union.addAll(more);
    return union;
  }
}
