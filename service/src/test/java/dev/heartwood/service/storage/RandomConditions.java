package dev.heartwood.service.storage;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Condition.And;
import dev.heartwood.service.query.Condition.Arrived;
import dev.heartwood.service.query.Condition.Compare;
import dev.heartwood.service.query.Condition.Contains;
import dev.heartwood.service.query.Condition.During;
import dev.heartwood.service.query.Condition.Grave;
import dev.heartwood.service.query.Condition.Is;
import dev.heartwood.service.query.Condition.Not;
import dev.heartwood.service.query.Condition.Operator;
import dev.heartwood.service.query.Condition.Or;
import dev.heartwood.service.query.Condition.Phrase;
import dev.heartwood.service.query.Field;
import dev.heartwood.service.query.Words;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Conditions of every kind, over what entries have and over what they nearly have. */
final class RandomConditions {
  private static final List<Field> FIELDS =
      List.of(
          Field.ID,
          Field.SERVICE,
          Field.LEVEL,
          Field.LOGGER,
          Field.THREAD,
          Field.CORRELATION_ID,
          Field.KEY,
          Field.SOURCE_IP);
  private static final List<BigDecimal> NUMBERS =
      List.of(
          new BigDecimal("42"),
          new BigDecimal("42.0000000000000000000001"),
          new BigDecimal("-1.5"),
          BigDecimal.ZERO,
          new BigDecimal("1e400"),
          new BigDecimal("-1e400"),
          new BigDecimal("123456789012345678901234567889"));

  private final Random random;
  private final RandomEntries values;
  private final List<LogEntry> entries;

  RandomConditions(Random random, List<LogEntry> entries) {
    this.random = random;
    this.entries = entries;
    values = new RandomEntries(random, new TestEntries());
  }

  Condition condition(int depth) {
    return switch (random.nextInt(depth == 0 ? 9 : 13)) {
      case 0 -> new During(maybeTime(), maybeTime());
      case 1 -> new Arrived(sequence(), sequence());
      case 2 -> new Grave(severity(), severity());
      case 3 -> is(values.of(FIELDS));
      case 4 -> is(metadata());
      case 5 ->
          new Compare(
              random.nextInt(9) == 0 ? Field.LEVEL : metadata(),
              values.of(List.of(Operator.values())),
              values.of(NUMBERS));
      case 6 -> phrase();
      case 7, 8 -> contains();
      case 9, 10 -> new And(parts(depth));
      case 11 -> new Or(parts(depth));
      default -> new Not(condition(depth - 1));
    };
  }

  private List<Condition> parts(int depth) {
    List<Condition> parts = new ArrayList<>();
    for (int count = random.nextInt(4); count > 0; count--) {
      parts.add(condition(depth - 1));
    }
    return parts;
  }

  private Condition is(Field field) {
    String text = field.text(values.of(entries));
    if (text == null || random.nextInt(5) == 0) {
      text = values.of(List.of("42", "42.0", "tex", "", "REQ-2", "x".repeat(299), "true", "INFO"));
    }
    return new Is(field, text);
  }

  private Condition phrase() {
    List<String> words = Words.of(values.of(entries).content().message());
    if (words.isEmpty() || random.nextInt(6) == 0) {
      return new Phrase(List.of("order", values.of(List.of("filled", "x", "Order"))));
    }
    int from = random.nextInt(words.size());
    int until = from + 1 + random.nextInt(Math.min(3, words.size() - from));
    return new Phrase(words.subList(from, until));
  }

  private Condition contains() {
    String message = values.of(entries).content().message();
    if (message.isEmpty() || random.nextInt(6) == 0) {
      return new Contains(
          values.of(List.of("rder f", "Σ", "i\u0307s", "ı", "\uD83D", "%", "9F3A")));
    }
    int from = random.nextInt(message.length());
    int until = from + 1 + random.nextInt(message.length() - from);
    return new Contains(message.substring(from, until));
  }

  private Field metadata() {
    return new Field(
        Field.METADATA
            + values.of(
                List.of("user", "user.id", "size", "a.b", "a.b.c", "a.b.c.id", "user.", "ok.b.c")));
  }

  private Severity severity() {
    return Severity.values()[random.nextInt(6)];
  }

  private long sequence() {
    return values.of(entries).sequence() + random.nextInt(2);
  }

  private @Nullable Instant maybeTime() {
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> values.time();
      default -> values.of(entries).timestamp();
    };
  }
}
