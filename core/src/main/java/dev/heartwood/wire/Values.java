package dev.heartwood.wire;

import dev.heartwood.Freeze;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Arguments and values of key-value pairs, with their types. */
final class Values {
  static final int NULL = 0;
  static final int TEXT = 1;
  static final int FALSE = 2;
  static final int TRUE = 3;
  static final int BYTE = 4;
  static final int SHORT = 5;
  static final int INT = 6;
  static final int LONG = 7;
  static final int FLOAT = 8;
  static final int DOUBLE = 9;
  static final int CHAR = 10;
  static final int BIG_INTEGER = 11;
  static final int BIG_DECIMAL = 12;
  static final int UUID_ = 13;
  static final int INSTANT = 14;
  static final int DURATION = 15;
  static final int LIST = 16;
  static final int MAP = 17;

  private static final int MAX_DEPTH = 32; // more than is ever written

  /** Longer ones are kept as text: to print them takes time that grows with the square. */
  private static final int MOST_BITS = 8 * 1024;

  private Values() {}

  static void write(@Nullable Object value, Output out) {
    if (value instanceof String text) {
      out.put(TEXT);
      out.text(text);
    } else if (value instanceof Integer number) {
      out.value(INT, number);
    } else if (value instanceof Double number) {
      out.value(DOUBLE, Double.doubleToRawLongBits(number));
    } else if (value instanceof Long number) {
      out.value(LONG, number);
    } else if (value == null) {
      out.put(NULL);
    } else {
      writeRare(value, out);
    }
  }

  private static void writeRare(Object value, Output out) {
    if (value instanceof Boolean flag) {
      out.put(flag ? TRUE : FALSE);
    } else if (value instanceof Byte number) {
      out.put(BYTE);
      out.signed(number);
    } else if (value instanceof Short number) {
      out.put(SHORT);
      out.signed(number);
    } else if (value instanceof Float number) {
      out.put(FLOAT);
      out.fixedInt(Float.floatToRawIntBits(number));
    } else if (value instanceof Character letter) {
      out.put(CHAR);
      out.number(letter);
    } else if (value.getClass() == BigInteger.class && isShort((BigInteger) value)) {
      out.put(BIG_INTEGER);
      writeBig((BigInteger) value, out);
    } else if (value.getClass() == BigDecimal.class
        && isShort(((BigDecimal) value).unscaledValue())) {
      out.put(BIG_DECIMAL);
      out.signed(((BigDecimal) value).scale());
      writeBig(((BigDecimal) value).unscaledValue(), out);
    } else if (value instanceof UUID id) {
      out.put(UUID_);
      out.fixedLong(id.getLeastSignificantBits());
      out.fixedLong(id.getMostSignificantBits());
    } else if (value instanceof Instant instant) {
      out.put(INSTANT);
      out.signed(instant.getEpochSecond());
      out.number(instant.getNano());
    } else if (value instanceof Duration duration) {
      out.put(DURATION);
      out.signed(duration.getSeconds());
      out.number(duration.getNano());
    } else {
      writeOther(value, out);
    }
  }

  private static void writeOther(Object value, Output out) {
    Object frozen = Freeze.structure(value);
    if (frozen instanceof List<?> list) {
      out.put(LIST);
      int left = out.count(list.size());
      for (int i = 0; i < left; i++) {
        write(list.get(i), out);
      }
    } else if (frozen instanceof Map<?, ?> map) {
      out.put(MAP);
      int left = out.count(map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (left-- > 0) {
          out.text(String.valueOf(entry.getKey()));
          write(entry.getValue(), out);
        }
      }
    } else {
      out.put(TEXT);
      out.text(Freeze.render(value));
    }
  }

  private static boolean isShort(BigInteger number) {
    return number.bitLength() < MOST_BITS;
  }

  private static void writeBig(BigInteger number, Output out) {
    byte[] bytes = number.toByteArray();
    out.number(bytes.length);
    out.put(bytes);
  }

  static @Nullable Object read(Input in) throws CorruptEventException {
    return read(in.oneByte(), in);
  }

  private static Object readNested(int kind, Input in, int depth) throws CorruptEventException {
    if (depth > MAX_DEPTH) {
      throw in.corrupt("value of more than " + MAX_DEPTH + " levels");
    }
    int size = in.count();
    if (kind == LIST) {
      List<@Nullable Object> list = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        list.add(readInner(in, depth));
      }
      return list;
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(in.text(), readInner(in, depth));
    }
    return map;
  }

  private static @Nullable Object readInner(Input in, int depth) throws CorruptEventException {
    int kind = in.oneByte();
    return kind == LIST || kind == MAP ? readNested(kind, in, depth + 1) : read(kind, in);
  }

  /** Reads what follows the byte that says the type. */
  static @Nullable Object read(int kind, Input in) throws CorruptEventException {
    return switch (kind) {
      case NULL -> null;
      case TEXT -> in.text();
      case FALSE -> false;
      case TRUE -> true;
      case BYTE -> (byte) in.signed(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case SHORT -> (short) in.signed(Short.MIN_VALUE, Short.MAX_VALUE);
      case INT -> in.fixedInt();
      case LONG -> in.fixedLong();
      case FLOAT -> Float.intBitsToFloat(in.fixedInt());
      case DOUBLE -> Double.longBitsToDouble(in.fixedLong());
      case CHAR -> (char) in.number(Character.MAX_VALUE);
      case BIG_INTEGER -> readBig(in);
      case BIG_DECIMAL -> {
        int scale = in.signedInt();
        yield new BigDecimal(readBig(in), scale);
      }
      case UUID_ -> {
        long least = in.fixedLong();
        yield new UUID(in.fixedLong(), least);
      }
      case INSTANT -> instant(in);
      case DURATION -> Duration.ofSeconds(in.signedLong(), nanos(in));
      case LIST, MAP -> Freeze.structure(readNested(kind, in, 1));
      default -> throw in.corrupt("value of unknown type " + kind);
    };
  }

  private static BigInteger readBig(Input in) throws CorruptEventException {
    int size = in.count();
    if (size < 1 || size > MOST_BITS / 8) {
      throw in.corrupt("number of " + size + " bytes");
    }
    return new BigInteger(in.bytes(size));
  }

  private static Instant instant(Input in) throws CorruptEventException {
    long seconds = in.signedLong();
    try {
      return Instant.ofEpochSecond(seconds, nanos(in));
    } catch (DateTimeException e) {
      throw in.corrupt("second " + seconds + " is no instant");
    }
  }

  private static int nanos(Input in) throws CorruptEventException {
    return (int) in.number(999_999_999);
  }
}
