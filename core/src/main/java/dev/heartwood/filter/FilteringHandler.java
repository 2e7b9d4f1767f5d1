package dev.heartwood.filter;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.Resumable;
import dev.heartwood.UndeliveredException;
import dev.heartwood.WriteLedger;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the events that a filter accepts, counts the others, and writes the filter's summaries
 * into the stream: those that are due with the next event and at a flush, all of them at close. A
 * stream that falls silent tells its last summary at one of these moments, not by a timer.
 *
 * <p>A level threshold is this with {@link LevelFilter#atLeast}.
 *
 * <p><b>Errors:</b> a filter that throws fails the event, for whoever handed it over to count.
 *
 * <p><b>Threads:</b> those that the filter and the handler behind allow; adds no lock.
 * <b>Order:</b> a summary goes in front of the event that brought it. One that the handler behind
 * refuses is tried again, up to {@value #MAX_PENDING}; beyond that they are counted in {@link
 * #lostSummaries()}.
 *
 * <pre>
 * field         written by             read by     ordering
 * pending       callers                callers     lock-free queue; who polls a summary delivers it
 * pendingCount  callers                callers     atomic; never below the queue's size
 * </pre>
 */
public final class FilteringHandler implements Resumable {
  static final int MAX_PENDING = 1024;

  private final LogFilter filter;
  private final LogHandler downstream;
  private final LongAdder filtered = new LongAdder();
  private final LongAdder lostSummaries = new LongAdder();
  private final ConcurrentLinkedDeque<LogEvent> pending = new ConcurrentLinkedDeque<>();
  private final AtomicInteger pendingCount = new AtomicInteger();

  /**
   * @param downstream closed together with this handler
   */
  public FilteringHandler(LogFilter filter, LogHandler downstream) {
    this.filter = Objects.requireNonNull(filter, "filter");
    this.downstream = Objects.requireNonNull(downstream, "downstream");
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    boolean accepted = filter.accepts(event);
    deliverSummaries(false);
    if (accepted) {
      downstream.handle(event);
    } else {
      filtered.increment();
    }
  }

  /** How many events the filter refused. */
  public long filtered() {
    return filtered.sum();
  }

  /** How many summaries could not be delivered; what they told is part of {@link #filtered()}. */
  public long lostSummaries() {
    return lostSummaries.sum();
  }

  @Override
  public boolean hold() {
    return downstream.hold();
  }

  @Override
  public void release() {
    downstream.release();
  }

  /**
   * @throws UndeliveredException with no event missing, if only a summary was refused
   */
  @Override
  public void flush() throws IOException {
    IOException failure = deliverSummaries(false);
    downstream.flush();
    if (failure != null) {
      throw new UndeliveredException(0, "a summary could not be delivered", failure);
    }
  }

  @Override
  public boolean awaitDelivered(Duration timeout) {
    return downstream.awaitDelivered(timeout);
  }

  @Override
  public boolean needsCaller() {
    return downstream.needsCaller();
  }

  @Override
  public boolean redacts() {
    return downstream.redacts();
  }

  /** {@inheritDoc} As the handler behind can. */
  @Override
  public Outcome resume(WriteLedger ledger) throws IOException {
    return Resumable.resume(downstream, ledger);
  }

  @Override
  public void close() throws IOException {
    IOException failure = deliverSummaries(true);
    lostSummaries.add(pendingCount.getAndSet(0));
    pending.clear();
    try {
      downstream.close();
    } catch (IOException e) {
      if (failure != null) {
        e.addSuppressed(failure);
      }
      throw e;
    }
    throwIfAny(failure);
  }

  private @Nullable IOException deliverSummaries(boolean all) {
    try {
      filter.summarize(all, this::keep);
    } catch (RuntimeException | StackOverflowError e) {
      return new IOException("the filter failed to summarize", e); // the event is not to pay for it
    }
    while (pendingCount.get() > 0) {
      LogEvent summary = pending.pollFirst();
      if (summary == null) {
        return null; // another caller has it in hand
      }
      boolean delivered = false;
      try {
        downstream.handle(summary);
        delivered = true;
        pendingCount.decrementAndGet();
      } catch (IOException e) {
        return e;
      } catch (RuntimeException | StackOverflowError e) {
        return new IOException("summary refused: " + summary.message(), e);
      } finally {
        if (!delivered) {
          pending.addFirst(summary);
        }
      }
    }
    return null;
  }

  private void keep(LogEvent summary) {
    if (pendingCount.incrementAndGet() > MAX_PENDING) {
      pendingCount.decrementAndGet();
      lostSummaries.increment();
    } else {
      pending.addLast(summary);
    }
  }

  private static void throwIfAny(@Nullable IOException failure) throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}
