package dev.heartwood.async;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import dev.heartwood.format.NumberArguments;
import dev.heartwood.format.Utf8Buffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/**
 * One cell of the ring, reused for ever; itself the event that the handler sees. Checked by {@code
 * RingStress.Publication} and {@code RingStress.Reuse}.
 *
 * <p>A slot is old, and each reference that is stored into an old object costs a barrier and, if it
 * leads to a young one, work of the collector. So null stands for empty, numbers are kept as such,
 * and names that come again stay where they are.
 *
 * <pre>
 * field          written by                            read by   ordering
 * all of them    claiming producer (fill),             worker    plain; carried by the ring's publish
 *                worker (clear), then again producers            and, back, by its free
 * full           last of fill; false since clear       worker    plain; a slot published without it
 *                                                                was cut short by a throwing event
 * message        producer, or worker (built late)      worker    plain
 * </pre>
 */
final class Slot implements NumberArguments {
  /** Longer templates are let go of: they are messages put together by the caller. */
  private static final int MAX_KEPT_TEMPLATE_CHARS = 128;

  private final SlotArguments arguments;

  private boolean full;
  private byte depth;
  private long epochNanos;
  private Level level = Level.INFO;
  private String loggerName = "";
  private String threadName = "";
  private String template = "";
  private @Nullable String message;
  private @Nullable List<KeyValue> keyValues;
  private @Nullable List<LogMarker> markers;
  private @Nullable Map<String, String> mdc;
  private @Nullable ThrownData thrown;
  private @Nullable StackTraceElement caller;
  private @Nullable LogEvent reference;

  /** One of {@link Slots}. */
  Slot(SlotArguments arguments) {
    this.arguments = arguments;
  }

  /** Keeps what was frozen before the claim; asks the event only for what it has at hand. */
  void fill(
      LogEvent event,
      int eventDepth,
      List<? extends @Nullable Object> given,
      @Nullable Object @Nullable [] kept,
      @Nullable String builtMessage,
      List<KeyValue> frozenKeyValues,
      List<LogMarker> frozenMarkers,
      Map<String, String> frozenMdc,
      @Nullable ThrownData frozenThrown,
      @Nullable StackTraceElement knownCaller) {
    depth = (byte) eventDepth;
    name(
        event.epochNanos(),
        event.level(),
        event.loggerName(),
        event.threadName(),
        event.template());
    if (builtMessage != null) {
      message = builtMessage;
    }
    if (!frozenKeyValues.isEmpty()) {
      keyValues = frozenKeyValues;
    }
    if (!frozenMarkers.isEmpty()) {
      markers = frozenMarkers;
    }
    if (!frozenMdc.isEmpty()) {
      mdc = frozenMdc;
    }
    if (frozenThrown != null) {
      thrown = frozenThrown;
    }
    if (knownCaller != null) {
      caller = knownCaller;
    }
    if (kept == null) {
      arguments.fill(given);
    } else {
      arguments.keep(kept);
    }
    full = true; // last
  }

  /** Begins with what every event has; stores only what differs from the event before. */
  void name(long time, Level newLevel, String newLogger, String newThread, String newTemplate) {
    epochNanos = time;
    if (level != newLevel) {
      level = newLevel;
    }
    if (loggerName != newLogger) {
      loggerName = newLogger;
    }
    if (threadName != newThread) {
      threadName = newThread;
    }
    if (template != newTemplate) {
      template = newTemplate;
    }
  }

  /** Adds the rest of a plain call, whose name was given before. */
  void complete(
      int eventDepth,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object @Nullable [] array,
      int argumentCount,
      Map<String, String> callMdc) {
    depth = (byte) eventDepth;
    if (!callMdc.isEmpty()) {
      mdc = callMdc;
    }
    if (array == null) {
      arguments.fill(first, second, argumentCount);
    } else if (argumentCount <= SlotArguments.INLINE) {
      arguments.fill(array, argumentCount);
    } else {
      arguments.keep(array);
    }
    full = true; // last
  }

  void refer(LogEvent event, int eventDepth) {
    depth = (byte) eventDepth;
    reference = event;
    full = true;
  }

  /**
   * For the worker: lets go of everything, so that an idle ring keeps nothing alive but the names
   * of loggers and threads and short templates.
   */
  void clear() {
    full = false;
    if (reference != null) {
      reference = null;
      return;
    }
    arguments.release();
    if (template.length() > MAX_KEPT_TEMPLATE_CHARS) {
      template = "";
    }
    message = null;
    keyValues = null;
    markers = null;
    mdc = null;
    thrown = null;
    caller = null;
  }

  boolean isFull() {
    return full;
  }

  int depth() {
    return depth;
  }

  /** What the handler is given. */
  LogEvent event() {
    return reference != null ? reference : this;
  }

  @Override
  public long epochNanos() {
    return epochNanos;
  }

  @Override
  public Level level() {
    return level;
  }

  @Override
  public String loggerName() {
    return loggerName;
  }

  @Override
  public String threadName() {
    return threadName;
  }

  @Override
  public String template() {
    return template;
  }

  @Override
  public List<? extends @Nullable Object> arguments() {
    return arguments;
  }

  @Override
  public boolean appendNumber(int index, Utf8Buffer out) {
    return arguments.appendNumber(index, out);
  }

  @Override
  public String message() {
    String built = message;
    if (built == null) {
      built = arguments.isEmpty() ? template : format();
      message = built;
    }
    return built;
  }

  private String format() {
    String built = MessageFormatter.basicArrayFormat(template, arguments.toArray());
    return built == null ? "" : built;
  }

  @Override
  public boolean messagePending() {
    return message == null;
  }

  @Override
  public List<KeyValue> keyValues() {
    return keyValues == null ? List.of() : keyValues;
  }

  @Override
  public List<LogMarker> markers() {
    return markers == null ? List.of() : markers;
  }

  @Override
  public Map<String, String> mdc() {
    return mdc == null ? Map.of() : mdc;
  }

  @Override
  public @Nullable ThrownData thrown() {
    return thrown;
  }

  @Override
  public @Nullable StackTraceElement caller() {
    return caller;
  }
}
