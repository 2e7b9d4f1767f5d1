package dev.heartwood.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextVO;
import dev.heartwood.EpochNanos;
import dev.heartwood.Freeze;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;

/**
 * An event of Logback's as one of ours. Nothing is converted before somebody asks for it, and
 * everything is converted at most once.
 *
 * <p><b>Threads:</b> the logging thread makes it. It may be handed to another thread after {@link
 * #prepare()}; several threads may then read it, since what they convert is immutable.
 * <b>Ownership:</b> it refers to the original event and to the caller's arguments.
 */
public final class LogbackEvent implements LogEvent {
  private final ILoggingEvent original;
  private @Nullable List<KeyValue> keyValues;
  private @Nullable List<LogMarker> markers;
  private @Nullable Map<String, String> mdc;
  private @Nullable ThrownData thrown;
  private boolean messageBuilt;

  /** The arguments at the call, if the message waits: the caller may use its array again. */
  private Object @Nullable [] argumentsAtCall;

  /** What {@link #freeze} or {@link #render} made of the arguments; null before. */
  private @Nullable List<? extends @Nullable Object> frozenArguments;

  /** After {@link #render}: the message is made of those texts, and not by Logback. */
  private boolean ownMessage;

  private LogbackEvent(ILoggingEvent original) {
    this.original = original;
  }

  /** A view of the event; cheap, since nothing is copied. */
  public static LogEvent of(ILoggingEvent event) {
    return new LogbackEvent(event);
  }

  /**
   * A view for use at once, by handlers that may hold a lock meanwhile: what needs the caller's
   * objects has been rendered.
   */
  static LogbackEvent settled(ILoggingEvent event, boolean withCaller) {
    LogbackEvent settled = new LogbackEvent(event);
    if (withCaller) {
      settled.withCaller();
    }
    if (!settled.messageCanWait()) {
      settled.message();
    }
    settled.keyValues = Freeze.keyValues(settled.keyValues());
    return settled;
  }

  /**
   * Renders what is not immutable, so that everybody sees the same texts from now on, whatever the
   * application's objects say next: what was looked for secrets is what is written.
   *
   * @return this event
   */
  LogbackEvent freeze() {
    if (!Freeze.isImmutable(this)) {
      message();
      frozenArguments = arguments().stream().map(Freeze::value).toList();
      keyValues = Freeze.keyValues(keyValues());
    }
    return this;
  }

  /**
   * Renders each argument that is not immutable, once: the message is built from the same texts,
   * when somebody wants it. For handlers of ours alone, since Logback's original would render the
   * arguments again for its own message.
   *
   * @return this event
   */
  LogbackEvent render() {
    if (!messageCanWait()) {
      frozenArguments = arguments().stream().map(Freeze::value).toList();
      ownMessage = true;
    }
    return this;
  }

  /** The event that Logback handed over, untouched. */
  public ILoggingEvent original() {
    return original;
  }

  /**
   * Reads everything that belongs to the logging thread, as Logback does before it hands an event
   * to another thread. The message is left to the reader if no later change of an argument could
   * alter it.
   *
   * @return this event
   */
  LogbackEvent prepare() {
    original.getThreadName();
    original.getMDCPropertyMap();
    Object[] arguments = original.getArgumentArray();
    if (!messageCanWait()) {
      original.prepareForDeferredProcessing();
    } else if (arguments != null && arguments.length > 0) {
      argumentsAtCall = arguments.clone();
    }
    return this;
  }

  /**
   * What a Logback appender on another thread gets: the original with its message built, unless the
   * caller used its own array of arguments again meanwhile; then a copy made from what was logged.
   */
  ILoggingEvent forReader(LoggerContextVO context) {
    Object[] atCall = argumentsAtCall;
    if (atCall == null) {
      return original;
    }
    original.getFormattedMessage();
    return sameElements(atCall, original.getArgumentArray())
        ? original
        : new RecordEvent(toRecord(), context);
  }

  /** Has Logback walk the stack, which is right only on the logging thread. */
  LogbackEvent withCaller() {
    original.getCallerData();
    return this;
  }

  @Override
  public long epochNanos() {
    return EpochNanos.of(timestamp());
  }

  @Override
  public Instant timestamp() {
    Instant instant = original.getInstant();
    return instant == null ? Instant.ofEpochMilli(original.getTimeStamp()) : instant;
  }

  @Override
  public org.slf4j.event.Level level() {
    return level(original.getLevel());
  }

  @Override
  public String loggerName() {
    return original.getLoggerName();
  }

  @Override
  public String threadName() {
    return original.getThreadName();
  }

  @Override
  public String template() {
    return String.valueOf(original.getMessage());
  }

  @Override
  public List<? extends @Nullable Object> arguments() {
    if (frozenArguments != null) {
      return frozenArguments;
    }
    Object[] arguments = argumentsAtCall == null ? original.getArgumentArray() : argumentsAtCall;
    return arguments == null ? List.of() : Arrays.asList(arguments);
  }

  @Override
  public String message() {
    if (ownMessage) {
      return format(arguments().toArray());
    }
    messageBuilt = true;
    String message = original.getFormattedMessage();
    Object[] atCall = argumentsAtCall;
    return atCall == null || sameElements(atCall, original.getArgumentArray())
        ? String.valueOf(message)
        : format(atCall);
  }

  private String format(@Nullable Object[] arguments) {
    return String.valueOf(MessageFormatter.basicArrayFormat(template(), arguments));
  }

  /** True as long as nobody asked for the message and all arguments are immutable. */
  @Override
  public boolean messagePending() {
    if (ownMessage) {
      return true;
    }
    Object[] arguments = original.getArgumentArray();
    return !messageBuilt && arguments != null && arguments.length > 0 && messageCanWait();
  }

  @Override
  public List<KeyValue> keyValues() {
    List<KeyValue> known = keyValues;
    if (known == null) {
      keyValues = known = keyValuesOf(original.getKeyValuePairs());
    }
    return known;
  }

  @Override
  public List<LogMarker> markers() {
    List<LogMarker> known = markers;
    if (known == null) {
      markers = known = markersOf(original.getMarkerList());
    }
    return known;
  }

  @Override
  public Map<String, String> mdc() {
    Map<String, String> known = mdc;
    if (known == null) {
      mdc = known = withoutNulls(original.getMDCPropertyMap());
    }
    return known;
  }

  @Override
  public @Nullable ThrownData thrown() {
    ThrownData known = thrown;
    if (known == null && original.getThrowableProxy() != null) {
      thrown = known = ThrowableProxies.toData(original.getThrowableProxy());
    }
    return known;
  }

  @Override
  public @Nullable StackTraceElement caller() {
    if (!original.hasCallerData()) {
      return null;
    }
    StackTraceElement[] stack = original.getCallerData();
    return stack == null || stack.length == 0 ? null : stack[0];
  }

  @Override
  public String toString() {
    return original.toString();
  }

  /** Whether the message can be built later and on another thread: all arguments are immutable. */
  private boolean messageCanWait() {
    Object[] arguments = original.getArgumentArray();
    if (arguments == null) {
      return true;
    }
    for (Object argument : arguments) {
      if (!Freeze.isImmutable(argument)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameElements(Object[] atCall, Object @Nullable [] now) {
    if (now == null || now.length != atCall.length) {
      return false;
    }
    for (int i = 0; i < atCall.length; i++) {
      if (atCall[i] != now[i]) {
        return false;
      }
    }
    return true;
  }

  static org.slf4j.event.Level level(Level level) {
    int value = level.toInt();
    if (value >= Level.ERROR_INT) {
      return org.slf4j.event.Level.ERROR;
    }
    if (value >= Level.WARN_INT) {
      return org.slf4j.event.Level.WARN;
    }
    if (value >= Level.INFO_INT) {
      return org.slf4j.event.Level.INFO;
    }
    return value >= Level.DEBUG_INT ? org.slf4j.event.Level.DEBUG : org.slf4j.event.Level.TRACE;
  }

  static List<KeyValue> keyValuesOf(@Nullable List<KeyValuePair> pairs) {
    if (pairs == null || pairs.isEmpty()) {
      return List.of();
    }
    List<KeyValue> copies = new ArrayList<>(pairs.size());
    for (KeyValuePair pair : pairs) {
      copies.add(new KeyValue(String.valueOf(pair.key), pair.value));
    }
    return copies;
  }

  static List<LogMarker> markersOf(@Nullable List<Marker> markers) {
    if (markers == null || markers.isEmpty()) {
      return List.of();
    }
    return markers.stream().map(LogMarker::of).toList();
  }

  /** Logback allows null as a value; a record does not. Its map is its own copy, never changed. */
  static Map<String, String> withoutNulls(@Nullable Map<String, String> map) {
    if (map == null || map.isEmpty()) {
      return Map.of();
    }
    for (Map.Entry<String, String> entry : map.entrySet()) {
      if (entry.getKey() == null || entry.getValue() == null) {
        return filtered(map);
      }
    }
    return map;
  }

  private static Map<String, String> filtered(Map<String, String> map) {
    Map<String, String> filtered = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (key != null && value != null) {
            filtered.put(key, value);
          }
        });
    return filtered;
  }
}
