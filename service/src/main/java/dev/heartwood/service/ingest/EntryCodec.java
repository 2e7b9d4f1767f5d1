package dev.heartwood.service.ingest;

import dev.heartwood.EpochNanos;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.entry.Thrown;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry as bytes, with words as {@link ByteSink} draws them.
 *
 * <pre>
 * number  what it has: 1 timestamp of its own, 2 level with a text that is not the severity's name,
 *         4 correlation id, 8 key, 16 source ip, 32 logger, 64 thread, 128 throwable,
 *         256 client id, 512 metadata, 1024 id that is a UUID
 * 1 byte  severity: 0 TRACE, 1 DEBUG, 2 INFO, 3 WARN, 4 ERROR, 5 FATAL
 * signed  id less the id before; or 8 bytes high, 8 bytes low of a UUID
 * signed  timestamp, if it has one of its own, less the time of arrival, in nanoseconds
 * text    level, if it has one
 * text    service
 * text    message
 * text    each of correlation id to thread that it has
 * text    type of the throwable, 1 byte (1 has a message, 2 has a stack trace), text of each
 * text    client id
 * map     metadata: number of entries, then each: text key, value
 *
 * value   1 byte, then as it says:
 *   0 null   1 text   2 false   3 true   4 signed (Long)   5 BigInteger: bytes   6 double: 8 bytes
 *   7 BigDecimal: signed scale, bytes   8 list: number of values, those   9 map
 * </pre>
 */
final class EntryCodec {
  private static final int TIMESTAMP = 1;
  private static final int LEVEL = 2;
  private static final int CORRELATION_ID = 4;
  private static final int KEY = 8;
  private static final int SOURCE_IP = 16;
  private static final int LOGGER = 32;
  private static final int THREAD = 64;
  private static final int THROWN = 128;
  private static final int CLIENT_ID = 256;
  private static final int METADATA = 512;
  private static final int UUID = 1024;

  private static final int HAS_MESSAGE = 1;
  private static final int HAS_STACK_TRACE = 2;
  private static final int MAX_DEPTH = 512;
  private static final Severity[] SEVERITIES = Severity.values();

  private EntryCodec() {}

  /**
   * @param idBefore the low bits of the id before, 0 at first
   */
  static void write(
      ByteSink out, EntryId id, long idBefore, long receivedNanos, LogContent content) {
    Instant timestamp = content.timestamp();
    Thrown thrown = content.thrown();
    boolean ownLevel = !content.level().equals(content.severity().name());
    out.number(
        flag(timestamp, TIMESTAMP)
            | (ownLevel ? LEVEL : 0)
            | flag(content.correlationId(), CORRELATION_ID)
            | flag(content.key(), KEY)
            | flag(content.sourceIp(), SOURCE_IP)
            | flag(content.logger(), LOGGER)
            | flag(content.thread(), THREAD)
            | flag(thrown, THROWN)
            | flag(content.clientId(), CLIENT_ID)
            | (content.metadata().isEmpty() ? 0 : METADATA)
            | (id.isSnowflake() ? 0 : UUID));
    out.oneByte(content.severity().ordinal());
    if (id.isSnowflake()) {
      out.signed(id.low() - idBefore);
    } else {
      out.eightBytes(id.high());
      out.eightBytes(id.low());
    }
    if (timestamp != null) {
      out.signed(EpochNanos.of(timestamp) - receivedNanos);
    }
    if (ownLevel) {
      out.text(content.level());
    }
    out.text(content.service());
    out.text(content.message());
    optional(out, content.correlationId());
    optional(out, content.key());
    optional(out, content.sourceIp());
    optional(out, content.logger());
    optional(out, content.thread());
    if (thrown != null) {
      write(out, thrown);
    }
    optional(out, content.clientId());
    if (!content.metadata().isEmpty()) {
      map(out, content.metadata());
    }
  }

  private static int flag(@Nullable Object value, int bit) {
    return value == null ? 0 : bit;
  }

  private static void optional(ByteSink out, @Nullable String text) {
    if (text != null) {
      out.text(text);
    }
  }

  private static void write(ByteSink out, Thrown thrown) {
    String message = thrown.message();
    String stackTrace = thrown.stackTrace();
    out.text(thrown.type());
    out.oneByte(flag(message, HAS_MESSAGE) | flag(stackTrace, HAS_STACK_TRACE));
    optional(out, message);
    optional(out, stackTrace);
  }

  private static void map(ByteSink out, Map<?, ?> map) {
    out.number(map.size());
    map.forEach(
        (key, value) -> {
          out.text(String.valueOf(key));
          value(out, value);
        });
  }

  private static void value(ByteSink out, @Nullable Object value) {
    if (value == null) {
      out.oneByte(0);
    } else if (value instanceof String text) {
      out.oneByte(1);
      out.text(text);
    } else if (value instanceof Boolean truth) {
      out.oneByte(truth ? 3 : 2);
    } else if (value instanceof Long number) {
      out.oneByte(4);
      out.signed(number);
    } else if (value instanceof BigInteger number) {
      out.oneByte(5);
      out.bytes(number.toByteArray());
    } else if (value instanceof Double number) {
      out.oneByte(6);
      out.eightBytes(Double.doubleToRawLongBits(number));
    } else if (value instanceof BigDecimal number) {
      out.oneByte(7);
      out.signed(number.scale());
      out.bytes(number.unscaledValue().toByteArray());
    } else if (value instanceof List<?> list) {
      out.oneByte(8);
      out.number(list.size());
      for (Object each : list) {
        value(out, each);
      }
    } else if (value instanceof Map<?, ?> map) {
      out.oneByte(9);
      map(out, map);
    } else {
      throw new IllegalArgumentException("no metadata value can be of " + value.getClass());
    }
  }

  /** Reads an entry, and remembers its id as the one before the next. */
  static LogEntry read(ByteSource in, long sequence, long receivedNanos, long[] idBefore)
      throws IOException {
    long flags = in.number();
    int severity = in.oneByte();
    if (severity >= SEVERITIES.length) {
      throw new IOException("severity must be 0 to 5, was " + severity);
    }
    String id;
    if ((flags & UUID) != 0) {
      id = EntryId.text(in.eightBytes(), in.eightBytes());
    } else {
      idBefore[0] += in.signed();
      id = EntryId.text(0, idBefore[0]);
    }
    Instant received = EpochNanos.toInstant(receivedNanos);
    Instant timestamp =
        (flags & TIMESTAMP) != 0 ? EpochNanos.toInstant(receivedNanos + in.signed()) : null;
    String level = (flags & LEVEL) != 0 ? in.text() : SEVERITIES[severity].name();
    String service = in.text();
    String message = in.text();
    LogContent content =
        new LogContent(
            SEVERITIES[severity],
            level,
            service,
            message,
            timestamp,
            optional(in, flags, CORRELATION_ID),
            optional(in, flags, KEY),
            optional(in, flags, SOURCE_IP),
            optional(in, flags, LOGGER),
            optional(in, flags, THREAD),
            (flags & THROWN) != 0 ? thrown(in) : null,
            optional(in, flags, CLIENT_ID),
            (flags & METADATA) != 0 ? map(in, 0) : Map.of());
    return new LogEntry(id, sequence, timestamp == null ? received : timestamp, received, content);
  }

  private static @Nullable String optional(ByteSource in, long flags, int bit) throws IOException {
    return (flags & bit) != 0 ? in.text() : null;
  }

  private static Thrown thrown(ByteSource in) throws IOException {
    String type = in.text();
    int has = in.oneByte();
    return new Thrown(type, optional(in, has, HAS_MESSAGE), optional(in, has, HAS_STACK_TRACE));
  }

  private static Map<String, @Nullable Object> map(ByteSource in, int depth) throws IOException {
    int size = in.count();
    Map<String, @Nullable Object> map = new LinkedHashMap<>(size * 4 / 3 + 1);
    for (int i = 0; i < size; i++) {
      map.put(in.text(), value(in, depth + 1));
    }
    return map;
  }

  private static @Nullable Object value(ByteSource in, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("metadata must be at most " + MAX_DEPTH + " deep");
    }
    int type = in.oneByte();
    return switch (type) {
      case 0 -> null;
      case 1 -> in.text();
      case 2 -> false;
      case 3 -> true;
      case 4 -> in.signed();
      case 5 -> integer(in);
      case 6 -> Double.longBitsToDouble(in.eightBytes());
      case 7 -> decimal(in);
      case 8 -> list(in, depth);
      case 9 -> map(in, depth);
      default -> throw new IOException("type of a metadata value must be 0 to 9, was " + type);
    };
  }

  private static BigInteger integer(ByteSource in) throws IOException {
    byte[] bytes = in.bytes();
    if (bytes.length == 0) {
      throw new IOException("an integer must have a byte");
    }
    return new BigInteger(bytes);
  }

  private static BigDecimal decimal(ByteSource in) throws IOException {
    int scale = (int) in.signed();
    return new BigDecimal(integer(in), scale);
  }

  private static List<@Nullable Object> list(ByteSource in, int depth) throws IOException {
    int size = in.count();
    List<@Nullable Object> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      list.add(value(in, depth + 1));
    }
    return list;
  }
}
