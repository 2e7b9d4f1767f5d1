package dev.heartwood.testing;

import dev.heartwood.LogRecord;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** What a test expects of its logs; a failure lists what was logged instead. */
public final class CapturedLogsAssert extends AbstractAssert<CapturedLogsAssert, CapturedLogs> {
  CapturedLogsAssert(CapturedLogs actual) {
    super(actual, CapturedLogsAssert.class);
  }

  /** Some record has exactly this formatted message. */
  public CapturedLogsAssert hasLogged(String message) {
    return has("message \"%s\"".formatted(message), r -> r.message().equals(message));
  }

  /** Some record has this level and exactly this formatted message. */
  public CapturedLogsAssert hasLogged(Level level, String message) {
    return has(level + " \"" + message + "\"", is(level, message));
  }

  /** Some record matches. */
  public CapturedLogsAssert hasLogged(Predicate<? super LogRecord> predicate) {
    return has("a record that matches", predicate);
  }

  /** Some record has this level and a message that contains the text. */
  public CapturedLogsAssert hasLoggedContaining(Level level, String text) {
    return has(
        "%s containing \"%s\"".formatted(level, text),
        r -> r.level() == level && r.message().contains(text));
  }

  /** Some record has a message that contains the text. */
  public CapturedLogsAssert hasLoggedContaining(String text) {
    return has("message containing \"%s\"".formatted(text), r -> r.message().contains(text));
  }

  /** Exactly so many records match. */
  public CapturedLogsAssert hasLogged(int times, Predicate<? super LogRecord> predicate) {
    int found = actualLogs().where(predicate).size();
    if (found != times) {
      throw failed("expected %d matching records, were %d".formatted(times, found));
    }
    return this;
  }

  public CapturedLogsAssert hasKeyValue(String key, @Nullable Object value) {
    return has("key-value %s=%s".formatted(key, value), Records.keyValue(key, value));
  }

  public CapturedLogsAssert hasMdc(String key, String value) {
    return has("MDC %s=%s".formatted(key, value), Records.mdc(key, value));
  }

  /** The marker itself, or one that refers to it. */
  public CapturedLogsAssert hasMarker(String name) {
    return has("marker " + name, Records.marker(name));
  }

  /** A throwable of exactly this class, also as a cause or suppressed. */
  public CapturedLogsAssert hasThrown(Class<? extends Throwable> type) {
    return has("throwable " + type.getName(), Records.thrown(type));
  }

  /** A throwable of exactly this class with a message that contains the text. */
  public CapturedLogsAssert hasThrown(Class<? extends Throwable> type, String text) {
    return has(
        "throwable %s containing \"%s\"".formatted(type.getName(), text),
        Records.thrown(type, text));
  }

  /** No record of this level. */
  public CapturedLogsAssert hasNo(Level level) {
    return hasNone("no " + level, r -> r.level() == level);
  }

  /** No record of this level with a message that contains the text. */
  public CapturedLogsAssert hasNo(Level level, String text) {
    return hasNone(
        "no %s containing \"%s\"".formatted(level, text),
        r -> r.level() == level && r.message().contains(text));
  }

  /** No record whose message contains the text. */
  public CapturedLogsAssert hasNo(String text) {
    return hasNone("no message containing \"%s\"".formatted(text), r -> r.message().contains(text));
  }

  /** No record matches. */
  public CapturedLogsAssert hasNo(Predicate<? super LogRecord> predicate) {
    return hasNone("no matching record", predicate);
  }

  /** Neither WARN nor ERROR. */
  public CapturedLogsAssert hasNoProblems() {
    return hasNone("neither WARN nor ERROR", r -> r.level().toInt() >= Level.WARN.toInt());
  }

  public CapturedLogsAssert isEmpty() {
    return hasNone("nothing", r -> true);
  }

  public CapturedLogsAssert hasSize(int size) {
    return hasLogged(size, r -> true);
  }

  /** These formatted messages in this order, with others between them or not. */
  public CapturedLogsAssert containsSubsequence(String... messages) {
    Iterator<String> expected = Arrays.asList(messages).iterator();
    if (!expected.hasNext()) {
      return this;
    }
    String next = expected.next();
    for (String message : actualLogs().messages()) {
      if (message.equals(next)) {
        if (!expected.hasNext()) {
          return this;
        }
        next = expected.next();
      }
    }
    throw failed(
        "expected the subsequence %s, missing from \"%s\" on"
            .formatted(Arrays.toString(messages), next));
  }

  /** The first record with this level and exactly this formatted message, to look at it closer. */
  public LogRecordAssert record(Level level, String message) {
    hasLogged(level, message);
    return new LogRecordAssert(actualLogs().where(is(level, message)).get(0));
  }

  /** Some record meets all assertions of the consumer. */
  public CapturedLogsAssert anySatisfy(Consumer<? super LogRecord> assertions) {
    List<LogRecord> records = actualLogs().replay();
    org.assertj.core.api.Assertions.assertThat(records).anySatisfy(assertions);
    return this;
  }

  private CapturedLogsAssert has(String what, Predicate<? super LogRecord> predicate) {
    if (actualLogs().where(predicate).isEmpty()) {
      throw failed("expected " + what);
    }
    return this;
  }

  private CapturedLogsAssert hasNone(String what, Predicate<? super LogRecord> predicate) {
    List<LogRecord> found = actualLogs().where(predicate);
    if (!found.isEmpty()) {
      throw failed("expected %s, but found %s".formatted(what, Records.line(found.get(0))));
    }
    return this;
  }

  private CapturedLogs actualLogs() {
    isNotNull();
    return actual;
  }

  private AssertionError failed(String what) {
    return failure("%s; %s", what, actual.describe());
  }

  private static Predicate<LogRecord> is(Level level, String message) {
    return record -> record.level() == level && record.message().equals(message);
  }
}
