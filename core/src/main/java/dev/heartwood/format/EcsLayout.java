package dev.heartwood.format;

import dev.heartwood.LogEvent;
import dev.heartwood.ThrownData;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** {@link JsonFormat#ECS}. */
final class EcsLayout extends FlatLayout {
  /**
   * Also the objects above the dotted names: an index cannot hold both {@code log} and {@code
   * log.level}.
   */
  static final Set<String> OWN_NAMES =
      Set.of(
          "@timestamp",
          "log",
          "log.level",
          "log.logger",
          "log.origin",
          "log.origin.file",
          "log.origin.file.name",
          "log.origin.file.line",
          "log.origin.function",
          "message",
          "ecs",
          "ecs.version",
          "process",
          "process.thread",
          "process.thread.name",
          "tags",
          "error",
          "error.type",
          "error.message",
          "error.stack_trace",
          "heartwood",
          TRUNCATED);

  private static final byte[] TIMESTAMP = Utf8Buffer.ascii("{\"@timestamp\":\"");
  private static final byte[][] LEVEL = new byte[Level.values().length][];
  private static final byte[] VERSION = constant("ecs.version", "1.2.0");
  private static final byte[] THREAD = field("process.thread.name");
  private static final byte[] LOGGER = field("log.logger");
  private static final byte[] FILE = field("log.origin.file.name");
  private static final byte[] LINE = field("log.origin.file.line");
  private static final byte[] FUNCTION = field("log.origin.function");
  private static final byte[] TAGS = field("tags");
  private static final byte[] ERROR_TYPE = field("error.type");
  private static final byte[] ERROR_MESSAGE = field("error.message");
  private static final byte[] STACK_TRACE = field("error.stack_trace");
  private static final byte[] NOTHING = {};

  static {
    for (Level level : Level.values()) {
      LEVEL[level.ordinal()] = Utf8Buffer.ascii("\",\"log.level\":\"" + level + "\",\"message\":");
    }
  }

  private final SecondText timestamps;
  private final boolean caller;

  EcsLayout(SecondText timestamps, boolean caller, byte[] staticFields) {
    super(staticFields);
    this.timestamps = timestamps;
    this.caller = caller;
  }

  @Override
  void write(LogEvent event, JsonWriter json) {
    json.raw(TIMESTAMP);
    json.timestamp(timestamps, event.epochNanos());
    json.raw(LEVEL[event.level().ordinal()]);
    json.message(event);
    json.raw(VERSION);
    json.raw(THREAD);
    json.name(event.threadName());
    json.raw(LOGGER);
    json.name(event.loggerName());
    if (caller) {
      writeCaller(event.caller(), json);
    }
    if (!event.markers().isEmpty()) {
      json.raw(TAGS);
      json.markers(event.markers(), NOTHING, NOTHING);
    }
    ThrownData thrown = event.thrown();
    if (thrown != null) {
      writeError(thrown, json);
    }
    end(event, json, true);
  }

  private static void writeCaller(@Nullable StackTraceElement caller, JsonWriter json) {
    if (caller == null) {
      return;
    }
    if (caller.getFileName() != null) {
      json.raw(FILE);
      json.fixedText(caller.getFileName());
    }
    json.raw(LINE);
    json.number(caller.getLineNumber());
    json.raw(FUNCTION);
    json.fixedText(caller.getMethodName());
  }

  private static void writeError(ThrownData thrown, JsonWriter json) {
    json.raw(ERROR_TYPE);
    json.fixedText(thrown.className());
    if (thrown.message() != null) {
      json.raw(ERROR_MESSAGE);
      json.fixedText(thrown.message());
    }
    json.raw(STACK_TRACE);
    json.stackTrace(thrown);
  }
}
