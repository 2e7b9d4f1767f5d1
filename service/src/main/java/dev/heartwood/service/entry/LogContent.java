package dev.heartwood.service.entry;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a sender says: an entry before the service has accepted it.
 *
 * @param level the text that was posted, such as {@code WARNING}; {@code severity} is its meaning
 * @param timestamp when it happened; null leaves that to the service
 * @param key what {@code latest} keeps the newest of
 * @param clientId the sender's own id of this entry: what arrives again under it is a duplicate
 * @param metadata in the order sent; values are {@link String}, {@link Boolean}, {@link Long},
 *     {@link java.math.BigInteger}, {@link Double}, {@link java.math.BigDecimal}, {@link
 *     java.util.List} and {@link Map} of the same, and null
 */
public record LogContent(
    Severity severity,
    String level,
    String service,
    String message,
    @Nullable Instant timestamp,
    @Nullable String correlationId,
    @Nullable String key,
    @Nullable String sourceIp,
    @Nullable String logger,
    @Nullable String thread,
    @Nullable Thrown thrown,
    @Nullable String clientId,
    Map<String, @Nullable Object> metadata) {
  public LogContent {
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(message, "message");
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** The least that can be sent. */
  public static LogContent of(Severity severity, String service, String message) {
    return new LogContent(
        severity,
        severity.name(),
        service,
        message,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        Map.of());
  }
}
