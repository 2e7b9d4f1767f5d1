package dev.heartwood.testing;

import dev.heartwood.LogRecord;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** What a test expects of one record. */
public final class LogRecordAssert extends AbstractAssert<LogRecordAssert, LogRecord> {
  LogRecordAssert(LogRecord actual) {
    super(actual, LogRecordAssert.class);
  }

  public LogRecordAssert hasLevel(Level level) {
    return is("level " + level, record -> record.level() == level);
  }

  public LogRecordAssert hasMessage(String message) {
    return is("message \"%s\"".formatted(message), record -> record.message().equals(message));
  }

  public LogRecordAssert hasTemplate(String template) {
    return is("template \"%s\"".formatted(template), record -> record.template().equals(template));
  }

  public LogRecordAssert hasLogger(String name) {
    return is("logger " + name, record -> record.loggerName().equals(name));
  }

  public LogRecordAssert hasLogger(Class<?> type) {
    return hasLogger(type.getName());
  }

  public LogRecordAssert hasThread(String name) {
    return is("thread " + name, record -> record.threadName().equals(name));
  }

  public LogRecordAssert hasKeyValue(String key, @Nullable Object value) {
    return is("key-value %s=%s".formatted(key, value), Records.keyValue(key, value));
  }

  public LogRecordAssert hasMdc(String key, String value) {
    return is("MDC %s=%s".formatted(key, value), Records.mdc(key, value));
  }

  /** The marker itself, or one that refers to it. */
  public LogRecordAssert hasMarker(String name) {
    return is("marker " + name, Records.marker(name));
  }

  /** A throwable of exactly this class, also as a cause or suppressed. */
  public LogRecordAssert hasThrown(Class<? extends Throwable> type) {
    return is("throwable " + type.getName(), Records.thrown(type));
  }

  public LogRecordAssert hasNoThrown() {
    return is("no throwable", record -> record.thrown() == null);
  }

  private LogRecordAssert is(String what, Predicate<LogRecord> predicate) {
    isNotNull();
    if (!predicate.test(actual)) {
      throw failure("expected %s; was %s", what, Records.details(actual));
    }
    return this;
  }
}
