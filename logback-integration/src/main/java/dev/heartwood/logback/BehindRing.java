package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.Resumable;
import dev.heartwood.WriteLedger;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one ring of an {@link AsyncAppender} feeds: the handler of an appender of ours, or any other
 * appender. Closing it stops the appender, on the worker, after the last event.
 *
 * <p>A stream appender of Logback's is relieved of flushing after each event of a batch. Between
 * batches, and once it is let go of, it flushes by itself: others may write to it directly.
 *
 * <pre>
 * field    written by           read by  ordering
 * keeps    whoever detaches     worker   volatile; before the ring is closed
 * </pre>
 */
final class BehindRing implements Resumable {
  private final Appender<ILoggingEvent> appender;
  private final LogHandler handler;
  private final @Nullable StreamRelief relief;
  private final boolean withCaller;
  private volatile boolean keeps;

  private BehindRing(
      Appender<ILoggingEvent> appender,
      LogHandler handler,
      @Nullable StreamRelief relief,
      boolean withCaller) {
    this.appender = appender;
    this.handler = handler;
    this.relief = relief;
    this.withCaller = withCaller;
  }

  /**
   * @param withCaller whether caller data is wanted even if nobody prints it
   */
  static BehindRing of(Appender<ILoggingEvent> appender, boolean withCaller) {
    if (appender instanceof HandlerSource ours) {
      return new BehindRing(appender, new Deferred(ours), null, withCaller);
    }
    StreamRelief relief =
        appender instanceof OutputStreamAppender<ILoggingEvent> streams
            ? StreamRelief.of(streams)
            : null;
    return new BehindRing(appender, new AppenderHandler(appender), relief, withCaller);
  }

  /** The appender is let go of: it stays started, and flushes as it did before. */
  void keepRunning() {
    keeps = true;
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    if (relief != null) {
      relief.begin();
    }
    handler.handle(event);
  }

  @Override
  public boolean hold() {
    return handler.hold();
  }

  @Override
  public void release() {
    handler.release();
  }

  @Override
  public void flush() throws IOException {
    if (relief != null) {
      relief.end(); // first, so that what others wrote meanwhile is flushed here or by themselves
    }
    handler.flush();
  }

  @Override
  public boolean awaitDelivered(Duration timeout) {
    return handler.awaitDelivered(timeout);
  }

  @Override
  public boolean needsCaller() {
    return withCaller || handler.needsCaller();
  }

  @Override
  public boolean redacts() {
    return handler.redacts();
  }

  /** As a handler of ours can; of another appender nobody can tell what it has written. */
  @Override
  public Outcome resume(WriteLedger ledger) throws IOException {
    return Resumable.resume(handler, ledger);
  }

  @Override
  public void force() throws IOException {
    if (handler instanceof Resumable resumable) {
      resumable.force();
    }
  }

  @Override
  public void close() {
    if (!keeps) {
      appender.stop();
    } else if (relief != null) {
      relief.end();
    }
  }

  /**
   * The handler that an appender of ours has at the moment: it may be stopped and started. The next
   * one gets the ledger as well. Confined to the worker, after the start.
   */
  private static final class Deferred implements Resumable {
    private final HandlerSource source;
    private @Nullable WriteLedger ledger;
    private @Nullable LogHandler known;
    private @Nullable LogHandler held;

    Deferred(HandlerSource source) {
      this.source = source;
    }

    @Override
    public void handle(LogEvent event) throws IOException {
      running().handle(event);
    }

    @Override
    public boolean hold() {
      if (!source.isStarted()) {
        return false;
      }
      LogHandler handler = source.handler();
      if (held != handler) {
        held = handler;
      }
      return handler.hold();
    }

    /** Whatever handler there is by now. */
    @Override
    public void release() {
      if (held != null) {
        held.release();
      }
    }

    @Override
    public void flush() throws IOException {
      if (source.isStarted()) {
        source.handler().flush();
      }
    }

    @Override
    public boolean awaitDelivered(Duration timeout) {
      return !source.isStarted() || source.handler().awaitDelivered(timeout);
    }

    @Override
    public boolean needsCaller() {
      return source.isStarted() && source.handler().needsCaller();
    }

    @Override
    public boolean redacts() {
      return source.isStarted() && source.handler().redacts();
    }

    @Override
    public Outcome resume(WriteLedger given) throws IOException {
      ledger = given;
      if (!source.isStarted()) {
        given.unsure();
        return Outcome.UNKNOWN;
      }
      known = source.handler();
      return Resumable.resume(source.handler(), given);
    }

    @Override
    public void force() throws IOException {
      if (source.isStarted() && source.handler() instanceof Resumable resumable) {
        resumable.force();
      }
    }

    private LogHandler running() throws IOException {
      if (!source.isStarted()) {
        throw new IOException("appender [" + source.getName() + "] is not started");
      }
      LogHandler handler = source.handler();
      WriteLedger given = ledger;
      if (given != null && handler != known) {
        known = handler;
        Resumable.resume(handler, given);
      }
      return handler;
    }
  }
}
