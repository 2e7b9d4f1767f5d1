package dev.heartwood.filter;

import dev.heartwood.Freeze;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.ThrownData;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What makes two events belong together for a filter that counts.
 *
 * <p><b>Threads:</b> any thread asks; must not block, log or throw.
 */
@FunctionalInterface
public interface EventKey {
  /** Longer texts are cut to this many characters and a hash, so that keys stay small. */
  int MAX_TEXT_CHARS = 256;

  /** The key: immutable, with equality by content, and a {@code toString} fit to be logged. */
  Object of(LogEvent event);

  /** One key for all events. */
  static EventKey all() {
    return event -> "all";
  }

  static EventKey logger() {
    return event -> bounded(event.loggerName());
  }

  static EventKey level() {
    return LogEvent::level;
  }

  static EventKey template() {
    return event -> bounded(event.template());
  }

  /** The formatted message, which costs the formatting. */
  static EventKey message() {
    return event -> bounded(event.message());
  }

  /** The class of the throwable; empty without one. */
  static EventKey thrownClass() {
    return event -> {
      ThrownData thrown = event.thrown();
      return thrown == null ? "" : thrown.className();
    };
  }

  /** A value of the MDC; empty where it is missing. */
  static EventKey mdc(String key) {
    Objects.requireNonNull(key, "key");
    return event -> bounded(event.mdc().getOrDefault(key, ""));
  }

  /** The first value of a key-value pair as it prints; empty where it is missing. */
  static EventKey keyValue(String key) {
    Objects.requireNonNull(key, "key");
    return event -> {
      for (KeyValue pair : event.keyValues()) {
        if (pair.key().equals(key)) {
          return bounded(Freeze.render(pair.value()));
        }
      }
      return "";
    };
  }

  /** Equal where every part is. */
  static EventKey of(EventKey... parts) {
    List<EventKey> copy = List.of(parts);
    return event -> {
      Object[] values = new Object[copy.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = copy.get(i).of(event);
      }
      return List.of(values);
    };
  }

  /**
   * A key by its name in a configuration: {@code logger}, {@code level}, {@code template}, {@code
   * message}, {@code thrown}, {@code all}, {@code mdc:NAME}, {@code kvp:NAME}, or several of them
   * with commas between.
   */
  static EventKey parse(String text) {
    List<EventKey> parts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      parts.add(parsePart(part.strip()));
    }
    return parts.size() == 1 ? parts.get(0) : of(parts.toArray(new EventKey[0]));
  }

  private static EventKey parsePart(String part) {
    if (part.startsWith("mdc:") && part.length() > 4) {
      return mdc(part.substring(4));
    }
    if (part.startsWith("kvp:") && part.length() > 4) {
      return keyValue(part.substring(4));
    }
    return switch (part) {
      case "logger" -> logger();
      case "level" -> level();
      case "template" -> template();
      case "message" -> message();
      case "thrown" -> thrownClass();
      case "all" -> all();
      default ->
          throw new IllegalArgumentException(
              "key must be logger, level, template, message, thrown, all, mdc:NAME or kvp:NAME, was "
                  + part);
    };
  }

  private static String bounded(String text) {
    return text.length() <= MAX_TEXT_CHARS
        ? text
        : text.substring(0, MAX_TEXT_CHARS) + "#" + Integer.toHexString(text.hashCode());
  }
}
