package dev.heartwood.async;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import dev.heartwood.format.PlainArguments;
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
 * leads to a young one, work of the collector. So null stands for empty, numbers and short texts
 * are kept as such, and names that come again stay where they are. And a slot moves between two
 * processors, so the worker stores into it only what it must: a cache line that it has just read is
 * cheaper to give back than one that it has changed.
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
final class Slot implements PlainArguments {
  /** Longer templates are let go of: they are messages put together by the caller. */
  private static final int MAX_KEPT_TEMPLATE_CHARS = 128;

  /** Events with no more arguments than this need no array of their own. */
  static final int INLINE = 6;

  private static final int OBJECT = 0;
  private static final int INT = 1;
  private static final int LONG = 2;
  private static final int DOUBLE = 3;
  private static final int TEXT = 4;

  /** What a slot keeps of the kind of each argument. */
  private static final int KIND_BITS = 3;

  private static final int KIND_MASK = (1 << KIND_BITS) - 1;

  private final Slots home;
  private final int from;
  private final List<? extends @Nullable Object> arguments = new SlotArguments(this);

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
  private @Nullable Object @Nullable [] kept;
  private int count;
  private int kinds;
  private int textBytes;

  /**
   * @param from where its arguments begin in the arrays of its home
   */
  Slot(Slots home, int from) {
    this.home = home;
    this.from = from;
  }

  /** Keeps what was frozen before the claim; asks the event only for what it has at hand. */
  void fill(
      LogEvent event,
      int eventDepth,
      List<? extends @Nullable Object> given,
      @Nullable Object @Nullable [] array,
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
    if (array == null) {
      keep(given);
    } else {
      kept = array;
      count = array.length;
    }
    full = true; // last
  }

  /** Begins with what every event has; stores only what differs from the event before. */
  private void name(
      long time, Level newLevel, String newLogger, String newThread, String newTemplate) {
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

  /** Keeps a plain call. */
  void fill(
      int eventDepth,
      long time,
      Level newLevel,
      String newLogger,
      String newThread,
      String newTemplate,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object @Nullable [] array,
      int argumentCount,
      Map<String, String> callMdc) {
    depth = (byte) eventDepth;
    name(time, newLevel, newLogger, newThread, newTemplate);
    if (!callMdc.isEmpty()) {
      mdc = callMdc;
    }
    if (array == null) {
      keep(first, second, argumentCount);
    } else if (argumentCount <= INLINE) {
      keep(array, argumentCount);
    } else {
      kept = array;
      count = argumentCount;
    }
    full = true; // last
  }

  private void keep(List<? extends @Nullable Object> given) {
    int size = given.size();
    textBytes = 0;
    int all = 0;
    for (int i = 0; i < size; i++) {
      all |= put(i, given.get(i));
    }
    kinds = all;
    count = size;
  }

  private void keep(@Nullable Object[] given, int size) {
    textBytes = 0;
    int all = 0;
    for (int i = 0; i < size; i++) {
      all |= put(i, given[i]);
    }
    kinds = all;
    count = size;
  }

  private void keep(@Nullable Object first, @Nullable Object second, int size) {
    textBytes = 0;
    int all = size > 0 ? put(0, first) : 0;
    kinds = size > 1 ? all | put(1, second) : all;
    count = size;
  }

  /** Keeps one argument and gives its kind, at its place among the kinds. */
  private int put(int index, @Nullable Object value) {
    if (value instanceof Integer number) {
      return putNumber(index, INT, number);
    }
    if (value instanceof Double number) {
      return putNumber(index, DOUBLE, Double.doubleToRawLongBits(number));
    }
    if (value instanceof Long number) {
      return putNumber(index, LONG, number);
    }
    if (value instanceof String text && text.length() <= Slots.TEXT_BYTES && putText(index, text)) {
      return TEXT << index * KIND_BITS;
    }
    if (value != null) {
      home.objects[from + index] = value;
    }
    return OBJECT;
  }

  private int putNumber(int index, int kind, long bits) {
    home.numbers[from + index] = bits;
    return kind << index * KIND_BITS;
  }

  /** Keeps the characters of a text in which no format escapes any, if there is room for them. */
  private boolean putText(int index, String text) {
    int length = text.length();
    int start = textBytes;
    if (length > Slots.TEXT_BYTES - start) {
      return false;
    }
    byte[] texts = home.texts;
    int at = textsFrom() + start;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
      texts[at + i] = (byte) c;
    }
    home.numbers[from + index] = (long) at << Integer.SIZE | length;
    textBytes = start + length;
    return true;
  }

  private int textsFrom() {
    return from / INLINE * Slots.TEXT_BYTES;
  }

  private int kind(int index) {
    return kinds >>> index * KIND_BITS & KIND_MASK;
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
    if (full) {
      full = false;
    } else {
      count = INLINE; // cut short: whatever may be there goes
      kinds = OBJECT;
    }
    if (reference != null) {
      reference = null;
      return;
    }
    clearArguments();
    if (template.length() > MAX_KEPT_TEMPLATE_CHARS) {
      template = "";
    }
    if (message != null) {
      message = null;
    }
    if (keyValues != null) {
      keyValues = null;
    }
    if (markers != null) {
      markers = null;
    }
    if (mdc != null) {
      mdc = null;
    }
    if (thrown != null) {
      thrown = null;
    }
    if (caller != null) {
      caller = null;
    }
  }

  private void clearArguments() {
    if (kept != null) {
      kept = null;
      return;
    }
    for (int i = 0; i < count; i++) {
      if (kind(i) == OBJECT) {
        home.objects[from + i] = null;
      }
    }
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
  public boolean appendPlain(int index, Utf8Buffer out) {
    if (kept != null) {
      return false;
    }
    long bits = home.numbers[from + index];
    switch (kind(index)) {
      case INT, LONG -> out.append(bits);
      case DOUBLE -> out.append(Double.longBitsToDouble(bits));
      case TEXT -> out.append(home.texts, (int) (bits >>> Integer.SIZE), (int) bits);
      default -> {
        return false;
      }
    }
    return true;
  }

  @Override
  public int argumentCount() {
    return count;
  }

  @Override
  public @Nullable Object argument(int index) {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException("index must be below " + count + ", was " + index);
    }
    if (kept != null) {
      return kept[index];
    }
    long bits = home.numbers[from + index];
    return switch (kind(index)) {
      case INT -> (int) bits;
      case LONG -> bits;
      case DOUBLE -> Double.longBitsToDouble(bits);
      case TEXT -> new String(home.texts, (int) (bits >>> Integer.SIZE), (int) bits, ISO_8859_1);
      default -> home.objects[from + index];
    };
  }

  @Override
  public String message() {
    String built = message;
    if (built == null) {
      built = count == 0 ? template : format();
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
