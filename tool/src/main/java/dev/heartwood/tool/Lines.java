package dev.heartwood.tool;

import dev.heartwood.EpochNanos;
import dev.heartwood.format.Encoder;
import dev.heartwood.format.JsonConfig;
import dev.heartwood.format.JsonEncoder;
import dev.heartwood.format.JsonFormat;
import dev.heartwood.format.PatternEncoder;
import dev.heartwood.format.SafeText;
import dev.heartwood.format.Utf8Buffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns records into lines: events by our encoders, others as text or hexadecimal digits. */
final class Lines {
  static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level [%thread] %logger -%kvp- %msg%n";

  /** Longer than any event that a ring or a spool takes, so that nothing is cut. */
  private static final int MAX_LINE_BYTES = 64 << 20;

  private final boolean json;
  private final boolean positions;
  private final String unit;
  private final Encoder encoder;

  private Lines(boolean json, boolean positions, String unit, Encoder encoder) {
    this.json = json;
    this.positions = positions;
    this.unit = unit;
    this.encoder = encoder;
  }

  /**
   * @param positions whether each begins with the position of its record
   */
  static Lines text(@Nullable String pattern, boolean positions, String unit) {
    Encoder encoder = PatternEncoder.compile(pattern == null ? PATTERN : pattern);
    return new Lines(false, positions, unit, encoder);
  }

  static Lines json(JsonFormat format, String unit) {
    JsonConfig config =
        JsonConfig.DEFAULT.withFormat(format).withMaxEventBytes(MAX_LINE_BYTES).withCaller(true);
    return new Lines(true, false, unit, new JsonEncoder(config));
  }

  void append(Payload record, Utf8Buffer out) {
    if (positions) {
      out.append(record.position() + " ");
    }
    if (record.isEvent()) {
      encoder.encode(record.event(), out);
    } else if (json) {
      appendJson(record, out);
    } else {
      appendText(record, out);
    }
  }

  private void appendJson(Payload record, Utf8Buffer out) {
    Optional<String> text = record.text();
    out.append("{\"@timestamp\":\"" + time(record) + "\",\"" + unit + "\":");
    out.append(record.position());
    if (text.isPresent()) {
      out.append(",\"payload\":\"" + SafeText.insideJson(text.get()) + "\"}\n");
    } else {
      out.append(",\"payload_hex\":\"" + record.hex() + "\"}\n");
    }
  }

  private void appendText(Payload record, Utf8Buffer out) {
    Optional<String> text = record.text();
    out.append(time(record) + " " + unit + " " + record.position() + ": ");
    out.append(text.isPresent() ? SafeText.forPeople(text.get()) : "0x" + record.hex());
    out.append("\n");
  }

  private static String time(Payload record) {
    return EpochNanos.toInstant(record.epochNanos()).toString();
  }
}
