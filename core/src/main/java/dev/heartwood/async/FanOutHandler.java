package dev.heartwood.async;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Several views of the same events, each with a ring and a worker of its own, so that one that is
 * stuck holds up no other. The event is captured once and then copied into one ring after the
 * other; a caller never holds room in one ring while it waits for another, and waits for full ones
 * only when all others have the event.
 *
 * <p><b>Threads, order, errors:</b> as {@link AsyncHandler}, for each view. <b>Ownership:</b>
 * closing this closes the views, all at the same time. A caller waits at most once for the longest
 * append timeout among the views.
 */
public final class FanOutHandler implements LogHandler {
  /** One bit each. */
  public static final int MAX_VIEWS = 64;

  private final AsyncHandler[] views;
  private final boolean freezing;

  /**
   * @throws IllegalArgumentException if there are no views, or more than {@link #MAX_VIEWS}
   */
  public FanOutHandler(List<AsyncHandler> views) {
    if (views.isEmpty() || views.size() > MAX_VIEWS) {
      throw new IllegalArgumentException(
          "views must be 1 to " + MAX_VIEWS + ", were " + views.size());
    }
    this.views = views.toArray(AsyncHandler[]::new);
    freezing = views.stream().anyMatch(AsyncHandler::isFreezing);
  }

  @Override
  public void handle(LogEvent event) {
    int depth = AsyncHandler.depth();
    long admitted = 0;
    for (int i = 0; i < views.length; i++) {
      if (views[i].admits(event, depth)) {
        admitted |= 1L << i;
      }
    }
    if (admitted == 0) {
      return;
    }
    Frozen frozen = null;
    if (freezing) {
      try {
        frozen = Frozen.of(event, needsCaller());
      } catch (Throwable e) {
        refuseUnreadable(admitted, event, e);
        return;
      }
      if (frozen == null) {
        refuseRecursion(admitted, event);
        return;
      }
    }
    long full = offerWithoutWaiting(admitted, event, frozen, depth);
    if (full != 0) {
      offerWaiting(full, event, frozen, depth);
    }
  }

  private void refuseUnreadable(long admitted, LogEvent event, Throwable cause) {
    for (int i = 0; i < views.length; i++) {
      if ((admitted & 1L << i) != 0) {
        views[i].unreadable(event, cause);
      }
    }
  }

  private void refuseRecursion(long admitted, LogEvent event) {
    for (int i = 0; i < views.length; i++) {
      if ((admitted & 1L << i) != 0) {
        views[i].refuse(DropReason.RECURSION, event.level());
      }
    }
  }

  /** Returns the views that are full and worth waiting for. */
  private long offerWithoutWaiting(
      long admitted, LogEvent event, @Nullable Frozen frozen, int depth) {
    long full = 0;
    for (int i = 0; i < views.length; i++) {
      if ((admitted & 1L << i) != 0) {
        AsyncHandler view = views[i];
        long outcome = view.offer(event, view.isFreezing() ? frozen : null, depth, 0);
        if (outcome < 0) {
          if (view.mayWait(event.level())) {
            full |= 1L << i;
          } else {
            view.refuse(outcome, event.level());
          }
        }
      }
    }
    return full;
  }

  private void offerWaiting(long full, LogEvent event, @Nullable Frozen frozen, int depth) {
    long start = System.nanoTime();
    for (int i = 0; i < views.length; i++) {
      if ((full & 1L << i) != 0) {
        AsyncHandler view = views[i];
        long timeout = view.appendTimeoutNanos();
        long left = timeout < 0 ? timeout : Math.max(0, timeout - (System.nanoTime() - start));
        long outcome = view.offer(event, view.isFreezing() ? frozen : null, depth, left);
        if (outcome < 0) {
          view.refuse(outcome, event.level());
        }
      }
    }
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
  public void close() {
    Barrier.closeAll(views);
  }
}
