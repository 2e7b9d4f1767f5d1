package dev.heartwood.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import dev.heartwood.KeyValue;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.ThrownData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.BasicMarkerFactory;

/**
 * A record as an event of Logback's: what a Logback appender gets when the event came from our
 * facade, was redacted, or is a notice of our own. It is complete, so there is nothing to prepare.
 *
 * <p><b>Threads:</b> any number may read it.
 */
final class RecordEvent implements ILoggingEvent {
  private static final StackTraceElement[] NO_CALLER = {};

  private final LogRecord record;
  private final LoggerContextVO context;
  private final boolean summary;
  private volatile boolean seen;

  RecordEvent(LogRecord record, LoggerContextVO context) {
    this(record, context, false);
  }

  private RecordEvent(LogRecord record, LoggerContextVO context, boolean summary) {
    this.record = record;
    this.context = context;
    this.summary = summary;
  }

  /** What a filter of ours tells about events that it held back. */
  static RecordEvent summary(LogRecord record, LoggerContextVO context) {
    return new RecordEvent(record, context, true);
  }

  /** Whether this is a summary, which no filter holds back; notes that one was asked. */
  boolean isSummary() {
    seen = true;
    return summary;
  }

  /** Whether a filter was asked about this event. */
  boolean wasSeen() {
    return seen;
  }

  @Override
  public String getThreadName() {
    return record.threadName();
  }

  @Override
  public Level getLevel() {
    return Level.convertAnSLF4JLevel(record.level());
  }

  @Override
  public String getMessage() {
    return record.template();
  }

  @Override
  public Object @Nullable [] getArgumentArray() {
    return record.arguments().isEmpty() ? null : record.arguments().toArray();
  }

  @Override
  public String getFormattedMessage() {
    return record.message();
  }

  @Override
  public String getLoggerName() {
    return record.loggerName();
  }

  @Override
  public LoggerContextVO getLoggerContextVO() {
    return context;
  }

  @Override
  public @Nullable IThrowableProxy getThrowableProxy() {
    ThrownData thrown = record.thrown();
    return thrown == null ? null : new ThrownProxy(thrown);
  }

  @Override
  public StackTraceElement[] getCallerData() {
    StackTraceElement caller = record.caller();
    return caller == null ? NO_CALLER : new StackTraceElement[] {caller};
  }

  @Override
  public boolean hasCallerData() {
    return record.caller() != null;
  }

  @Override
  public @Nullable List<Marker> getMarkerList() {
    if (record.markers().isEmpty()) {
      return null;
    }
    BasicMarkerFactory detached = new BasicMarkerFactory(); // never the shared, mutable instances
    List<Marker> markers = new ArrayList<>();
    for (LogMarker marker : record.markers()) {
      markers.add(markerOf(marker, detached));
    }
    return markers;
  }

  @Override
  public Map<String, String> getMDCPropertyMap() {
    return record.mdc();
  }

  @Override
  @SuppressWarnings("deprecation") // asked for by the interface
  public Map<String, String> getMdc() {
    return record.mdc();
  }

  @Override
  public long getTimeStamp() {
    return record.timestamp().toEpochMilli();
  }

  @Override
  public int getNanoseconds() {
    return record.timestamp().getNano();
  }

  @Override
  public Instant getInstant() {
    return record.timestamp();
  }

  @Override
  public long getSequenceNumber() {
    return 0;
  }

  @Override
  public @Nullable List<KeyValuePair> getKeyValuePairs() {
    if (record.keyValues().isEmpty()) {
      return null;
    }
    List<KeyValuePair> pairs = new ArrayList<>();
    for (KeyValue pair : record.keyValues()) {
      pairs.add(new KeyValuePair(pair.key(), pair.value()));
    }
    return pairs;
  }

  @Override
  public void prepareForDeferredProcessing() {}

  @Override
  public String toString() {
    return "[" + getLevel() + "] " + getFormattedMessage();
  }

  @SuppressWarnings("deprecation") // SLF4J discourages references; Logback prints them
  private static Marker markerOf(LogMarker data, BasicMarkerFactory factory) {
    Marker marker = factory.getDetachedMarker(data.name());
    for (LogMarker reference : data.references()) {
      marker.add(markerOf(reference, factory));
    }
    return marker;
  }
}
