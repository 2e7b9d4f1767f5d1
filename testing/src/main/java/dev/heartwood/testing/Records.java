package dev.heartwood.testing;

import dev.heartwood.KeyValue;
import dev.heartwood.LogRecord;
import dev.heartwood.ThrownData;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How records are compared with what a test expects, and how they are listed. */
final class Records {
  private static final int LISTED = 200;

  private Records() {}

  static Predicate<LogRecord> mdc(String key, String value) {
    return record -> value.equals(record.mdc().get(key));
  }

  static Predicate<LogRecord> marker(String name) {
    return record -> record.markers().stream().anyMatch(marker -> marker.contains(name));
  }

  static Predicate<LogRecord> keyValue(String key, @Nullable Object value) {
    return record ->
        record.keyValues().stream()
            .anyMatch(pair -> pair.key().equals(key) && sameValue(pair, value));
  }

  static Predicate<LogRecord> thrown(Class<? extends Throwable> type) {
    return record -> record.thrown() != null && contains(record.thrown(), isA(type));
  }

  static Predicate<LogRecord> thrown(Class<? extends Throwable> type, String text) {
    Predicate<ThrownData> wanted =
        isA(type).and(thrown -> thrown.message() != null && thrown.message().contains(text));
    return record -> record.thrown() != null && contains(record.thrown(), wanted);
  }

  private static Predicate<ThrownData> isA(Class<? extends Throwable> type) {
    return thrown -> thrown.className().equals(type.getName());
  }

  /** A captured value was frozen: what is neither number nor boolean is its text by now. */
  private static boolean sameValue(KeyValue pair, @Nullable Object expected) {
    Object actual = pair.value();
    if (actual instanceof Number a && expected instanceof Number e) {
      return new BigDecimal(a.toString()).compareTo(new BigDecimal(e.toString())) == 0;
    }
    return Objects.equals(actual, expected)
        || (actual instanceof String && expected != null && actual.equals(expected.toString()));
  }

  private static boolean contains(ThrownData thrown, Predicate<ThrownData> wanted) {
    return wanted.test(thrown)
        || (thrown.cause() != null && contains(thrown.cause(), wanted))
        || thrown.suppressed().stream().anyMatch(each -> contains(each, wanted));
  }

  /** One line for each record, the newest of very many. */
  static String list(List<LogRecord> records) {
    if (records.isEmpty()) {
      return "nothing was logged";
    }
    int skipped = Math.max(0, records.size() - LISTED);
    return records.stream()
        .skip(skipped)
        .map(record -> "\n  " + line(record))
        .collect(
            Collectors.joining(
                "",
                records.size() + " logged:" + (skipped == 0 ? "" : "\n  .. " + skipped + " older"),
                ""));
  }

  static String line(LogRecord record) {
    return record.level() + " " + record.loggerName() + " - " + record.message();
  }

  static String details(LogRecord record) {
    return "%s, thread %s, template \"%s\", key-values %s, MDC %s, markers %s, throwable %s"
        .formatted(
            line(record),
            record.threadName(),
            record.template(),
            record.keyValues(),
            record.mdc(),
            record.markers(),
            record.thrown() == null ? "none" : record.thrown().className());
  }
}
