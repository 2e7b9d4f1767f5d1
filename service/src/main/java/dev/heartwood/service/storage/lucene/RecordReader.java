package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.entry.Thrown;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link RecordWriter} wrote. */
final class RecordReader {
  private static final Severity[] SEVERITIES = Severity.values();

  private final byte[] bytes;
  private int place;

  private RecordReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @throws IOException if the bytes are no entry
   */
  static LogEntry read(byte[] bytes, Instant timestamp, long sequence) throws IOException {
    try {
      return new RecordReader(bytes).entry(timestamp, sequence);
    } catch (RuntimeException e) {
      throw new IOException("entry of sequence " + sequence + " is damaged: " + e, e);
    }
  }

  /**
   * As much as stands before what may be there or not: id, severity, service and message.
   *
   * @throws IOException if the bytes are no entry
   */
  static LogEntry start(byte[] bytes) throws IOException {
    try {
      return new RecordReader(bytes).start();
    } catch (RuntimeException e) {
      throw new IOException("an entry is damaged: " + e, e);
    }
  }

  private LogEntry start() throws IOException {
    Severity severity = severity();
    number();
    String id = text();
    time(0);
    LogContent content = LogContent.of(severity, text(), text());
    return new LogEntry(id, 0, Instant.EPOCH, Instant.EPOCH, content);
  }

  private Severity severity() throws IOException {
    int version = bytes[place++];
    if (version != RecordWriter.VERSION) {
      throw new IOException("version of an entry must be 1, was " + version);
    }
    return SEVERITIES[bytes[place++]];
  }

  private LogEntry entry(Instant timestamp, long sequence) throws IOException {
    Severity severity = severity();
    int there = (int) number();
    String id = text();
    Instant received = time(timestamp.getEpochSecond());
    String service = text();
    String message = text();
    String level = (there & 1) != 0 ? text() : severity.name();
    Instant own = (there & 2) != 0 ? time(0) : (there & 4) != 0 ? timestamp : null;
    @Nullable String[] texts = new @Nullable String[9];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = (there & 8 << i) != 0 ? text() : null;
    }
    Map<String, @Nullable Object> metadata = (there & 1 << 12) != 0 ? map() : Map.of();
    String type = texts[6];
    return new LogEntry(
        id,
        sequence,
        timestamp,
        received,
        new LogContent(
            severity,
            level,
            service,
            message,
            own,
            texts[0],
            texts[1],
            texts[2],
            texts[3],
            texts[4],
            type == null ? null : new Thrown(type, texts[7], texts[8]),
            texts[5],
            metadata));
  }

  private @Nullable Object value() {
    int kind = bytes[place++];
    return switch (kind) {
      case 0 -> null;
      case 1 -> false;
      case 2 -> true;
      case 3 -> text();
      case 4 -> signed();
      case 5 -> real();
      case 6 -> new BigInteger(text());
      case 7 -> new BigDecimal(text());
      case 8 -> list();
      case 9 -> map();
      default -> throw new IllegalArgumentException("kind of a value must be 0 to 9, was " + kind);
    };
  }

  private Double real() {
    long bits = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      bits |= (bytes[place++] & 0xFFL) << 8 * i;
    }
    return Double.longBitsToDouble(bits);
  }

  private List<@Nullable Object> list() {
    List<@Nullable Object> list = new ArrayList<>();
    for (long left = number(); left > 0; left--) {
      list.add(value());
    }
    return list;
  }

  private Map<String, @Nullable Object> map() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (long left = number(); left > 0; left--) {
      map.put(text(), value());
    }
    return map;
  }

  private Instant time(long from) {
    long seconds = from + signed();
    long nanos = number();
    return Instant.ofEpochSecond(
        seconds,
        switch ((int) nanos & 3) {
          case 2 -> (nanos >> 2) * 1_000_000;
          case 1 -> (nanos >> 2) * 1000;
          default -> nanos >> 2;
        });
  }

  private long signed() {
    long value = number();
    return value >>> 1 ^ -(value & 1);
  }

  private long number() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes[place++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private String text() {
    int length = (int) number();
    String text = new String(bytes, place, length, StandardCharsets.UTF_8);
    place += length;
    return text;
  }
}
