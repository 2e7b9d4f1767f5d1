package dev.heartwood;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One logging call on its way: a read-only view, valid during the call that passes it. A slot of a
 * ring, an adapter around another framework's event and a {@link LogRecord} all look like this.
 *
 * <p><b>Threads:</b> read by the thread it was handed to. <b>Ownership:</b> the implementation may
 * be reused for the next event, so keep {@link #toRecord()}; the lists returned here live no longer
 * than the event does, except for markers and MDC, which never change and may be kept.
 */
public interface LogEvent {
  /**
   * When the call was made, in nanoseconds since 1970-01-01T00:00Z; covers the years 1678 to 2261.
   */
  long epochNanos();

  /** When the call was made; the same moment as {@link #epochNanos()}. */
  default Instant timestamp() {
    return EpochNanos.toInstant(epochNanos());
  }

  Level level();

  String loggerName();

  /** The name that the logging thread had at the call. */
  String threadName();

  /** The message as written in the source, its placeholders unfilled. */
  String template();

  /**
   * The arguments for the placeholders, without the throwable. On the logging thread these may be
   * the caller's own objects; behind a ring each is immutable (see {@link Freeze}).
   */
  List<? extends @Nullable Object> arguments();

  /** How many {@link #arguments()} there are. */
  default int argumentCount() {
    return arguments().size();
  }

  /**
   * One of the {@link #arguments()}, for readers that want no list made.
   *
   * @throws IndexOutOfBoundsException unless the index is in 0 to {@link #argumentCount()} - 1
   */
  default @Nullable Object argument(int index) {
    return arguments().get(index);
  }

  /** The template with its placeholders filled; built at the first call and kept. */
  String message();

  /**
   * Whether {@link #message()} has yet to be built. An encoder may then fill the placeholders
   * itself, straight into its buffer, by the rules of SLF4J's {@code MessageFormatter}.
   */
  default boolean messagePending() {
    return false;
  }

  /** The key-value pairs of the fluent API, in call order; a key may occur twice. */
  List<KeyValue> keyValues();

  /** The markers of the call, in call order. */
  List<LogMarker> markers();

  /** The mapped diagnostic context of the logging thread at the call; entries without null. */
  Map<String, String> mdc();

  /** The throwable that was logged, as data; null if there was none. */
  @Nullable ThrownData thrown();

  /** Where the call was made; null unless a handler asked for it (see {@code needsCaller}). */
  @Nullable StackTraceElement caller();

  /** A complete, immutable copy of this event, which may outlive it. */
  default LogRecord toRecord() {
    return LogRecord.copyOf(this);
  }
}
