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
 * here. What comes out is passed on one by one rather than as an object, so that a call allocates
 * nothing of ours as long as its arguments are immutable and few.
 */
final class Freezing {
  private Freezing() {}

  /** Takes an event apart; everything given is immutable, or a list of immutables. */
  @FunctionalInterface
  interface Target {
    /**
     * @param views as given to {@link #freeze}
     * @param arguments those of the event, valid during the call
     * @param kept the same as an array that may be kept; null if they are so few that they fit into
     *     a slot
     * @param message null if it is to be built by the worker
     */
    void place(
        LogEvent event,
        long views,
        int depth,
        List<? extends @Nullable Object> arguments,
        @Nullable Object @Nullable [] kept,
        @Nullable String message,
        List<KeyValue> keyValues,
        List<LogMarker> markers,
        Map<String, String> mdc,
        @Nullable ThrownData thrown,
        @Nullable StackTraceElement caller);
  }

  /**
   * Freezes an event and passes it on.
   *
   * @param views which of several views are to have it, one bit each
   * @return false if it was not, since the {@code toString} of an argument of another event logged
   *     it and would go on doing so
   */
  static boolean freeze(LogEvent event, long views, int depth, boolean withCaller, Target target) {
    List<? extends @Nullable Object> arguments = event.arguments();
    List<KeyValue> keyValues = event.keyValues();
    if (!keyValues.isEmpty() || !areImmutable(arguments)) {
      return render(event, views, depth, withCaller, arguments, keyValues, target);
    }
    boolean few = arguments.size() <= Slot.INLINE;
    place(
        event,
        views,
        depth,
        withCaller,
        arguments,
        few ? null : arguments.toArray(),
        List.of(),
        target);
    return true;
  }

  private static boolean areImmutable(List<? extends @Nullable Object> arguments) {
    for (int i = 0, n = arguments.size(); i < n; i++) {
      if (!Freeze.isImmutable(arguments.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean render(
      LogEvent event,
      long views,
      int depth,
      boolean withCaller,
      List<? extends @Nullable Object> arguments,
      List<KeyValue> keyValues,
      Target target) {
    if (!Rendering.enter()) {
      return false;
    }
    @Nullable Object[] rendered = new @Nullable Object[arguments.size()];
    List<KeyValue> frozen;
    try {
      for (int i = 0; i < rendered.length; i++) {
        rendered[i] = Freeze.value(arguments.get(i));
      }
      frozen = Freeze.keyValues(keyValues);
      if (!event.messagePending()) {
        event.message(); // may be built from the arguments only now, and is kept
      }
    } finally {
      Rendering.exit();
    }
    place(event, views, depth, withCaller, arguments, rendered, frozen, target);
    return true;
  }

  private static void place(
      LogEvent event,
      long views,
      int depth,
      boolean withCaller,
      List<? extends @Nullable Object> arguments,
      @Nullable Object @Nullable [] kept,
      List<KeyValue> keyValues,
      Target target) {
    target.place(
        event,
        views,
        depth,
        arguments,
        kept,
        event.messagePending() ? null : event.message(),
        keyValues,
        event.markers(),
        event.mdc(),
        event.thrown(),
        withCaller ? event.caller() : null);
  }
}
