package dev.heartwood.service.query;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field of entries that conditions look at, by the name that requests use.
 *
 * @param name as in JSON; for metadata {@code metadata.} and the path to the value, with dots
 */
public record Field(String name) {
  public static final String METADATA = "metadata.";

  public static final Field ID = new Field("log_id");
  public static final Field SERVICE = new Field("service_name");
  public static final Field LEVEL = new Field("level");
  public static final Field LOGGER = new Field("logger");
  public static final Field THREAD = new Field("thread");
  public static final Field CORRELATION_ID = new Field("correlation_id");
  public static final Field KEY = new Field("key");
  public static final Field SOURCE_IP = new Field("source_ip");

  private static final Map<String, Field> NAMED =
      Map.ofEntries(
          Map.entry("log_id", ID),
          Map.entry("service_name", SERVICE),
          Map.entry("service", SERVICE),
          Map.entry("level", LEVEL),
          Map.entry("logger", LOGGER),
          Map.entry("thread", THREAD),
          Map.entry("correlation_id", CORRELATION_ID),
          Map.entry("key", KEY),
          Map.entry("source_ip", SOURCE_IP));

  /** The field of that name, or of that alias; null if there is none. */
  public static @Nullable Field named(String name) {
    if (name.startsWith(METADATA) && name.length() > METADATA.length()) {
      return new Field(name);
    }
    return NAMED.get(name);
  }

  public boolean isMetadata() {
    return name.startsWith(METADATA);
  }

  /** The path to a metadata value: {@code user.id} of {@code metadata.user.id}. */
  public String path() {
    return isMetadata() ? name.substring(METADATA.length()) : name;
  }

  /** The entry's value as text; null if it has none, or a map or list there. */
  public @Nullable String text(LogEntry entry) {
    Object value = value(entry);
    return value == null || value instanceof Map || value instanceof List ? null : value.toString();
  }

  /** The entry's value; null if it has none. */
  public @Nullable Object value(LogEntry entry) {
    LogContent content = entry.content();
    return switch (name) {
      case "log_id" -> entry.id();
      case "service_name" -> content.service();
      case "level" -> content.level();
      case "logger" -> content.logger();
      case "thread" -> content.thread();
      case "correlation_id" -> content.correlationId();
      case "key" -> content.key();
      case "source_ip" -> content.sourceIp();
      default -> isMetadata() ? at(content.metadata(), path()) : null;
    };
  }

  /** A key with dots in it is as good as a path of maps. */
  private static @Nullable Object at(Map<?, ?> map, String path) {
    Object whole = map.get(path);
    if (whole != null) {
      return whole;
    }
    for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
      if (map.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
        Object found = at(inner, path.substring(dot + 1));
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
