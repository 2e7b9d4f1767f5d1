package dev.heartwood.async;

import dev.heartwood.CallHandler;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.ThrownData;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Several views of the same events, each with a ring and a worker of its own, so that one that is
 * stuck holds up no other. The event is captured once and then copied into one ring after the
 * other; a caller never holds room in one ring while it waits for another, and waits for full ones
 * only when all others have the event.
 *
 * <p><b>Threads, order, errors:</b> as {@link AsyncHandler}, for each view. <b>Ownership:</b>
 * closing this closes the views, all at the same time. A caller waits at most once for the longest
 * append timeout among the views, and for each further one that is full then a tenth of its own.
 */
public final class FanOutHandler implements CallHandler {
  /** One bit each. */
  public static final int MAX_VIEWS = 64;

  private final AsyncHandler[] views;
  private final Freezing.Target target = this::place;

  /** The views that keep the event itself, one bit each. */
  private final long referring;

  private final boolean takesCalls;

  /**
   * @throws IllegalArgumentException if there are no views, or more than {@link #MAX_VIEWS}
   */
  public FanOutHandler(List<AsyncHandler> views) {
    if (views.isEmpty() || views.size() > MAX_VIEWS) {
      throw new IllegalArgumentException(
          "views must be 1 to " + MAX_VIEWS + ", were " + views.size());
    }
    this.views = views.toArray(AsyncHandler[]::new);
    long bits = 0;
    boolean calls = true;
    for (int i = 0; i < this.views.length; i++) {
      bits |= this.views[i].isFreezing() ? 0 : 1L << i;
      calls &= this.views[i].takesCalls();
    }
    referring = bits;
    takesCalls = calls;
  }

  @Override
  public void handle(LogEvent event) {
    int depth = AsyncHandler.depth();
    long admitted = 0;
    for (int i = 0; i < views.length; i++) {
      try {
        admitted |= views[i].admits(event, depth) ? 1L << i : 0;
      } catch (Throwable e) {
        views[i].unreadable(event, e);
      }
    }
    long full = refer(event, admitted & referring, depth);
    long start = full == 0 ? 0 : System.nanoTime();
    freeze(event, admitted & ~referring, depth);
    for (int i = 0; full != 0 && i < views.length; i++) {
      if (has(full, i)) {
        AsyncHandler view = views[i];
        view.refuseIfNegative(view.refer(event, depth, view.timeLeft(start)), event.level());
      }
    }
  }

  /** {@inheritDoc} True if every view takes them. */
  @Override
  public boolean takesCalls() {
    return takesCalls;
  }

  @Override
  public void handleCall(
      long epochNanos,
      Level level,
      String loggerName,
      String threadName,
      String template,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object @Nullable [] array,
      int argumentCount,
      Map<String, String> mdc) {
    int depth = AsyncHandler.depth();
    @Nullable Object[] kept = AsyncHandler.kept(array, argumentCount);
    long full = 0;
    for (int i = 0; i < views.length; i++) {
      AsyncHandler view = views[i];
      try {
        if (view.admits(level, depth)) {
          long outcome =
              view.fill(
                  0,
                  depth,
                  epochNanos,
                  level,
                  loggerName,
                  threadName,
                  template,
                  first,
                  second,
                  kept,
                  argumentCount,
                  mdc);
          full |= bitIfWorthWaiting(i, outcome, level);
        }
      } catch (Throwable e) {
        view.unreadable(level, e);
      }
    }
    long start = full == 0 ? 0 : System.nanoTime();
    for (int i = 0; full != 0 && i < views.length; i++) {
      if (has(full, i)) {
        AsyncHandler view = views[i];
        try {
          view.refuseIfNegative(
              view.fill(
                  view.timeLeft(start),
                  depth,
                  epochNanos,
                  level,
                  loggerName,
                  threadName,
                  template,
                  first,
                  second,
                  kept,
                  argumentCount,
                  mdc),
              level);
        } catch (Throwable e) {
          view.unreadable(level, e);
        }
      }
    }
  }

  /** Returns the views that are full and worth waiting for. */
  private long refer(LogEvent event, long wanted, int depth) {
    long full = 0;
    for (int i = 0; wanted != 0 && i < views.length; i++) {
      if (has(wanted, i)) {
        full |= bitIfWorthWaiting(i, views[i].refer(event, depth, 0), event.level());
      }
    }
    return full;
  }

  private void freeze(LogEvent event, long wanted, int depth) {
    if (wanted == 0) {
      return;
    }
    try {
      if (!Freezing.freeze(event, wanted, depth, needsCaller(), target)) {
        refuseRecursion(wanted, event);
      }
    } catch (Throwable e) {
      refuseUnreadable(wanted, event, e);
    }
  }

  private void refuseUnreadable(long admitted, LogEvent event, Throwable cause) {
    for (int i = 0; i < views.length; i++) {
      if (has(admitted, i)) {
        views[i].unreadable(event, cause);
      }
    }
  }

  private void refuseRecursion(long admitted, LogEvent event) {
    for (int i = 0; i < views.length; i++) {
      if (has(admitted, i)) {
        views[i].refuse(DropReason.RECURSION, event.level());
      }
    }
  }

  /** Puts what was frozen into one ring after the other, first without waiting for full ones. */
  private void place(
      LogEvent event,
      long wanted,
      int depth,
      List<? extends @Nullable Object> arguments,
      @Nullable Object @Nullable [] kept,
      @Nullable String message,
      List<KeyValue> keyValues,
      List<LogMarker> markers,
      Map<String, String> mdc,
      @Nullable ThrownData thrown,
      @Nullable StackTraceElement caller) {
    long full = 0;
    for (int i = 0; i < views.length; i++) {
      if (has(wanted, i)) {
        AsyncHandler view = views[i];
        long outcome =
            view.fill(
                0, event, depth, arguments, kept, message, keyValues, markers, mdc, thrown, caller);
        full |= bitIfWorthWaiting(i, outcome, event.level());
      }
    }
    long start = full == 0 ? 0 : System.nanoTime();
    for (int i = 0; full != 0 && i < views.length; i++) {
      if (has(full, i)) {
        AsyncHandler view = views[i];
        view.refuseIfNegative(
            view.fill(
                view.timeLeft(start),
                event,
                depth,
                arguments,
                kept,
                message,
                keyValues,
                markers,
                mdc,
                thrown,
                caller),
            event.level());
      }
    }
  }

  private long bitIfWorthWaiting(int i, long outcome, Level level) {
    if (outcome >= 0) {
      return 0;
    }
    if (views[i].mayWait(level)) {
      return 1L << i;
    }
    views[i].refuse(outcome, level);
    return 0;
  }

  private static boolean has(long bits, int i) {
    return (bits & 1L << i) != 0;
  }

  /** The views, in the order given. */
  public List<AsyncHandler> views() {
    return List.of(views);
  }

  /** What became of the events in each view, by the view's name. */
  public Map<String, Delivery> deliveries() {
    Map<String, Delivery> deliveries = new LinkedHashMap<>();
    for (AsyncHandler view : views) {
      deliveries.merge(view.name(), view.delivery(), Delivery::plus);
    }
    return deliveries;
  }

  @Override
  public boolean awaitDelivered(Duration timeout) {
    return Barrier.awaitAll(views, timeout);
  }

  @Override
  public boolean needsCaller() {
    for (AsyncHandler view : views) {
      if (view.needsCaller()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean redacts() {
    for (AsyncHandler view : views) {
      if (view.redacts()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    Barrier.closeAll(views);
  }
}
