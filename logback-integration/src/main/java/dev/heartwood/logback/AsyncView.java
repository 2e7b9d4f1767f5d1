package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.FilterReply;
import dev.heartwood.LogEvent;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.async.Capture;
import dev.heartwood.async.Delivery;
import dev.heartwood.async.DropReason;
import dev.heartwood.async.Durability;
import java.util.concurrent.atomic.LongAdder;

/**
 * One appender behind an {@link AsyncAppender}, with the ring in front of it.
 *
 * <p>The filters of an appender of ours are asked on the logging thread, since its handler knows
 * nothing of them; those of any other appender by itself, on the worker.
 */
final class AsyncView {
  private final AsyncAppender owner;
  private final Appender<ILoggingEvent> appender;
  private final BehindRing handler;
  private final boolean keepsReferences;
  private final boolean filters;
  private final LongAdder discarded = new LongAdder();
  private final AsyncHandler ring;

  /**
   * @throws java.io.UncheckedIOException if the ring is to lie in a file that cannot be had
   */
  AsyncView(AsyncAppender owner, Appender<ILoggingEvent> appender, AsyncConfig config) {
    if (appender instanceof AsyncAppender) {
      owner.addWarn(
          "Appender ["
              + appender.getName()
              + "] is asynchronous itself: behind ["
              + owner.getName()
              + "] it drops what finds its ring full, since a worker never waits for a ring");
    }
    boolean ours = appender instanceof HandlerSource;
    this.owner = owner;
    this.appender = appender;
    this.handler = BehindRing.of(appender, owner.includesCaller());
    this.keepsReferences =
        config.durability() == Durability.MEMORY
            && (!(appender instanceof HandlerSource own) || own.needsOriginal());
    this.filters = ours && !appender.getCopyOfAttachedFiltersList().isEmpty();
    this.ring =
        new AsyncHandler(
            config
                .withName(owner.getName() + "/" + name())
                .withCapture(keepsReferences ? Capture.BY_REFERENCE : Capture.FREEZE)
                .withFilter(
                    filters || owner.discardBelow() > 0 ? this::admits : AsyncConfig.NO_FILTER),
            handler);
  }

  String name() {
    return String.valueOf(appender.getName());
  }

  Appender<ILoggingEvent> appender() {
    return appender;
  }

  AsyncHandler ring() {
    return ring;
  }

  boolean keepsReferences() {
    return keepsReferences;
  }

  /** As the ring says; what was discarded counts as dropped, not as filtered. */
  Delivery delivery() {
    long given = discarded.sum();
    Delivery counts = ring.delivery();
    return given == 0
        ? counts
        : new Delivery(
            counts.accepted(),
            counts.delivered(),
            counts.failures(),
            counts.inFlight(),
            counts.dropped(),
            Math.max(0, counts.filtered() - given),
            counts.notices(),
            counts.redelivered(),
            counts.possiblyDuplicated(),
            counts.cut(),
            counts.unconfirmed());
  }

  /** Delivers what is queued and leaves the appender running, as it was before it came here. */
  void release() {
    handler.keepRunning();
    ring.close();
  }

  private boolean admits(LogEvent event) {
    if (filters && appender.getFilterChainDecision(shown(event)) == FilterReply.DENY) {
      return false;
    }
    if (owner.discards(shown(event), ring.remainingCapacity())) {
      discarded.increment();
      ring.drop(DropReason.FULL, event.level());
      return false;
    }
    return true;
  }

  private ILoggingEvent shown(LogEvent event) {
    return event instanceof LogbackEvent logback
        ? logback.original()
        : LoggingEvents.of(event, AppenderHandler.contextOf(appender));
  }
}
