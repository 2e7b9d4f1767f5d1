package dev.heartwood.filter;

import dev.heartwood.Freeze;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Passes events that carry one exact value under a key. Values of key-value pairs are compared as
 * they print, so that 42, 42L and "42" are the same; of a key that occurs twice either may match.
 */
public final class EqualityFilter implements LogFilter {
  /** Where an event names its service: OpenTelemetry's word, then the forms of JSON bodies. */
  public static final List<String> SERVICE_KEYS =
      List.of("service.name", "service_name", "service");

  private final List<String> keys;
  private final String value;
  private final boolean inKeyValues;
  private final boolean inMdc;
  private final @Nullable String fallback;

  private EqualityFilter(
      List<String> keys,
      String value,
      boolean inKeyValues,
      boolean inMdc,
      @Nullable String fallback) {
    this.keys = keys;
    this.value = Objects.requireNonNull(value, "value");
    this.inKeyValues = inKeyValues;
    this.inMdc = inMdc;
    this.fallback = fallback;
  }

  /** Passes events whose MDC has this value under the key. */
  public static EqualityFilter mdc(String key, String value) {
    return new EqualityFilter(List.of(key), value, false, true, null);
  }

  /** Passes events with a key-value pair of this key that prints as the value. */
  public static EqualityFilter keyValue(String key, String value) {
    return new EqualityFilter(List.of(key), value, true, false, null);
  }

  /**
   * Passes events of one service. An event belongs to the service that its key-values name, else to
   * the one its MDC names, under the first of {@link #SERVICE_KEYS} that is there.
   */
  public static EqualityFilter service(String name) {
    return new EqualityFilter(SERVICE_KEYS, name, true, true, null);
  }

  /**
   * As {@link #service(String)}, for a process that is one service.
   *
   * @param processService the service of events that name none
   */
  public static EqualityFilter service(String name, String processService) {
    return new EqualityFilter(
        SERVICE_KEYS, name, true, true, Objects.requireNonNull(processService, "processService"));
  }

  @Override
  public boolean accepts(LogEvent event) {
    return keys.size() == 1 ? holds(event, keys.get(0)) : value.equals(firstOf(event));
  }

  private boolean holds(LogEvent event, String key) {
    if (inMdc) {
      return value.equals(event.mdc().get(key));
    }
    for (KeyValue pair : event.keyValues()) {
      if (pair.key().equals(key) && value.equals(Freeze.render(pair.value()))) {
        return true;
      }
    }
    return false;
  }

  private @Nullable String firstOf(LogEvent event) {
    for (String key : keys) {
      for (KeyValue pair : event.keyValues()) {
        if (pair.key().equals(key)) {
          return Freeze.render(pair.value());
        }
      }
    }
    for (String key : keys) {
      String found = event.mdc().get(key);
      if (found != null) {
        return found;
      }
    }
    return fallback;
  }
}
