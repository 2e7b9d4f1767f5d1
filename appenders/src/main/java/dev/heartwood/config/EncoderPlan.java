package dev.heartwood.config;

import dev.heartwood.format.Encoder;
import dev.heartwood.format.Escape;
import dev.heartwood.format.JsonConfig;
import dev.heartwood.format.JsonEncoder;
import dev.heartwood.format.JsonFormat;
import dev.heartwood.format.PatternConfig;
import dev.heartwood.format.PatternEncoder;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;

/** The encoder of a handler, checked; each handler gets one of its own. */
@FunctionalInterface
interface EncoderPlan {
  /** What is printed unless the file says otherwise. */
  String DEFAULT_PATTERN = "%d [%thread] %-5level %logger{36} -%kvp- %msg%n";

  Encoder make();

  static EncoderPlan read(Section handler) {
    return read(handler, () -> PatternEncoder.compile(DEFAULT_PATTERN));
  }

  /**
   * @param otherwise what prints if the file says nothing
   */
  static EncoderPlan read(Section handler, EncoderPlan otherwise) {
    Section body = handler.section("encoder");
    if (body == null) {
      return otherwise;
    }
    EncoderPlan plan = body.has("json") ? json(body) : pattern(body);
    body.done();
    plan.make(); // so that a fault shows before anything is opened
    return plan;
  }

  private static EncoderPlan pattern(Section body) {
    if (!body.has("pattern")) {
      throw body.place().fault("pattern or json is missing");
    }
    PatternConfig config =
        body.checked(
            () -> {
              PatternConfig d = PatternConfig.of(body.required("pattern").text());
              return d.withEscape(body.get("escape", v -> v.choice(Escape.class), d.escape()))
                  .withZone(body.get("zone", v -> v.parsed(ZoneId::of), d.zone()))
                  .withPatternAsHeader(
                      body.get("patternAsHeader", Value::bool, d.patternAsHeader()));
            });
    body.required("pattern").parsed(text -> PatternEncoder.compile(config));
    return () -> PatternEncoder.compile(config);
  }

  private static EncoderPlan json(Section body) {
    JsonConfig d = JsonConfig.DEFAULT;
    JsonConfig config =
        body.checked(
            () ->
                d.withFormat(body.required("json").choice(JsonFormat.class))
                    .withMaxEventBytes(
                        body.get("maxEventBytes", Value::intBytes, d.maxEventBytes()))
                    .withZone(body.get("zone", v -> v.parsed(ZoneId::of), d.zone()))
                    .withCaller(body.get("caller", Value::bool, d.caller()))
                    .withStaticFields(fields(body)));
    if (config.format() == JsonFormat.OTEL && body.has("zone")) {
      throw body.at("zone").fault("zone must not be set for otel, which has none");
    }
    return () -> body.checked(() -> new JsonEncoder(config));
  }

  private static Map<String, Object> fields(Section body) {
    Map<String, Object> fields = new LinkedHashMap<>();
    Section section = body.section("fields");
    if (section != null) {
      section.keys().forEach(key -> fields.put(key, section.typed(key)));
    }
    return fields;
  }
}
