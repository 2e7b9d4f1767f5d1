package dev.heartwood.filter;

import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a filter held back, at most once per interval.
 *
 * <pre>
 * field   written by                     read by   ordering
 * some    callers, who tells             callers   volatile; set after an event was counted, cleared
 *                                                  before the counts are taken
 * dueAt   the first held back, who       callers   compare and set: one caller per interval tells
 *         tells
 * </pre>
 */
final class Summaries {
  private final String filterName;
  private final Wording wording;
  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private final InstantSource clock;
  private final AtomicLong dueAt = new AtomicLong();
  private volatile boolean some;

  Summaries(
      String filterName,
      Wording wording,
      Duration interval,
      LongSupplier nanoTime,
      InstantSource clock) {
    this.filterName = filterName;
    this.wording = wording;
    this.intervalNanos = interval.toNanos();
    this.nanoTime = nanoTime;
    this.clock = clock;
  }

  /** To be called after an event was counted as held back. */
  void noteHeldBack(long nowNanos) {
    if (!some) {
      dueAt.set(nowNanos + intervalNanos);
      some = true;
    }
  }

  void tell(boolean all, KeyTable<?> table, Consumer<? super LogEvent> out) {
    if (!some && !all) { // at the end also what was on its way between two cells just now
      return;
    }
    long now = nanoTime.getAsLong();
    long due = dueAt.get();
    if (!all && (now - due < 0 || !dueAt.compareAndSet(due, now + intervalNanos))) {
      return;
    }
    some = false;
    table.forEach(
        cell -> {
          HeldBack.Taken taken = cell.held.take(now);
          if (taken != null) {
            out.accept(summary(table.isOverflow(cell) ? null : cell, taken));
          }
        });
  }

  private LogRecord summary(KeyTable.@Nullable Cell cell, HeldBack.Taken taken) {
    String subject = cell == null ? "several keys" : cell.key.toString();
    String message = wording.message(taken, subject);
    return new LogRecord(
        clock.instant(),
        taken.highest(),
        cell == null ? Summaries.class.getPackageName() : cell.loggerName,
        Thread.currentThread().getName(),
        message,
        List.of(),
        message,
        List.of(
            new KeyValue("heartwood.filter", filterName),
            new KeyValue("heartwood.suppressed", taken.total()),
            new KeyValue("heartwood.window_ms", taken.millis())),
        List.of(),
        Map.of(),
        null,
        null);
  }

  /** How a filter puts it. */
  interface Wording {
    String message(HeldBack.Taken taken, String subject);
  }
}
