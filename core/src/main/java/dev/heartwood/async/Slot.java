package dev.heartwood.async;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/**
 * One cell of the ring, reused for ever; itself the event that the handler sees. Checked by {@code
 * SlotPublicationStress}.
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
final class Slot implements LogEvent {
  /** Events with no more arguments than this need no array of their own. */
  static final int INLINE_ARGUMENTS = 6;

  private static final @Nullable Object[] NONE = {};

  private final @Nullable Object[] inline = new @Nullable Object[INLINE_ARGUMENTS];
  private final ArgumentList argumentList = new ArgumentList();

  private boolean full;
  private byte depth;
  private int argumentCount;
  private @Nullable Object[] arguments = NONE;
  private long epochNanos;
  private Level level = Level.INFO;
  private String loggerName = "";
  private String threadName = "";
  private String template = "";
  private @Nullable String message;
  private List<KeyValue> keyValues = List.of();
  private List<LogMarker> markers = List.of();
  private Map<String, String> mdc = Map.of();
  private @Nullable ThrownData thrown;
  private @Nullable StackTraceElement caller;
  private @Nullable LogEvent reference;

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
    epochNanos = event.epochNanos();
    level = event.level();
    loggerName = event.loggerName();
    threadName = event.threadName();
    template = event.template();
    message = builtMessage;
    keyValues = frozenKeyValues;
    markers = frozenMarkers;
    mdc = frozenMdc;
    thrown = frozenThrown;
    caller = knownCaller;
    if (kept == null) {
      fillInline(given);
    } else {
      arguments = kept;
      argumentCount = kept.length;
    }
    full = true; // last
  }

  private void fillInline(List<? extends @Nullable Object> given) {
    int count = given.size();
    for (int i = 0; i < count; i++) {
      inline[i] = given.get(i);
    }
    arguments = inline;
    argumentCount = count;
  }

  void refer(LogEvent event, int eventDepth) {
    depth = (byte) eventDepth;
    reference = event;
    full = true;
  }

  /** For the worker: lets go of everything, so that an idle ring keeps nothing alive. */
  void clear() {
    full = false;
    if (reference != null) {
      reference = null;
      return;
    }
    for (int i = 0; i < argumentCount && arguments == inline; i++) {
      inline[i] = null;
    }
    arguments = NONE;
    argumentCount = 0;
    loggerName = "";
    threadName = "";
    template = "";
    message = null;
    keyValues = List.of();
    markers = List.of();
    mdc = Map.of();
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
    return argumentList;
  }

  @Override
  public String message() {
    String built = message;
    if (built == null) {
      built = argumentCount == 0 ? template : format();
      message = built;
    }
    return built;
  }

  private String format() {
    String built =
        MessageFormatter.basicArrayFormat(template, Arrays.copyOf(arguments, argumentCount));
    return built == null ? "" : built;
  }

  @Override
  public boolean messagePending() {
    return message == null;
  }

  @Override
  public List<KeyValue> keyValues() {
    return keyValues;
  }

  @Override
  public List<LogMarker> markers() {
    return markers;
  }

  @Override
  public Map<String, String> mdc() {
    return mdc;
  }

  @Override
  public @Nullable ThrownData thrown() {
    return thrown;
  }

  @Override
  public @Nullable StackTraceElement caller() {
    return caller;
  }

  /** The arguments as a list that costs nothing to hand out. */
  private final class ArgumentList extends AbstractList<@Nullable Object> implements RandomAccess {
    @Override
    public @Nullable Object get(int index) {
      if (index < 0 || index >= argumentCount) {
        throw new IndexOutOfBoundsException(
            "index must be below " + argumentCount + ", was " + index);
      }
      return arguments[index];
    }

    @Override
    public int size() {
      return argumentCount;
    }
  }
}
