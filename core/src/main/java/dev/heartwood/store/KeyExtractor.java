package dev.heartwood.store;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key of an event: what a store keeps the newest record of, such as an order or a sensor.
 *
 * <p><b>Threads:</b> every thread that feeds the store calls it, also several at once. One that
 * throws is counted, and its record stays without a key.
 */
@FunctionalInterface
public interface KeyExtractor {
  /** The name of the logger. */
  KeyExtractor LOGGER = LogEvent::loggerName;

  /** The message as written in the source: one key per logging statement. */
  KeyExtractor TEMPLATE = LogEvent::template;

  /** The name of the first marker that is not {@link CompactingStore#TOMBSTONE}. */
  KeyExtractor MARKER = KeyExtractor::firstMarker;

  /** The key; null if the event has none. */
  @Nullable String key(LogEvent event);

  /** The value of the first key-value pair of that name, as text. */
  static KeyExtractor keyValue(String name) {
    return event -> {
      for (KeyValue pair : event.keyValues()) {
        if (pair.key().equals(name)) {
          return pair.value() == null ? null : pair.value().toString();
        }
      }
      return null;
    };
  }

  /** The value in the mapped diagnostic context. */
  static KeyExtractor mdc(String name) {
    return event -> event.mdc().get(name);
  }

  /**
   * Reads {@code kvp:NAME}, {@code mdc:NAME}, {@code logger}, {@code marker} or {@code template}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  static KeyExtractor parse(String text) {
    String key = text.trim();
    if (key.startsWith("kvp:") && key.length() > 4) {
      return keyValue(key.substring(4).trim());
    }
    if (key.startsWith("mdc:") && key.length() > 4) {
      return mdc(key.substring(4).trim());
    }
    return switch (key) {
      case "logger" -> LOGGER;
      case "marker" -> MARKER;
      case "template" -> TEMPLATE;
      default ->
          throw new IllegalArgumentException(
              "key must be kvp:NAME, mdc:NAME, logger, marker or template, was \"" + text + "\"");
    };
  }

  private static @Nullable String firstMarker(LogEvent event) {
    for (LogMarker marker : event.markers()) {
      if (!marker.name().equals(CompactingStore.TOMBSTONE)) {
        return marker.name();
      }
    }
    return null;
  }
}
