package dev.heartwood.async;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import dev.heartwood.ring.HandOff;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * A ring of an {@link AsyncHandler} whose events outlive the process. Callers write an event to
 * memory of their own before they hand it over.
 *
 * <p><b>Threads:</b> any; {@link #start} and {@link #close} once.
 */
interface KeptRing {
  /** A negative outcome beside those of {@link HandOff#claim}: the disk refused the event. */
  long REFUSED = -4;

  /** What the worker drains. */
  HandOff<?> handOff();

  void start();

  /**
   * As {@link AsyncHandler#fill} for a plain call.
   *
   * @return negative, as {@link HandOff#claim} says or {@link #REFUSED}, if it is not there
   */
  long call(
      long timeoutNanos,
      int depth,
      long epochNanos,
      Level level,
      String loggerName,
      String threadName,
      String template,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object @Nullable [] array,
      int argumentCount,
      Map<String, String> mdc);

  /** The same for an event. */
  long fill(
      long timeoutNanos,
      LogEvent event,
      int depth,
      List<? extends @Nullable Object> arguments,
      @Nullable String message,
      List<KeyValue> keyValues,
      List<LogMarker> markers,
      Map<String, String> mdc,
      @Nullable ThrownData thrown,
      @Nullable StackTraceElement caller);

  /** How many events went into the ring, by this process or an earlier one. */
  long accepted();

  /** Those that an earlier process left. */
  long redelivered();

  /** Those that may be where they belong already, without us being able to tell. */
  long possiblyDuplicated();

  /** Those that were too long. */
  long cut();

  /** Those whose call returned before a disk had confirmed them. */
  default long unconfirmed() {
    return 0;
  }

  /** Waits until what was accepted is where the worker sees it; false at the deadline. */
  default boolean awaitStored(long deadlineNanos) {
    return true;
  }

  /** Refuses further events; the worker goes on to the end by itself. Does not wait. */
  void close();

  boolean isClosed();

  /** As {@link HandOff#abandon}, after {@link #close}. */
  boolean abandon();
}
