package dev.heartwood.logback;

import ch.qos.logback.core.util.FileSize;
import dev.heartwood.format.Encoder;
import dev.heartwood.format.JsonConfig;
import dev.heartwood.format.JsonFormat;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Prints one JSON object a line: {@code <encoder class="dev.heartwood.logback.JsonEncoder">}, in
 * any appender.
 */
public final class JsonEncoder extends EventEncoder {
  private final List<String> staticFields = new ArrayList<>();
  private @Nullable String format;
  private @Nullable String maxEventBytes;
  private @Nullable String timeZone;
  private @Nullable String includeCallerData;

  /** {@code ecs} (default), {@code logstash} or {@code otel}. */
  public void setFormat(String format) {
    this.format = format;
  }

  /** Longer events are cut and stay valid JSON; {@code 256KB} by default. */
  public void setMaxEventBytes(String maxEventBytes) {
    this.maxEventBytes = maxEventBytes;
  }

  /** Of timestamps; UTC by default. */
  public void setTimeZone(String timeZone) {
    this.timeZone = timeZone;
  }

  /** Whether the place of the call is printed; false by default. */
  public void setIncludeCallerData(String includeCallerData) {
    this.includeCallerData = includeCallerData;
  }

  /** A field of every line, as {@code service.name=orders}; its value is a text. */
  public void addStaticField(String staticField) {
    staticFields.add(staticField);
  }

  @Override
  @Nullable Supplier<Encoder> build(Options options) {
    JsonConfig config = options.built(() -> config(options));
    return config == null ? null : () -> new dev.heartwood.format.JsonEncoder(config);
  }

  private JsonConfig config(Options options) {
    JsonConfig config =
        JsonConfig.DEFAULT
            .withFormat(options.choice("format", JsonFormat.class, format, JsonFormat.ECS))
            .withMaxEventBytes(
                options.parsed(
                    "maxEventBytes",
                    maxEventBytes,
                    text -> Math.toIntExact(FileSize.valueOf(text).getSize()),
                    JsonConfig.DEFAULT.maxEventBytes()))
            .withZone(
                options.parsed("timeZone", timeZone, JsonEncoder::zone, JsonConfig.DEFAULT.zone()))
            .withCaller(options.bool("includeCallerData", includeCallerData, false));
    if (timeZone != null && config.format() == JsonFormat.OTEL) {
      options.fault("timeZone must not be given for otel, which has none, was " + timeZone);
    }
    for (String field : staticFields) {
      int equals = field.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("staticField must be name=value, was " + field);
      }
      config =
          config.withStaticField(
              field.substring(0, equals).trim(), field.substring(equals + 1).trim());
    }
    return config;
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
