package dev.heartwood.service.ingest;

import dev.heartwood.service.entry.Severity;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Entries as columns of bytes, with words as {@link ByteSink} draws them: what is alike stands side
 * by side, and packs better. Ids are not among them: they follow from the record's.
 *
 * <pre>
 * column
 *   0  number  what it has: 1 timestamp of its own, 2 correlation id, 4 key, 8 source ip, 16 logger,
 *              32 metadata, 64 timestamp in milliseconds, 128 thread, 256 others
 *      1 byte  severity: 0 TRACE, 1 DEBUG, 2 INFO, 3 WARN, 4 ERROR, 5 FATAL
 *   1  signed  timestamp, if it has one of its own, less the one before: in milliseconds if it says
 *              so, else in nanoseconds; less the millisecond of the arrival at first
 *   2  text    service
 *   3  text    correlation id, if it has one
 *   4  text    key, if it has one
 *   5  text    source ip, if it has one
 *   6  text    logger, thread, each if it has one
 *   7  bytes   metadata, if it has any: number of entries, then each: text key, value
 *   8  bytes   others, if it has any: number (1 level with a text that is not the severity's name,
 *              2 throwable, 4 it has a message, 8 it has a stack trace, 16 client id), then a text
 *              for each
 *   9  text    message
 *
 * value   1 byte, then as it says:
 *   0 null   1 text   2 false   3 true   4 signed (Long)   5 BigInteger: bytes   6 double: 8 bytes
 *   7 BigDecimal: signed scale, bytes   8 list: number of values, those   9 map
 * </pre>
 */
final class EntryCodec {
  static final int FLAGS = 0;
  static final int TIMES = 1;
  static final int SERVICES = 2;
  static final int CORRELATION_IDS = 3;
  static final int KEYS = 4;
  static final int SOURCE_IPS = 5;
  static final int LOGGERS = 6;
  static final int METADATA = 7;
  static final int OTHERS = 8;
  static final int MESSAGES = 9;
  static final int COLUMNS = 10;

  static final int HAS_TIMESTAMP = 1;
  static final int HAS_CORRELATION_ID = 2;
  static final int HAS_KEY = 4;
  static final int HAS_SOURCE_IP = 8;
  static final int HAS_LOGGER = 16;
  static final int HAS_METADATA = 32;
  static final int IN_MILLIS = 64;
  static final int HAS_THREAD = 128;
  static final int HAS_OTHERS = 256;

  static final int OWN_LEVEL = 1;
  static final int THROWN = 2;
  static final int THROWN_MESSAGE = 4;
  static final int STACK_TRACE = 8;
  static final int CLIENT_ID = 16;

  static final long MILLI = 1_000_000;
  static final Severity[] SEVERITIES = Severity.values();

  private static final int MAX_DEPTH = 512;

  private EntryCodec() {}

  static void map(ByteSink out, Map<?, ?> map) {
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

  static Map<String, @Nullable Object> map(ByteSource in) throws IOException {
    return map(in, 0);
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
