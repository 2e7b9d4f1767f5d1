package dev.heartwood;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Hands events to handlers on the logging thread, and lets nothing of theirs reach the application:
 * a handler that fails is counted and reported, and the others get the event all the same.
 *
 * <p><b>Threads:</b> any; takes no lock.
 */
final class Dispatcher {
  // A JDK type only: the value of a thread that lives on must not pin our class loader.
  private static final ThreadLocal<int[]> NESTING = ThreadLocal.withInitial(() -> new int[1]);

  private final LoggersConfig config;
  private final LongAdder failed = new LongAdder();
  private final LongAdder recursive = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final RateLimitedReport failures;
  private final RateLimitedReport recursions;
  private final RateLimitedReport unheard;

  Dispatcher(LoggersConfig config) {
    this.config = config;
    this.failures = new RateLimitedReport(config.status());
    this.recursions = new RateLimitedReport(config.status());
    this.unheard = new RateLimitedReport(config.status());
  }

  Losses losses() {
    return new Losses(failed.sum(), recursive.sum(), closed.sum());
  }

  /** The only handler of a closed {@link Loggers}. */
  void refuse(LogEvent event) {
    closed.increment();
  }

  /**
   * The short way of a plain call, on which nothing is made for it.
   *
   * @return false if the call has to go the long way, as an event
   */
  boolean call(
      Route route,
      Level level,
      String loggerName,
      @Nullable String template,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object @Nullable [] array,
      int argumentCount) {
    CallHandler handler = route.calls();
    if (handler == null
        || !Freeze.isImmutable(first)
        || !Freeze.isImmutable(second)
        || !Freeze.areImmutable(array)) {
      return false;
    }
    int[] nesting = NESTING.get();
    if (nesting[0] >= Loggers.MAX_NESTING) {
      return false;
    }
    nesting[0]++;
    try {
      long now;
      Map<String, String> mdc;
      try {
        now = EpochNanos.now(config.clock());
        mdc = Mdc.withoutNulls(config.context().get());
      } catch (Throwable e) {
        return false; // to fail once more where it is counted
      }
      handler.handleCall(
          now,
          level,
          loggerName,
          ThreadNames.current(),
          template == null ? "null" : template,
          first,
          second,
          array,
          argumentCount,
          mdc);
      return true;
    } finally {
      nesting[0]--;
    }
  }

  void dispatch(Route route, CallEvent event, String boundary) {
    int[] nesting = NESTING.get();
    if (nesting[0] >= Loggers.MAX_NESTING) {
      recursive.increment();
      recursions.warn("event of logger " + event.loggerName() + " refused: nested too deeply");
      return;
    }
    nesting[0]++;
    try {
      stamp(event, route, boundary);
      if (route.handlers().length == 0) {
        unheard.warn("logger " + event.loggerName() + " has no handler, its events go nowhere");
      }
      for (LogHandler handler : route.handlers()) {
        deliver(event, handler);
      }
    } catch (Throwable e) { // clock, stack walk
      fail("event of logger " + event.loggerName() + " could not be completed", e);
    } finally {
      nesting[0]--;
    }
  }

  private void stamp(CallEvent event, Route route, String boundary) {
    long givenMillis = event.givenMillis();
    event.stamp(
        givenMillis == 0
            ? EpochNanos.now(config.clock())
            : EpochNanos.of(Instant.ofEpochMilli(givenMillis)),
        config.context(),
        route.needsCaller() ? CallerFinder.find(boundary) : null);
  }

  private void deliver(CallEvent event, LogHandler handler) {
    try {
      handler.handle(event);
      handler.flush(); // each call is a batch of its own
    } catch (Throwable e) {
      fail("handler " + HandlerNames.of(handler) + " failed", e);
    }
  }

  private void fail(String what, Throwable cause) {
    failed.increment();
    failures.error(what, cause);
    if (cause instanceof InterruptedException) { // thrown undeclared
      Thread.currentThread().interrupt();
    }
  }
}
