package dev.heartwood.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.heartwood.EpochNanos;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.MDCAdapter;

/**
 * A logging call before Logback has made an event of it: what a turbo filter sees. It holds the
 * caller's objects and lives no longer than the call. Each part is converted at most once.
 */
final class CallEvent implements LogEvent {
  private final Instant timestamp = Clock.systemUTC().instant();
  private final Logger logger;
  private final Level level;
  private final String template;
  private final @Nullable Object @Nullable [] arguments;
  private final @Nullable Throwable thrown;
  private final List<Marker> markers;
  private final List<KeyValuePair> pairs;
  private @Nullable String message;
  private @Nullable List<KeyValue> keyValues;
  private @Nullable List<LogMarker> logMarkers;
  private @Nullable Map<String, String> mdc;
  private @Nullable ThrownData thrownData;

  CallEvent(
      Logger logger,
      Level level,
      String template,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable thrown,
      List<Marker> markers,
      List<KeyValuePair> pairs) {
    Throwable last =
        thrown == null && arguments != null
            ? MessageFormatter.getThrowableCandidate(arguments)
            : null;
    this.logger = logger;
    this.level = level;
    this.template = template;
    this.arguments = last == null ? arguments : MessageFormatter.trimmedCopy(arguments);
    this.thrown = thrown == null ? last : thrown;
    this.markers = markers;
    this.pairs = pairs;
  }

  @Override
  public long epochNanos() {
    return EpochNanos.of(timestamp);
  }

  @Override
  public Instant timestamp() {
    return timestamp;
  }

  @Override
  public org.slf4j.event.Level level() {
    return LogbackEvent.level(level);
  }

  @Override
  public String loggerName() {
    return logger.getName();
  }

  @Override
  public String threadName() {
    return Thread.currentThread().getName();
  }

  @Override
  public String template() {
    return template;
  }

  @Override
  public List<? extends @Nullable Object> arguments() {
    return arguments == null ? List.of() : Arrays.asList(arguments);
  }

  @Override
  public String message() {
    if (message == null) {
      message =
          arguments == null
              ? template
              : String.valueOf(
                  MessageFormatter.arrayFormat(template, arguments, null).getMessage());
    }
    return message;
  }

  @Override
  public List<KeyValue> keyValues() {
    if (keyValues == null) {
      keyValues = LogbackEvent.keyValuesOf(pairs);
    }
    return keyValues;
  }

  @Override
  public List<LogMarker> markers() {
    if (logMarkers == null) {
      logMarkers = LogbackEvent.markersOf(markers);
    }
    return logMarkers;
  }

  @Override
  public Map<String, String> mdc() {
    if (mdc == null) {
      mdc = LogbackEvent.withoutNulls(currentMdc());
    }
    return mdc;
  }

  private @Nullable Map<String, String> currentMdc() {
    MDCAdapter adapter = logger.getLoggerContext().getMDCAdapter();
    if (adapter instanceof LogbackMDCAdapter logback) {
      return logback.getPropertyMap();
    }
    return adapter == null ? null : adapter.getCopyOfContextMap();
  }

  @Override
  public @Nullable ThrownData thrown() {
    if (thrownData == null && thrown != null) {
      thrownData = ThrownData.of(thrown);
    }
    return thrownData;
  }

  @Override
  public @Nullable StackTraceElement caller() {
    return null;
  }
}
