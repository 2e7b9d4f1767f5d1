package dev.heartwood.format;

import dev.heartwood.LogEvent;
import dev.heartwood.ThrownData;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** {@link JsonFormat#LOGSTASH}. */
final class LogstashLayout extends FlatLayout {
  static final Set<String> OWN_NAMES =
      Set.of(
          "@timestamp",
          "@version",
          "message",
          "logger_name",
          "thread_name",
          "level",
          "level_value",
          "caller_class_name",
          "caller_method_name",
          "caller_file_name",
          "caller_line_number",
          "stack_trace",
          "tags",
          TRUNCATED);

  private static final byte[] TIMESTAMP = Utf8Buffer.ascii("{\"@timestamp\":\"");
  private static final byte[] MESSAGE = Utf8Buffer.ascii("\",\"@version\":\"1\",\"message\":");
  private static final byte[] LOGGER = field("logger_name");
  private static final byte[] THREAD = field("thread_name");
  private static final byte[][] LEVEL = new byte[Level.values().length][];
  private static final byte[] CLASS = field("caller_class_name");
  private static final byte[] METHOD = field("caller_method_name");
  private static final byte[] FILE = field("caller_file_name");
  private static final byte[] LINE = field("caller_line_number");
  private static final byte[] STACK_TRACE = field("stack_trace");
  private static final byte[] TAGS = field("tags");
  private static final byte[] NOTHING = {};

  static {
    for (Level level : Level.values()) {
      // Logback's numbers: 5000 for TRACE, then 10000 to 40000
      int value = Math.max(5_000, level.toInt() * 1_000);
      LEVEL[level.ordinal()] =
          Utf8Buffer.ascii(",\"level\":\"" + level + "\",\"level_value\":" + value);
    }
  }

  private final SecondText timestamps;
  private final boolean caller;

  LogstashLayout(SecondText timestamps, boolean caller, byte[] staticFields) {
    super(staticFields);
    this.timestamps = timestamps;
    this.caller = caller;
  }

  @Override
  void write(LogEvent event, JsonWriter json) {
    json.raw(TIMESTAMP);
    json.timestamp(timestamps, event.epochNanos());
    json.raw(MESSAGE);
    json.message(event);
    json.raw(LOGGER);
    json.name(event.loggerName());
    json.raw(THREAD);
    json.name(event.threadName());
    json.raw(LEVEL[event.level().ordinal()]);
    if (caller) {
      writeCaller(event.caller(), json);
    }
    ThrownData thrown = event.thrown();
    if (thrown != null) {
      json.raw(STACK_TRACE);
      json.stackTrace(thrown);
    }
    if (!event.markers().isEmpty()) {
      json.raw(TAGS);
      json.markers(event.markers(), NOTHING, NOTHING);
    }
    end(event, json, false);
  }

  private static void writeCaller(@Nullable StackTraceElement caller, JsonWriter json) {
    if (caller == null) {
      return;
    }
    json.raw(CLASS);
    json.fixedText(caller.getClassName());
    json.raw(METHOD);
    json.fixedText(caller.getMethodName());
    if (caller.getFileName() != null) {
      json.raw(FILE);
      json.fixedText(caller.getFileName());
    }
    json.raw(LINE);
    json.number(caller.getLineNumber());
  }
}
