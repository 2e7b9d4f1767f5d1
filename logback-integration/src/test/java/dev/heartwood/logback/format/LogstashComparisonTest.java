package dev.heartwood.logback.format;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.heartwood.HostileText;
import dev.heartwood.format.JsonConfig;
import dev.heartwood.format.JsonEncoder;
import dev.heartwood.format.JsonFormat;
import dev.heartwood.format.Utf8Buffer;
import dev.heartwood.logback.LogbackEvent;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import net.logstash.logback.encoder.LogstashEncoder;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Our logstash format against logstash-logback-encoder: the same names, types and values. */
class LogstashComparisonTest {
  private static final int EVENTS = 1_500;

  private final long seed = Long.getLong("heartwood.test.seed", System.nanoTime());
  private final LogbackEvents events = new LogbackEvents(HostileText.wellFormed(seed));
  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  @Test
  void has_the_fields_of_the_logstash_encoder() {
    compare(false);
  }

  @Test
  void has_the_caller_fields_of_the_logstash_encoder() {
    compare(true);
  }

  private void compare(boolean caller) {
    LogstashEncoder theirs = new LogstashEncoder();
    theirs.setContext(events.context());
    theirs.setIncludeContext(false);
    theirs.setIncludeCallerData(caller);
    theirs.start();
    JsonEncoder ours =
        new JsonEncoder(
            JsonConfig.DEFAULT
                .withFormat(JsonFormat.LOGSTASH)
                .withCaller(caller)
                .withMaxEventBytes(Integer.MAX_VALUE));
    for (int i = 0; i < EVENTS; i++) {
      LoggingEvent event = events.next();
      Map<String, Object> expected = fields(theirs.encode(event), event);
      assertThat(fields(encoded(ours, event), event)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static byte[] encoded(JsonEncoder encoder, ILoggingEvent event) {
    Utf8Buffer out = new Utf8Buffer();
    encoder.encode(LogbackEvent.of(event), out);
    return out.toByteArray();
  }

  /** The parsed line in a form in which equal values are equal. */
  private Map<String, Object> fields(byte[] json, LoggingEvent event) {
    Map<String, Object> fields = new TreeMap<>();
    mapper
        .readValue(json, new TypeReference<Map<String, Object>>() {})
        .forEach((key, value) -> fields.put(key, comparable(value)));
    fields.computeIfPresent("@timestamp", (k, v) -> OffsetDateTime.parse((String) v).toInstant());
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        fields.computeIfPresent(pair.key, (k, v) -> sameDigits(pair.value, v));
      }
    }
    return fields;
  }

  private static Object comparable(Object value) {
    return value instanceof Number number
        ? new BigDecimal(number.toString()).stripTrailingZeros()
        : value;
  }

  /** Two prints of a float may differ in digits but not in value; a list we print as text. */
  private static Object sameDigits(Object original, Object parsed) {
    if (original instanceof Collection<?>) {
      return "a list";
    }
    if (parsed instanceof BigDecimal number) {
      return original instanceof Float ? (Object) number.floatValue() : number.doubleValue();
    }
    return parsed;
  }
}
