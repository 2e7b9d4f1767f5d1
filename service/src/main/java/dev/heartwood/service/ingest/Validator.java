package dev.heartwood.service.ingest;

import dev.heartwood.EpochNanos;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.Thrown;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks entries against the limits and brings what they hold into the forms that are kept.
 *
 * <p><b>Threads:</b> any.
 */
final class Validator {
  private static final int MOST_BITS = 4096;
  private static final int MOST_SCALE = 10_000;
  private static final int SHOWN_CHARS = 100;

  private final IngestLimits limits;

  Validator(IngestLimits limits) {
    this.limits = limits;
  }

  /** Ends a check. */
  static final class InvalidException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Rejection why;

    InvalidException(Rejection why) {
      super(why.detail(), null, false, false);
      this.why = why;
    }

    Rejection why() {
      return why;
    }
  }

  /**
   * The entry as it may be kept: the same object if nothing had to change.
   *
   * @param now when it came
   * @throws InvalidException if it may not
   */
  LogContent checked(LogContent content, Origin origin, Instant now) throws InvalidException {
    String service = content.service();
    if (service.isBlank() && origin.defaultService() != null) {
      service = origin.defaultService();
    }
    if (service.isBlank()) {
      throw invalid("service_name", "service_name must not be blank");
    }
    checkSizes(content, service);
    checkTime(content.timestamp(), now);
    Map<String, @Nullable Object> metadata = content.metadata();
    if (!metadata.isEmpty()) {
      metadata = new Walk().metadata(metadata);
    }
    return service.equals(content.service()) && metadata == content.metadata()
        ? content
        : with(content, service, metadata);
  }

  private void checkSizes(LogContent content, String service) throws InvalidException {
    checkName("service_name", service);
    checkName("level", content.level());
    checkLength("message", content.message(), limits.maxMessageChars());
    checkName("correlation_id", content.correlationId());
    checkName("key", content.key());
    checkName("source_ip", content.sourceIp());
    checkName("logger", content.logger());
    checkName("thread", content.thread());
    checkName("client_id", content.clientId());
    Thrown thrown = content.thrown();
    if (thrown != null) {
      checkName("thrown.type", thrown.type());
      checkLength("thrown.message", thrown.message(), limits.maxMessageChars());
      checkLength("thrown.stack_trace", thrown.stackTrace(), limits.maxMessageChars());
    }
  }

  private void checkName(String field, @Nullable String text) throws InvalidException {
    checkLength(field, text, limits.maxNameChars());
  }

  private static void checkLength(String field, @Nullable String text, int most)
      throws InvalidException {
    if (text != null && text.length() > most) {
      throw new InvalidException(
          Rejection.of(
              Rejection.TOO_LARGE,
              field,
              field + " must have at most " + most + " characters, had " + text.length()));
    }
  }

  private void checkTime(@Nullable Instant timestamp, Instant now) throws InvalidException {
    if (timestamp == null) {
      return;
    }
    try {
      EpochNanos.of(timestamp);
    } catch (DateTimeException e) {
      throw invalid("timestamp", String.valueOf(e.getMessage()));
    }
    if (Duration.between(now, timestamp).compareTo(limits.maxAhead()) > 0) {
      throw invalid(
          "timestamp",
          "timestamp must be at most "
              + limits.maxAhead().toSeconds()
              + " s ahead of the clock of the service, was "
              + timestamp);
    }
  }

  private static InvalidException invalid(String field, String detail) {
    return new InvalidException(Rejection.of(Rejection.INVALID, field, detail));
  }

  private static LogContent with(
      LogContent content, String service, Map<String, @Nullable Object> metadata) {
    return new LogContent(
        content.severity(),
        content.level(),
        service,
        content.message(),
        content.timestamp(),
        content.correlationId(),
        content.key(),
        content.sourceIp(),
        content.logger(),
        content.thread(),
        content.thrown(),
        content.clientId(),
        metadata);
  }

  /** One way through the metadata of an entry. */
  private final class Walk {
    private int entries;

    Map<String, @Nullable Object> metadata(Map<String, @Nullable Object> map)
        throws InvalidException {
      @Nullable Map<String, @Nullable Object> changed = null;
      for (Map.Entry<String, @Nullable Object> entry : map.entrySet()) {
        String path = "metadata." + shown(entry.getKey());
        checkLength(path, entry.getKey(), limits.maxStringChars());
        Object value = value(path, entry.getValue(), 1);
        if (value != entry.getValue()) {
          changed = changed == null ? new LinkedHashMap<>(map) : changed;
          changed.put(entry.getKey(), value);
        }
      }
      return changed == null ? map : changed;
    }

    /** The value in the form that is kept: the same object if it has it. */
    private @Nullable Object value(String path, @Nullable Object value, int depth)
        throws InvalidException {
      if (++entries > limits.maxMetadataEntries()) {
        throw new InvalidException(
            Rejection.of(
                Rejection.TOO_LARGE,
                "metadata",
                "metadata must have at most " + limits.maxMetadataEntries() + " values, had more"));
      }
      if (value instanceof String text) {
        checkLength(path, text, limits.maxStringChars());
        return text;
      }
      if (value == null || value instanceof Boolean) {
        return value;
      }
      if (value instanceof Number number) {
        return number(path, number);
      }
      if (depth >= limits.maxMetadataDepth()) {
        throw new InvalidException(
            Rejection.of(
                Rejection.TOO_LARGE,
                path,
                "metadata must nest at most " + limits.maxMetadataDepth() + " deep, was deeper"));
      }
      if (value instanceof List<?> list) {
        return list(path, list, depth);
      }
      if (value instanceof Map<?, ?> map) {
        return map(path, map, depth);
      }
      throw invalid(
          path, path + " must be a text, number, boolean, list or map, was a " + value.getClass());
    }

    private Number number(String path, Number number) throws InvalidException {
      if (number instanceof Long || number instanceof Double) {
        return number;
      }
      if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
        return number.longValue();
      }
      if (number instanceof Float) {
        return number.doubleValue();
      }
      if (number instanceof BigInteger integer && integer.bitLength() <= MOST_BITS) {
        return integer;
      }
      if (number instanceof BigDecimal decimal
          && decimal.unscaledValue().bitLength() <= MOST_BITS
          && Math.abs((long) decimal.scale()) <= MOST_SCALE) {
        return decimal;
      }
      throw invalid(
          path,
          path
              + " must be a number of at most "
              + MOST_BITS
              + " bits and a scale of at most "
              + MOST_SCALE);
    }

    private List<?> list(String path, List<?> list, int depth) throws InvalidException {
      List<@Nullable Object> values = new ArrayList<>(list.size());
      for (Object each : list) {
        values.add(value(path, each, depth + 1));
      }
      return values;
    }

    private Map<?, ?> map(String path, Map<?, ?> map, int depth) throws InvalidException {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String key = String.valueOf(entry.getKey());
        String below = depth < 4 ? path + "." + shown(key) : path;
        checkLength(below, key, limits.maxStringChars());
        values.put(key, value(below, entry.getValue(), depth + 1));
      }
      return values;
    }

    private static String shown(String key) {
      return key.length() <= SHOWN_CHARS ? key : key.substring(0, SHOWN_CHARS) + "...";
    }
  }
}
