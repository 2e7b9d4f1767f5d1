package dev.heartwood;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.MessageFormatter;

/**
 * One call of the facade as its handlers see it. What costs something is made when first asked for,
 * and kept; up to two arguments stay in fields, so that no array is made for them.
 *
 * <p><b>Threads:</b> confined to the logging thread, whose context and name it reads.
 */
final class CallEvent implements LogEvent {
  private static final Object[] NO_ARGUMENTS = {};

  private final Level level;
  private final String loggerName;
  private final String template;
  private final @Nullable Object first;
  private final @Nullable Object second;
  private final @Nullable Object @Nullable [] array; // the caller's own; not to be written to
  private final int argumentCount;
  private final @Nullable Throwable throwable;
  private final @Nullable Marker marker;
  private final @Nullable LoggingEvent fluent; // markers and key-values, if it came that way

  private long epochNanos;
  private @Nullable StackTraceElement caller;
  private @Nullable Supplier<Map<String, String>> context;

  private @Nullable Object @Nullable [] frozen;
  private @Nullable String message;
  private @Nullable List<KeyValue> keyValues;
  private @Nullable List<LogMarker> markers;
  private @Nullable Map<String, String> mdc;
  private @Nullable ThrownData thrown;

  private CallEvent(
      Level level,
      String loggerName,
      @Nullable Marker marker,
      @Nullable String template,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object @Nullable [] array,
      int argumentCount,
      @Nullable Throwable throwable,
      @Nullable LoggingEvent fluent) {
    this.level = level;
    this.loggerName = loggerName;
    this.marker = marker;
    this.template = template == null ? "null" : template;
    this.first = first;
    this.second = second;
    this.array = array;
    this.argumentCount = argumentCount;
    this.throwable = throwable;
    this.fluent = fluent;
  }

  static CallEvent of(
      Level level,
      String logger,
      @Nullable Marker marker,
      @Nullable String template,
      @Nullable Throwable thrown) {
    return new CallEvent(level, logger, marker, template, null, null, null, 0, thrown, null);
  }

  /** A throwable as the only argument is the event's throwable, not an argument. */
  static CallEvent of(
      Level level,
      String logger,
      @Nullable Marker marker,
      @Nullable String template,
      @Nullable Object only) {
    return only instanceof Throwable thrown
        ? of(level, logger, marker, template, thrown)
        : new CallEvent(level, logger, marker, template, only, null, null, 1, null, null);
  }

  /** A throwable as the second argument is the event's throwable, not an argument. */
  static CallEvent of(
      Level level,
      String logger,
      @Nullable Marker marker,
      @Nullable String template,
      @Nullable Object first,
      @Nullable Object second) {
    return second instanceof Throwable thrown
        ? new CallEvent(level, logger, marker, template, first, null, null, 1, thrown, null)
        : new CallEvent(level, logger, marker, template, first, second, null, 2, null, null);
  }

  /** If no throwable is given, one as the last argument is taken for it. */
  static CallEvent of(
      Level level,
      String logger,
      @Nullable Marker marker,
      @Nullable String template,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable thrown,
      @Nullable LoggingEvent fluent) {
    @Nullable Object[] array = arguments == null ? NO_ARGUMENTS : arguments;
    int count = array.length;
    Throwable found = thrown;
    if (found == null && count > 0 && array[count - 1] instanceof Throwable last) {
      found = last;
      count--;
    }
    return new CallEvent(level, logger, marker, template, null, null, array, count, found, fluent);
  }

  /** When the call was made if whoever passed on the event said so, in ms; else 0. */
  long givenMillis() {
    return fluent == null ? 0 : fluent.getTimeStamp();
  }

  /** Completes the event; once, before any handler sees it. */
  void stamp(
      long nanos, Supplier<Map<String, String>> contextNow, @Nullable StackTraceElement calledAt) {
    epochNanos = nanos;
    context = contextNow;
    caller = calledAt;
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

  /** That of this thread, unless whoever passed on the event named another. */
  @Override
  public String threadName() {
    String given = fluent == null ? null : fluent.getThreadName();
    return given == null ? ThreadNames.current() : given;
  }

  @Override
  public String template() {
    return template;
  }

  @Override
  public int argumentCount() {
    return argumentCount;
  }

  @Override
  public @Nullable Object argument(int index) {
    if (index < 0 || index >= argumentCount) {
      throw new IndexOutOfBoundsException(
          "index must be in 0.." + (argumentCount - 1) + ", was " + index);
    }
    if (array != null) {
      return array[index];
    }
    return index == 0 ? first : second;
  }

  @Override
  public List<? extends @Nullable Object> arguments() {
    return argumentCount == 0 ? List.of() : new Arguments();
  }

  @Override
  public String message() {
    String text = message;
    if (text == null) {
      text = argumentCount == 0 ? template : format();
      message = text;
    }
    return text;
  }

  @Override
  public boolean messagePending() {
    return message == null;
  }

  @Override
  public List<KeyValue> keyValues() {
    List<KeyValue> pairs = keyValues;
    if (pairs == null) {
      pairs = fluent == null ? List.of() : pairsOf(fluent.getKeyValuePairs());
      keyValues = pairs;
    }
    return pairs;
  }

  @Override
  public List<LogMarker> markers() {
    List<LogMarker> all = markers;
    if (all == null) {
      if (fluent != null) {
        all = markersOf(fluent.getMarkers());
      } else {
        all = marker == null ? List.of() : List.of(LogMarker.of(marker));
      }
      markers = all;
    }
    return all;
  }

  @Override
  public Map<String, String> mdc() {
    Map<String, String> entries = mdc;
    if (entries == null) {
      entries = context == null ? Map.of() : Mdc.withoutNulls(context.get());
      mdc = entries;
    }
    return entries;
  }

  @Override
  public @Nullable ThrownData thrown() {
    if (thrown == null && throwable != null) {
      thrown = ThrownData.of(throwable);
    }
    return thrown;
  }

  @Override
  public @Nullable StackTraceElement caller() {
    return caller;
  }

  /** Message and arguments of the record come from one rendering of each argument. */
  @Override
  public LogRecord toRecord() {
    List<String> texts = new ArrayList<>(argumentCount);
    for (Object argument : frozen()) {
      texts.add(Freeze.render(argument));
    }
    return new LogRecord(
        timestamp(),
        level,
        loggerName,
        threadName(),
        template,
        texts,
        message(),
        keyValues(),
        markers(),
        mdc(),
        thrown(),
        caller);
  }

  private String format() {
    String text = MessageFormatter.basicArrayFormat(template, frozen());
    return text == null ? "null" : text;
  }

  private @Nullable Object[] frozen() {
    @Nullable Object[] values = frozen;
    if (values == null) {
      values = argumentCount == 0 ? NO_ARGUMENTS : new @Nullable Object[argumentCount];
      for (int i = 0; i < argumentCount; i++) {
        values[i] = Freeze.value(argument(i));
      }
      frozen = values;
    }
    return values;
  }

  private static List<KeyValue> pairsOf(@Nullable List<KeyValuePair> pairs) {
    if (pairs == null || pairs.isEmpty()) {
      return List.of();
    }
    List<KeyValue> copies = new ArrayList<>(pairs.size());
    for (KeyValuePair pair : pairs) {
      copies.add(new KeyValue(String.valueOf(pair.key), pair.value));
    }
    return copies;
  }

  private static List<LogMarker> markersOf(@Nullable List<Marker> markers) {
    if (markers == null || markers.isEmpty()) {
      return List.of();
    }
    List<LogMarker> copies = new ArrayList<>(markers.size());
    for (Marker each : markers) {
      if (each != null) {
        copies.add(LogMarker.of(each));
      }
    }
    return copies;
  }

  private final class Arguments extends AbstractList<@Nullable Object> {
    @Override
    public @Nullable Object get(int index) {
      return argument(index);
    }

    @Override
    public int size() {
      return argumentCount;
    }
  }
}
