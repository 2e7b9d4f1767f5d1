package dev.heartwood.routing;

import dev.heartwood.LogHandler;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One destination of a {@link FailoverHandler} and how it is doing.
 *
 * <p><b>Threads:</b> under the failover's lock.
 */
final class Target {
  private final HandlerSource source;
  private final long retryNanos;
  private @Nullable LogHandler handler;
  private boolean failing;
  private boolean tookSinceFailure;
  private long retryAtNanos;
  private long gaveUpIn = -1;
  private @Nullable Object refused;

  Target(HandlerSource source, long retryNanos) {
    this.source = source;
    this.retryNanos = retryNanos;
  }

  /** The handler, opened if it was not yet. */
  LogHandler open() throws IOException {
    LogHandler opened = handler;
    if (opened == null) {
      opened = source.open();
      handler = opened;
    }
    return opened;
  }

  @Nullable LogHandler handler() {
    return handler;
  }

  boolean needsCaller() {
    LogHandler opened = handler;
    return opened == null ? source.needsCaller() : opened.needsCaller();
  }

  boolean redacts() {
    LogHandler opened = handler;
    return opened == null ? source.redacts() : opened.redacts();
  }

  /** Whether it works as far as we know, or has been left alone for long enough. */
  boolean isDue(LongSupplier nanoClock) {
    return !failing || nanoClock.getAsLong() - retryAtNanos >= 0;
  }

  /** Leaves it alone until the failover's operation of this number is over. */
  void giveUpIn(long operation) {
    gaveUpIn = operation;
  }

  void refused(Object event) {
    refused = event;
  }

  /** Whether it may be offered this event in this operation. */
  boolean mayTake(Object event, long operation) {
    return gaveUpIn != operation && refused != event;
  }

  void forgetRefused() {
    refused = null;
  }

  /** Returns whether it worked until now. */
  boolean failed(long nowNanos) {
    boolean news = !failing;
    failing = true;
    tookSinceFailure = false;
    retryAtNanos = nowNanos + retryNanos;
    return news;
  }

  /** It took an event; whether it works shows when it has flushed it. */
  void took() {
    tookSinceFailure = true;
  }

  /** A flush went through. Returns whether that shows that it works again. */
  boolean flushed() {
    boolean news = failing && tookSinceFailure;
    failing = failing && !news;
    return news;
  }

  @Override
  public String toString() {
    LogHandler opened = handler;
    return opened == null ? source.toString() : opened.getClass().getSimpleName();
  }
}
