package dev.heartwood.service.query;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.entry.Severity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an entry must be like. {@link #test} is the meaning; an engine that answers from an index
 * has to find the same entries.
 */
public sealed interface Condition {
  Condition EVERYTHING = new And(List.of());

  boolean test(LogEntry entry);

  static Condition and(List<Condition> parts) {
    return parts.size() == 1 ? parts.get(0) : new And(parts);
  }

  record And(List<Condition> parts) implements Condition {
    public And {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean test(LogEntry entry) {
      for (Condition part : parts) {
        if (!part.test(entry)) {
          return false;
        }
      }
      return true;
    }
  }

  record Or(List<Condition> parts) implements Condition {
    public Or {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean test(LogEntry entry) {
      for (Condition part : parts) {
        if (part.test(entry)) {
          return true;
        }
      }
      return false;
    }
  }

  record Not(Condition part) implements Condition {
    @Override
    public boolean test(LogEntry entry) {
      return !part.test(entry);
    }
  }

  /** By timestamp, from (with it) until (without it); null is no bound. */
  record During(@Nullable Instant from, @Nullable Instant until) implements Condition {
    @Override
    public boolean test(LogEntry entry) {
      Instant time = entry.timestamp();
      return (from == null || !time.isBefore(from)) && (until == null || time.isBefore(until));
    }
  }

  /** By sequence, from (with it) until (without it). */
  record Arrived(long from, long until) implements Condition {
    @Override
    public boolean test(LogEntry entry) {
      return entry.sequence() >= from && entry.sequence() < until;
    }
  }

  /** Between two severities, both with it. */
  record Grave(Severity least, Severity most) implements Condition {
    @Override
    public boolean test(LogEntry entry) {
      Severity severity = entry.content().severity();
      return severity.compareTo(least) >= 0 && severity.compareTo(most) <= 0;
    }
  }

  /** The field has exactly this text. */
  record Is(Field field, String text) implements Condition {
    @Override
    public boolean test(LogEntry entry) {
      return text.equals(field.text(entry));
    }
  }

  /** A metadata value that is a number compares so with a number. */
  record Compare(Field field, Operator operator, BigDecimal number) implements Condition {
    @Override
    public boolean test(LogEntry entry) {
      return field.value(entry) instanceof Number value
          && Double.isFinite(value instanceof Double ? value.doubleValue() : 0)
          && operator.holds(decimal(value), number);
    }

    private static BigDecimal decimal(Number value) {
      return value instanceof Double || value instanceof Float
          ? BigDecimal.valueOf(value.doubleValue())
          : new BigDecimal(value.toString());
    }
  }

  /** How two numbers compare. */
  enum Operator {
    LESS,
    AT_MOST,
    AT_LEAST,
    MORE;

    /** Whether the left number is so to the right one. */
    public boolean holds(BigDecimal left, BigDecimal right) {
      int compared = left.compareTo(right);
      return switch (this) {
        case LESS -> compared < 0;
        case AT_MOST -> compared <= 0;
        case AT_LEAST -> compared >= 0;
        case MORE -> compared > 0;
      };
    }
  }

  /** What the message alone decides. */
  sealed interface OfMessage extends Condition permits Phrase, Contains {
    boolean test(String message);

    @Override
    default boolean test(LogEntry entry) {
      return test(entry.content().message());
    }
  }

  /** The message has these words, see {@link Words}, one after the other. */
  record Phrase(List<String> words) implements OfMessage {
    public Phrase {
      if (words.isEmpty()) {
        throw new IllegalArgumentException("a phrase must have a word");
      }
      words = List.copyOf(words);
    }

    @Override
    public boolean test(String message) {
      return Collections.indexOfSubList(Words.of(message), words) >= 0;
    }
  }

  /** The message has this text in it, whatever the case. */
  record Contains(String text) implements OfMessage {
    public Contains {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("text to search for must not be empty");
      }
    }

    @Override
    public boolean test(String message) {
      return message.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }
  }
}
