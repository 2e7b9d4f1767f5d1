package dev.heartwood.format;

import dev.heartwood.LogEvent;
import dev.heartwood.LogRecord;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.event.Level;

/**
 * Prints events as JSON, one object on one line each, straight into bytes.
 *
 * <ul>
 *   <li>Whatever the event holds, the line is valid JSON and no longer than the configured bound. A
 *       longer event is cut: texts end with {@code [cut]}, fields that do not fit are left out, and
 *       {@code heartwood.truncated} is true.
 *   <li>No name occurs twice. A key of the caller that is taken gets {@code _2}, {@code _3} and so
 *       on behind it: key-values first, then the MDC.
 *   <li>Numbers and booleans keep their type; NaN and the infinities are text, and so are numbers
 *       of more than about 64 digits, which parsers refuse.
 *   <li>Control characters, U+0085, U+2028, U+2029 and bidirectional controls are JSON escapes, so
 *       that no reader breaks or reorders the line. A surrogate without its partner becomes U+FFFD.
 * </ul>
 *
 * <p><b>Threads:</b> used by one thread at a time. <b>Errors:</b> an event that cannot be printed
 * leaves a line that names the failure; nothing is thrown for it.
 */
public final class JsonEncoder implements Encoder {
  private static final String TIMESTAMP = "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXXXX";

  private final JsonConfig config;
  private final JsonLayout layout;
  private final JsonWriter writer;

  /** ECS with every option at its default. */
  public JsonEncoder() {
    this(JsonConfig.DEFAULT);
  }

  /** A format with every other option at its default. */
  public JsonEncoder(JsonFormat format) {
    this(JsonConfig.DEFAULT.withFormat(format));
  }

  /**
   * @throws IllegalArgumentException if static fields are too long or use a name of the format
   */
  public JsonEncoder(JsonConfig config) {
    this.config = config;
    Set<String> own = ownNames(config.format());
    byte[] staticFields = staticFields(config, own);
    this.layout = layout(config, staticFields);
    this.writer =
        new JsonWriter(
            config.maxEventBytes(),
            new FieldNames(
                config.format() == JsonFormat.OTEL
                    ? own
                    : JsonLayout.union(own, config.staticFields().keySet())));
  }

  private static Set<String> ownNames(JsonFormat format) {
    return switch (format) {
      case ECS -> EcsLayout.OWN_NAMES;
      case LOGSTASH -> LogstashLayout.OWN_NAMES;
      case OTEL -> OtelLayout.OWN_NAMES;
    };
  }

  private static JsonLayout layout(JsonConfig config, byte[] staticFields) {
    return switch (config.format()) {
      case ECS -> new EcsLayout(timestamps(config), config.caller(), staticFields);
      case LOGSTASH -> new LogstashLayout(timestamps(config), config.caller(), staticFields);
      case OTEL -> new OtelLayout(config.caller(), staticFields);
    };
  }

  private static SecondText timestamps(JsonConfig config) {
    return new SecondText(
        Objects.requireNonNull(FractionSplit.of(TIMESTAMP, config.zone(), Locale.ROOT)));
  }

  private static byte[] staticFields(JsonConfig config, Set<String> own) {
    boolean otel = config.format() == JsonFormat.OTEL;
    Utf8Buffer out = new Utf8Buffer();
    JsonWriter json = new JsonWriter(Integer.MAX_VALUE, new FieldNames(Set.of()));
    json.startFragment(out);
    for (Map.Entry<String, Object> field : config.staticFields().entrySet()) {
      if (own.contains(field.getKey()) && !otel) {
        throw new IllegalArgumentException(
            "static field must not have a name of the format itself, was [" + field.getKey() + "]");
      }
      if (!otel || out.length() > 0) {
        json.raw(',');
      }
      if (otel) {
        OtelLayout.writeAttribute(field.getKey(), field.getValue(), json);
      } else {
        json.fieldName(field.getKey());
        json.raw(':');
        json.value(field.getValue());
      }
    }
    if (out.length() > config.maxEventBytes() / 4) {
      throw new IllegalArgumentException(
          "static fields must take at most a quarter of maxEventBytes ("
              + config.maxEventBytes()
              + "), took "
              + out.length());
    }
    return out.toByteArray();
  }

  @Override
  public void encode(LogEvent event, Utf8Buffer out) {
    int start = out.length();
    try {
      writer.writeLine(event, layout, out);
    } catch (RuntimeException | StackOverflowError e) {
      out.truncate(start);
      writer.writeLine(failure(e), layout, out);
    }
  }

  private static LogEvent failure(Throwable cause) {
    return LogRecord.of(
        Instant.now(),
        Level.ERROR,
        JsonEncoder.class.getName(),
        "[FAILED encode: " + cause.getClass().getName() + "]");
  }

  @Override
  public boolean needsCaller() {
    return config.caller();
  }

  @Override
  public String toString() {
    return "JsonEncoder[" + config.format() + "]";
  }
}
