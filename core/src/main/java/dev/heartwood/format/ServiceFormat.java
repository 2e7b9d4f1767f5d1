package dev.heartwood.format;

import dev.heartwood.LogEvent;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link ServiceEncoder} prints.
 *
 * @param serviceName of every event; 1 to {@value #MAX_NAME_CHARS} characters
 * @param key finds what the service keeps the newest event of; called as the encoder is, and null
 *     for an event without one. One that throws finds none. Default: none has one
 * @param correlationIds names in the MDC, of which the first that is there is the correlation id
 * @param maxEventBytes longest line; at least {@value #MIN_EVENT_BYTES}, default 256 KiB. A longer
 *     event is cut so that it stays valid, and its metadata say that it was
 */
public record ServiceFormat(
    String serviceName,
    Function<LogEvent, @Nullable String> key,
    List<String> correlationIds,
    int maxEventBytes) {
  public static final List<String> DEFAULT_CORRELATION_IDS =
      List.of("correlation_id", "correlationId", "traceId", "trace_id");
  public static final int DEFAULT_MAX_EVENT_BYTES = 256 * 1024;
  public static final int MIN_EVENT_BYTES = 4_096;
  public static final int MAX_NAME_CHARS = 256;

  public ServiceFormat {
    if (serviceName.isBlank() || serviceName.length() > MAX_NAME_CHARS) {
      throw new IllegalArgumentException(
          "serviceName must have 1 to "
              + MAX_NAME_CHARS
              + " characters, not all of them blank, was ["
              + serviceName
              + "]");
    }
    Objects.requireNonNull(key, "key");
    correlationIds = List.copyOf(correlationIds);
    if (maxEventBytes < MIN_EVENT_BYTES) {
      throw new IllegalArgumentException(
          "maxEventBytes must be at least " + MIN_EVENT_BYTES + ", was " + maxEventBytes);
    }
  }

  /** The defaults for a service. */
  public static ServiceFormat of(String serviceName) {
    return new ServiceFormat(
        serviceName, event -> null, DEFAULT_CORRELATION_IDS, DEFAULT_MAX_EVENT_BYTES);
  }

  public ServiceFormat withKey(Function<LogEvent, @Nullable String> value) {
    return new ServiceFormat(serviceName, value, correlationIds, maxEventBytes);
  }

  public ServiceFormat withCorrelationIds(List<String> names) {
    return new ServiceFormat(serviceName, key, names, maxEventBytes);
  }

  public ServiceFormat withMaxEventBytes(int value) {
    return new ServiceFormat(serviceName, key, correlationIds, value);
  }
}
