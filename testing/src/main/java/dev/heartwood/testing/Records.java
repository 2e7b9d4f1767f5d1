package dev.heartwood.testing;

import dev.heartwood.KeyValue;
import dev.heartwood.LogRecord;
import dev.heartwood.ThrownData;
import dev.heartwood.format.PatternEncoder;
import dev.heartwood.format.Utf8Buffer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How records are compared with what a test expects, and how they are listed. */
final class Records {
  private static final int LISTED = 200;
  private static final String SHORT = "%level %logger - %msg";
  private static final String DETAILED = "%d{HH:mm:ss.SSS} %level [%thread] %logger - %msg";

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

  /** One line for each record, the newest of very many; what was logged cannot forge one. */
  static String list(List<LogRecord> records) {
    return list(records, SHORT);
  }

  /** As {@link #list}, with time, thread, context and stack traces. */
  static String listDetailed(List<LogRecord> records) {
    return list(records, DETAILED);
  }

  private static String list(List<LogRecord> records, String pattern) {
    if (records.isEmpty()) {
      return "nothing was logged";
    }
    int skipped = Math.max(0, records.size() - LISTED);
    String title =
        records.size() + " logged:" + (skipped == 0 ? "" : "\n  .. " + skipped + " older");
    return records.stream()
        .skip(skipped)
        .map(record -> "\n  " + print(record, pattern))
        .collect(Collectors.joining("", title, ""));
  }

  static String line(LogRecord record) {
    return print(record, SHORT);
  }

  private static String print(LogRecord record, String pattern) {
    String withPairs = record.keyValues().isEmpty() ? pattern : pattern + " %kvp";
    String withMdc = record.mdc().isEmpty() ? withPairs : withPairs + " {%X}";
    String whole = pattern.equals(DETAILED) ? withMdc + "%n%ex" : withMdc + "%nopex";
    var line = new Utf8Buffer();
    PatternEncoder.compile(whole).encode(record, line);
    return new String(line.toByteArray(), StandardCharsets.UTF_8).stripTrailing();
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
