package dev.heartwood.filter;

import dev.heartwood.Freeze;
import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.LogRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Masks events on their way to another handler. In front of a ring the logging thread pays for it,
 * behind one the worker does; before anything that keeps events on disk it must stand in front.
 *
 * <p>An event that the redactor fails on is not passed as it is: a note with the same time, level
 * and logger goes in its place.
 *
 * <p><b>Threads:</b> those that the redactor and the handler behind allow.
 */
public final class RedactingHandler implements LogHandler {
  private final Redactor redactor;
  private final LogHandler downstream;
  private final LongAdder redacted = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /**
   * @param downstream closed together with this handler
   */
  public RedactingHandler(Redactor redactor, LogHandler downstream) {
    this.redactor = Objects.requireNonNull(redactor, "redactor");
    this.downstream = Objects.requireNonNull(downstream, "downstream");
  }

  @Override
  public void handle(LogEvent event) throws IOException {
    downstream.handle(redact(event));
  }

  /** How many events were passed on changed. */
  public long redacted() {
    return redacted.sum();
  }

  /** How many events were replaced by a note because the redactor threw. */
  public long failed() {
    return failed.sum();
  }

  @Override
  public boolean hold() {
    return downstream.hold();
  }

  @Override
  public void release() {
    downstream.release();
  }

  @Override
  public void flush() throws IOException {
    downstream.flush();
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
    return true;
  }

  @Override
  public void close() throws IOException {
    downstream.close();
  }

  private LogEvent redact(LogEvent event) {
    try {
      // whoever comes later prints the very texts that the redactor looked at
      LogEvent fixed = Freeze.isImmutable(event) ? event : event.toRecord();
      LogEvent result = redactor.redact(fixed);
      if (result != fixed) {
        redacted.increment();
      }
      return result;
    } catch (RuntimeException | StackOverflowError e) {
      failed.increment();
      return LogRecord.of(
          event.timestamp(),
          event.level(),
          event.loggerName(),
          "[event withheld: redaction failed with " + e.getClass().getName() + "]");
    }
  }
}
