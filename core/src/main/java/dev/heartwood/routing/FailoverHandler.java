package dev.heartwood.routing;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.LogRecord;
import dev.heartwood.UndeliveredException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Hands each event to the first of its targets that takes it. A target that cannot be opened, or
 * fails, is left alone for {@link FailoverConfig#retryInterval} and then tried with the next event,
 * so the primary gets its events again as soon as it works. While no target is due, those that are
 * open are tried all the same: an event is refused only if all of them refuse it.
 *
 * <p><b>Buffered events:</b> until its target has flushed, an event is kept as a record ({@link
 * FailoverConfig#maxPending}). If the flush fails, all that was kept goes to the next target, in
 * order, before anything newer. What the failed target had written of it in spite of the failure is
 * then in both: at least once. If nobody takes it, {@link #flush} throws and says how many.
 *
 * <p>Put a ring in front of this handler, not behind it: a ring takes events even when its
 * destination fails.
 *
 * <p><b>Threads:</b> any; targets are called one at a time, under a lock, since an event and the
 * flush that settles it must stay together. An event that a target itself logs into this handler is
 * refused. <b>Ownership:</b> closes what it opened.
 */
public final class FailoverHandler implements LogHandler {
  private final FailoverConfig config;
  private final List<Target> targets;

  private final ReentrantLock lock = new ReentrantLock();
  // All below: under the lock.
  private final ArrayDeque<LogRecord> waiting = new ArrayDeque<>(); // to be delivered, oldest first
  private final ArrayDeque<LogRecord> pending = new ArrayDeque<>(); // with active, not flushed
  private @Nullable Target active; // who got the last event
  private int unflushed; // events with active since its last flush; pending or more
  private int lost; // since the last flush of this handler
  private long operation;
  private @Nullable Throwable lastFailure;
  private boolean closed;

  /**
   * Opens all targets; those that cannot be opened are tried again later.
   *
   * @param sources in order of preference, the primary first
   * @throws IllegalArgumentException if there is none
   */
  public FailoverHandler(FailoverConfig config, List<? extends HandlerSource> sources) {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("a failover needs at least 1 target, had 0");
    }
    this.config = Objects.requireNonNull(config, "config");
    long retryNanos = config.retryInterval().toNanos();
    this.targets = sources.stream().map(s -> new Target(s, retryNanos)).toList();
    targets.forEach(this::isOpen);
  }

  /** A primary and one fallback, both there already, with the defaults. */
  public FailoverHandler(LogHandler primary, LogHandler fallback) {
    this(FailoverConfig.DEFAULT, List.of(HandlerSource.of(primary), HandlerSource.of(fallback)));
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    begin();
    try {
      if (closed) {
        throw new IOException("failover is closed");
      }
      if (!offerToActive(event) && !queue(event.toRecord())) {
        throw new IOException("none of " + targets + " took the event", lastFailure);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Flushes the target in use; if it fails, hands what it had to the next one and flushes that.
   *
   * @throws IOException if events of this batch went nowhere; the message says how many
   */
  @Override
  public void flush() throws IOException {
    begin();
    try {
      while (!settle()) {
        deliverWaiting(null);
      }
      throwIfLost();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean awaitDelivered(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean all = true;
    for (LogHandler handler : opened()) { // not under the lock: this one may take its time
      long left = Math.max(0, deadline - System.nanoTime());
      all &= handler.awaitDelivered(Duration.ofNanos(left));
    }
    return all;
  }

  @Override
  public boolean needsCaller() {
    lock.lock();
    try {
      return targets.stream().anyMatch(Target::needsCaller);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean redacts() {
    lock.lock();
    try {
      return targets.stream().anyMatch(Target::redacts);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lock.unlock();
    }
    Failures failures = null;
    try {
      flush();
    } catch (Throwable e) {
      failures = Failures.plus(failures, e);
    }
    for (LogHandler handler : opened()) {
      try {
        handler.close();
      } catch (Throwable e) {
        failures = Failures.plus(failures, e);
      }
    }
    if (failures != null) {
      throw failures.during("close", targets.size());
    }
  }

  private void begin() throws IOException {
    if (lock.isHeldByCurrentThread()) {
      throw new IOException("a target logged into the failover that it belongs to");
    }
    lock.lock();
    operation++;
  }

  private void throwIfLost() throws IOException {
    int count = lost;
    lost = 0;
    if (count > 0) {
      String message = count + " events lost, none of " + targets + " kept them";
      Throwable cause = lastFailure;
      throw cause == null
          ? new IOException(message)
          : new UndeliveredException(count, message, cause);
    }
  }

  /** The usual way: the preferred target is the one in use. False leaves the rest to the queue. */
  private boolean offerToActive(LogEvent event) {
    Target target = next(event);
    if (target == null || (active != null && target != active)) {
      return false;
    }
    active = target;
    if (!offer(target, event)) {
      return false;
    }
    handed(event);
    if (pending.size() >= config.maxPending() && config.maxPending() > 0 && !settle()) {
      deliverWaiting(null);
    }
    return true;
  }

  /** Returns whether this record got through. */
  private boolean queue(LogRecord record) {
    waiting.addLast(record);
    return deliverWaiting(record);
  }

  /**
   * Delivers what waits, oldest first. Each record is offered to each target at most once, and a
   * target that fails to flush is out for this operation, so this ends.
   *
   * @return whether the watched record got through
   */
  private boolean deliverWaiting(@Nullable LogRecord watched) {
    boolean through = true;
    while (!waiting.isEmpty()) {
      LogRecord oldest = waiting.getFirst();
      Target target = next(oldest);
      if (target == null) {
        waiting.removeFirst();
        if (oldest == watched) {
          through = false; // the exception for this one counts it
        } else {
          lost++;
        }
      } else if (target == active || settle()) { // else more waits now, in front of this one
        active = target;
        if (offer(target, oldest)) {
          waiting.removeFirst();
          handed(oldest);
        }
      }
    }
    targets.forEach(Target::forgetRefused);
    return through;
  }

  private boolean offer(Target target, LogEvent event) {
    try {
      target.open().handle(event);
      target.took();
      return true;
    } catch (Throwable e) {
      target.refused(event);
      failed(target, e);
      return false;
    }
  }

  private void handed(LogEvent event) {
    unflushed++;
    if (config.maxPending() > 0) {
      pending.addLast(event.toRecord());
    }
  }

  /** Flushes the target in use. If that fails, what it had waits to be delivered elsewhere. */
  private boolean settle() {
    Target target = active;
    LogHandler handler = target == null ? null : target.handler();
    if (target == null || handler == null) {
      return true;
    }
    try {
      handler.flush();
      flushed(target);
      pending.clear();
      unflushed = 0;
      return true;
    } catch (Throwable e) {
      failed(target, e);
      target.giveUpIn(operation);
      strand(missing(e));
      return false;
    }
  }

  /** How many of the last events have to go elsewhere; all if nobody knows which they are. */
  private int missing(Throwable failure) {
    return failure instanceof UndeliveredException known && known.refused() == 0
        ? known.undelivered()
        : unflushed;
  }

  /** The last so many events of the target in use go back to the front of the queue. */
  private void strand(int undelivered) {
    int missing = Math.min(undelivered, unflushed);
    int kept = Math.min(missing, pending.size());
    lost += missing - kept;
    for (int i = 0; i < kept; i++) {
      waiting.addFirst(pending.removeLast());
    }
    pending.clear();
    unflushed = 0;
    active = null;
  }

  /** The first target that is due; if there is none, the first that is open at least. */
  private @Nullable Target next(LogEvent event) {
    for (Target target : targets) {
      if (target.mayTake(event, operation) && target.isDue(config.nanoClock()) && isOpen(target)) {
        return target;
      }
    }
    for (Target target : targets) {
      if (target.mayTake(event, operation) && target.handler() != null) {
        return target;
      }
    }
    return null;
  }

  private boolean isOpen(Target target) {
    try {
      target.open();
      return true;
    } catch (Throwable e) {
      failed(target, e);
      return false;
    }
  }

  private void failed(Target target, Throwable cause) {
    lastFailure = cause;
    if (target.failed(config.nanoClock().getAsLong())) {
      report(Level.WARN, "failover: " + target + " failed, trying the next", cause);
    }
  }

  private void flushed(Target target) {
    if (target.flushed()) {
      report(Level.INFO, "failover: " + target + " works again", null);
    }
  }

  private void report(Level level, String message, @Nullable Throwable cause) {
    try {
      config.status().report(level, message, cause);
    } catch (Throwable e) {
      // A reporter must not throw; the events are still to be delivered.
    }
  }

  private List<LogHandler> opened() {
    lock.lock();
    try {
      List<LogHandler> handlers = new ArrayList<>();
      for (Target target : targets) {
        LogHandler handler = target.handler();
        if (handler != null) {
          handlers.add(handler);
        }
      }
      return handlers;
    } finally {
      lock.unlock();
    }
  }
}
