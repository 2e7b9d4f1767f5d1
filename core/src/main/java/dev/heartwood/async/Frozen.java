package dev.heartwood.async;

import dev.heartwood.Freeze;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first pass over an event, before room is claimed: whatever may run an application's code runs
 * here. One is made per call and shared by all rings of a fan-out; in the common case the compiler
 * makes it disappear.
 */
final class Frozen {
  /** Null if all are immutable and few: the slot then takes them from the event. */
  final @Nullable Object @Nullable [] arguments;

  /** Null if it is to be built by the worker. */
  final @Nullable String message;

  final List<KeyValue> keyValues;
  final List<LogMarker> markers;
  final Map<String, String> mdc;
  final @Nullable ThrownData thrown;
  final @Nullable StackTraceElement caller;

  private Frozen(
      LogEvent event,
      @Nullable Object @Nullable [] arguments,
      List<KeyValue> keyValues,
      boolean withCaller) {
    this.arguments = arguments;
    this.keyValues = keyValues;
    message = event.messagePending() ? null : event.message();
    markers = event.markers();
    mdc = event.mdc();
    thrown = event.thrown();
    caller = withCaller ? event.caller() : null;
  }

  /**
   * Freezes an event.
   *
   * @return null if the event was logged by the {@code toString} of an argument of another one and
   *     would go on doing so
   */
  static @Nullable Frozen of(LogEvent event, boolean withCaller) {
    List<? extends @Nullable Object> arguments = event.arguments();
    List<KeyValue> keyValues = event.keyValues();
    if (keyValues.isEmpty() && areImmutable(arguments)) {
      return new Frozen(
          event,
          arguments.size() <= Slot.INLINE_ARGUMENTS ? null : arguments.toArray(),
          List.of(),
          withCaller);
    }
    if (!Rendering.enter()) {
      return null;
    }
    try {
      return new Frozen(event, rendered(arguments), Freeze.keyValues(keyValues), withCaller);
    } finally {
      Rendering.exit();
    }
  }

  private static boolean areImmutable(List<? extends @Nullable Object> arguments) {
    for (int i = 0, n = arguments.size(); i < n; i++) {
      if (!Freeze.isImmutable(arguments.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Object[] rendered(List<? extends @Nullable Object> arguments) {
    @Nullable Object[] values = new @Nullable Object[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Freeze.value(arguments.get(i));
    }
    return values;
  }
}
