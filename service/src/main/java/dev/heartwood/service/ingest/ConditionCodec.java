package dev.heartwood.service.ingest;

import dev.heartwood.EpochNanos;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Field;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition as bytes, with words as {@link ByteSink} draws them.
 *
 * <pre>
 * 1 byte, then as it says:
 *   1 and, 2 or: number of parts, those       3 not: part
 *   4 during: 1 byte (1 has from, 2 has until), 8 bytes of each, in nanoseconds since 1970
 *   5 arrived: 8 bytes from, 8 bytes until    6 grave: 1 byte least, 1 byte most
 *   7 is: text field, text                    8 compare: text field, 1 byte operator,
 *   9 phrase: number of words, text each        signed scale, bytes of the unscaled number
 *  10 contains: text
 * </pre>
 */
final class ConditionCodec {
  private static final int MAX_DEPTH = 256;
  private static final int HAS_FROM = 1;
  private static final int HAS_UNTIL = 2;

  private ConditionCodec() {}

  static void write(ByteSink out, Condition condition) {
    if (condition instanceof Condition.And and) {
      parts(out, 1, and.parts());
    } else if (condition instanceof Condition.Or or) {
      parts(out, 2, or.parts());
    } else if (condition instanceof Condition.Not not) {
      out.oneByte(3);
      write(out, not.part());
    } else if (condition instanceof Condition.During during) {
      out.oneByte(4);
      out.oneByte(
          (during.from() == null ? 0 : HAS_FROM) | (during.until() == null ? 0 : HAS_UNTIL));
      time(out, during.from());
      time(out, during.until());
    } else if (condition instanceof Condition.Arrived arrived) {
      out.oneByte(5);
      out.eightBytes(arrived.from());
      out.eightBytes(arrived.until());
    } else if (condition instanceof Condition.Grave grave) {
      out.oneByte(6);
      out.oneByte(grave.least().ordinal());
      out.oneByte(grave.most().ordinal());
    } else if (condition instanceof Condition.Is is) {
      out.oneByte(7);
      out.text(is.field().name());
      out.text(is.text());
    } else if (condition instanceof Condition.Compare compare) {
      out.oneByte(8);
      out.text(compare.field().name());
      out.oneByte(compare.operator().ordinal());
      out.signed(compare.number().scale());
      out.bytes(compare.number().unscaledValue().toByteArray());
    } else if (condition instanceof Condition.Phrase phrase) {
      out.oneByte(9);
      out.number(phrase.words().size());
      phrase.words().forEach(out::text);
    } else if (condition instanceof Condition.Contains contains) {
      out.oneByte(10);
      out.text(contains.text());
    } else {
      throw new IllegalArgumentException("condition must be one that can be kept: " + condition);
    }
  }

  private static void parts(ByteSink out, int type, List<Condition> parts) {
    out.oneByte(type);
    out.number(parts.size());
    for (Condition part : parts) {
      write(out, part);
    }
  }

  private static void time(ByteSink out, @Nullable Instant time) {
    if (time != null) {
      out.eightBytes(EpochNanos.of(time));
    }
  }

  static Condition read(ByteSource in) throws IOException {
    return read(in, 0);
  }

  private static Condition read(ByteSource in, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("a condition must be at most " + MAX_DEPTH + " deep");
    }
    int type = in.oneByte();
    try {
      return switch (type) {
        case 1 -> new Condition.And(parts(in, depth));
        case 2 -> new Condition.Or(parts(in, depth));
        case 3 -> new Condition.Not(read(in, depth + 1));
        case 4 -> during(in);
        case 5 -> new Condition.Arrived(in.eightBytes(), in.eightBytes());
        case 6 ->
            new Condition.Grave(Severity.values()[in.oneByte()], Severity.values()[in.oneByte()]);
        case 7 -> new Condition.Is(new Field(in.text()), in.text());
        case 8 -> compare(in);
        case 9 -> new Condition.Phrase(words(in));
        case 10 -> new Condition.Contains(in.text());
        default -> throw new IOException("type of a condition must be 1 to 10, was " + type);
      };
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException("a condition of type " + type + " cannot be: " + e.getMessage(), e);
    }
  }

  private static List<Condition> parts(ByteSource in, int depth) throws IOException {
    int size = in.count();
    List<Condition> parts = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      parts.add(read(in, depth + 1));
    }
    return parts;
  }

  private static Condition during(ByteSource in) throws IOException {
    int has = in.oneByte();
    Instant from = (has & HAS_FROM) != 0 ? EpochNanos.toInstant(in.eightBytes()) : null;
    Instant until = (has & HAS_UNTIL) != 0 ? EpochNanos.toInstant(in.eightBytes()) : null;
    return new Condition.During(from, until);
  }

  private static Condition compare(ByteSource in) throws IOException {
    Field field = new Field(in.text());
    Condition.Operator operator = Condition.Operator.values()[in.oneByte()];
    int scale = (int) in.signed();
    return new Condition.Compare(
        field, operator, new BigDecimal(new BigInteger(in.bytes()), scale));
  }

  private static List<String> words(ByteSource in) throws IOException {
    int size = in.count();
    List<String> words = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      words.add(in.text());
    }
    return words;
  }
}
