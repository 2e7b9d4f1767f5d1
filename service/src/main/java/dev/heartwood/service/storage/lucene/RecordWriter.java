package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Thrown;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Writes an entry as bytes, but for its timestamp and sequence, which are columns; for one thread.
 * {@link RecordReader} reads them.
 *
 * <pre>
 * byte      version, 1
 * byte      ordinal of the severity
 * number    which of the following are there, a bit each, from the lowest: level (if it is not the
 *           severity's name), a timestamp of the content's own, one equal to the entry's,
 *           correlation id, key, source ip, logger, thread, client id, thrown, its message, its
 *           stack trace, metadata
 * text      id
 * time      received, as seconds since the timestamp and nanoseconds
 * text      service, message
 *           what is there, in the order above; metadata as a map
 * number    7 bits a byte, the lowest first; zigzag if it may be negative
 * text      number of bytes, UTF-8
 * time      number of seconds (zigzag), number of nanoseconds * 4, or microseconds * 4 + 1, or
 *           milliseconds * 4 + 2
 * value     byte for its kind, then: 0 null | 1 false | 2 true | 3 text | 4 long, zigzag | 5 double,
 *           8 bytes | 6 BigInteger, text | 7 BigDecimal, text | 8 list, number of values, values |
 *           9 map, number of pairs, text and value
 * </pre>
 */
final class RecordWriter {
  static final int VERSION = 1;

  private byte[] bytes = new byte[1024];
  private int length;

  /** Lets {@code target} show the bytes; until the next call. */
  void write(LogEntry entry, BytesRef target) {
    length = 0;
    LogContent content = entry.content();
    Instant own = content.timestamp();
    boolean same = entry.timestamp().equals(own);
    boolean level = !content.level().equals(content.severity().name());
    Thrown thrown = content.thrown();
    @Nullable String[] texts = {
      content.correlationId(),
      content.key(),
      content.sourceIp(),
      content.logger(),
      content.thread(),
      content.clientId(),
      thrown == null ? null : thrown.type(),
      thrown == null ? null : thrown.message(),
      thrown == null ? null : thrown.stackTrace()
    };
    int there = (level ? 1 : 0) | (own != null && !same ? 2 : 0) | (same ? 4 : 0);
    for (int i = 0; i < texts.length; i++) {
      there |= texts[i] == null ? 0 : 8 << i;
    }
    there |= content.metadata().isEmpty() ? 0 : 1 << 12;
    room(2);
    bytes[length++] = VERSION;
    bytes[length++] = (byte) content.severity().ordinal();
    number(there);
    text(entry.id());
    time(
        entry.received().getEpochSecond() - entry.timestamp().getEpochSecond(),
        entry.received().getNano());
    text(content.service());
    text(content.message());
    if (level) {
      text(content.level());
    }
    if (own != null && !same) {
      time(own.getEpochSecond(), own.getNano());
    }
    for (String text : texts) {
      if (text != null) {
        text(text);
      }
    }
    if (!content.metadata().isEmpty()) {
      map(content.metadata());
    }
    target.bytes = bytes;
    target.offset = 0;
    target.length = length;
  }

  private void value(@Nullable Object value) {
    if (value == null) {
      kind(0);
    } else if (value instanceof Boolean bool) {
      kind(bool ? 2 : 1);
    } else if (value instanceof String text) {
      kind(3);
      text(text);
    } else if (value instanceof Long number) {
      kind(4);
      signed(number);
    } else if (value instanceof Double number) {
      kind(5);
      long bits = Double.doubleToRawLongBits(number);
      room(Long.BYTES);
      for (int i = 0; i < Long.BYTES; i++) {
        bytes[length++] = (byte) (bits >>> 8 * i);
      }
    } else if (value instanceof BigInteger || value instanceof BigDecimal) {
      kind(value instanceof BigInteger ? 6 : 7);
      text(value.toString());
    } else if (value instanceof List<?> list) {
      kind(8);
      number(list.size());
      list.forEach(this::value);
    } else if (value instanceof Map<?, ?> map) {
      kind(9);
      map(map);
    } else {
      throw new IllegalArgumentException(
          "a metadata value must be of JSON, was a " + value.getClass().getName());
    }
  }

  private void map(Map<?, ?> map) {
    number(map.size());
    map.forEach(
        (key, value) -> {
          text((String) key);
          value(value);
        });
  }

  private void kind(int kind) {
    room(1);
    bytes[length++] = (byte) kind;
  }

  private void time(long seconds, int nanos) {
    signed(seconds);
    if (nanos % 1_000_000 == 0) {
      number(nanos / 1_000_000 * 4L + 2);
    } else if (nanos % 1000 == 0) {
      number(nanos / 1000 * 4L + 1);
    } else {
      number(nanos * 4L);
    }
  }

  private void signed(long value) {
    number(value << 1 ^ value >> 63);
  }

  private void number(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7F) != 0) {
      bytes[length++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    room(utf8.length);
    System.arraycopy(utf8, 0, bytes, length, utf8.length);
    length += utf8.length;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
