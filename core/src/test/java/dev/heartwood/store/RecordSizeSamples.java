package dev.heartwood.store;

import static dev.heartwood.TestEvents.TIME;

import dev.heartwood.KeyValue;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.ThrownData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jol.info.GraphStats;
import org.slf4j.event.Level;

/** Records of many shapes, each sharing with the others what records of one program share. */
final class RecordSizeSamples {
  private static final String TEMPLATE = "order {} filled at {} for {}";
  private static final LogMarker AUDIT = new LogMarker("AUDIT", List.of());

  private RecordSizeSamples() {}

  static List<LogRecord> all() {
    return List.of(
        record("plain", List.of(), List.of(), Map.of(), null),
        record("x".repeat(1_000), List.of(), List.of(), Map.of(), null),
        record("\u4e16\u754c".repeat(200), List.of(), List.of(), Map.of(), null),
        record("order 1 filled", List.of("1", "2.5", "ann"), List.of(), Map.of(), null),
        record(
            "key-values",
            List.of(),
            List.of(new KeyValue("id", 1_000_000L), new KeyValue("user", new String("ann"))),
            Map.of(),
            null),
        record(
            "context",
            List.of(),
            List.of(),
            Map.of("user", new String("ann"), "request", new String("0123456789abcdef")),
            null),
        record(
            "thrown",
            List.of(),
            List.of(),
            Map.of(),
            ThrownData.of(new IllegalStateException("failed", new RuntimeException("cause")))));
  }

  /** The heap of a record without what other records of the program share with it. */
  static long realBytes(LogRecord sample) {
    List<Object> shared = new ArrayList<>();
    shared.add(sample.template());
    shared.add(sample.loggerName());
    shared.add(sample.threadName());
    shared.add(sample.level());
    shared.add(List.of());
    shared.add(Map.of());
    shared.add(AUDIT);
    sample.keyValues().forEach(pair -> shared.add(pair.key()));
    shared.addAll(sample.mdc().keySet());
    for (ThrownData thrown = sample.thrown(); thrown != null; thrown = thrown.cause()) {
      shared.add(thrown.className());
      for (StackTraceElement frame : thrown.frames()) {
        share(shared, frame);
      }
    }
    long all = GraphStats.parseInstance(both(sample, shared)).totalSize();
    return all - GraphStats.parseInstance(shared.toArray()).totalSize();
  }

  private static Object[] both(LogRecord sample, List<Object> shared) {
    List<Object> roots = new ArrayList<>(shared);
    roots.add(sample);
    return roots.toArray();
  }

  private static void share(List<Object> shared, StackTraceElement frame) {
    shared.add(frame.getClassName());
    shared.add(frame.getMethodName());
    for (String name :
        new @Nullable String[] {
          frame.getFileName(),
          frame.getModuleName(),
          frame.getModuleVersion(),
          frame.getClassLoaderName()
        }) {
      if (name != null) {
        shared.add(name);
      }
    }
  }

  private static LogRecord record(
      String message,
      List<String> arguments,
      List<KeyValue> keyValues,
      Map<String, String> mdc,
      @Nullable ThrownData thrown) {
    return new LogRecord(
        TIME.plusNanos(1),
        Level.INFO,
        "orders",
        "main",
        TEMPLATE,
        arguments,
        new String(message),
        keyValues,
        List.of(AUDIT),
        mdc,
        thrown,
        null);
  }
}
