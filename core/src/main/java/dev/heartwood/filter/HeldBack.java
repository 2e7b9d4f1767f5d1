package dev.heartwood.filter;

import dev.heartwood.LogEvent;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What a filter held back of one key and has not told yet.
 *
 * <pre>
 * field       written by             read by             ordering
 * counts      callers, who tells     who tells           atomic; telling swaps in zero, so that each
 *                                                        event is told exactly once
 * sinceNanos  the first held back    who tells           volatile; may be a moment off in a race
 * </pre>
 */
final class HeldBack {
  private static final Level[] LEVELS = Level.values();

  private final AtomicLongArray counts = new AtomicLongArray(LEVELS.length);
  private volatile long sinceNanos;

  void add(LogEvent event, long nowNanos) {
    if (total() == 0) {
      sinceNanos = nowNanos;
    }
    counts.incrementAndGet(event.level().ordinal());
  }

  /** Takes over what another has not told. */
  void addAll(HeldBack other, long nowNanos) {
    if (total() == 0) {
      sinceNanos = nowNanos;
    }
    for (int i = 0; i < LEVELS.length; i++) {
      long count = other.counts.getAndSet(i, 0);
      if (count > 0) {
        counts.addAndGet(i, count);
      }
    }
  }

  /** What there is to tell, which is nobody else's to tell any more; null if nothing. */
  @Nullable Taken take(long nowNanos) {
    if (total() == 0) {
      return null;
    }
    long millis = Math.max(0, (nowNanos - sinceNanos) / 1_000_000);
    long[] taken = new long[LEVELS.length];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = counts.getAndSet(i, 0);
    }
    Taken result = new Taken(taken, millis);
    return result.total() == 0 ? null : result;
  }

  private long total() {
    long sum = 0;
    for (int i = 0; i < LEVELS.length; i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  /** Counts by level, and over how long. */
  record Taken(long[] counts, long millis) {
    long total() {
      long sum = 0;
      for (long count : counts) {
        sum += count;
      }
      return sum;
    }

    Level highest() {
      for (Level level : LEVELS) { // ERROR comes first
        if (counts[level.ordinal()] > 0) {
          return level;
        }
      }
      return Level.INFO;
    }

    /** {@code 3 ERROR, 9 WARN}. */
    String byLevel() {
      StringBuilder text = new StringBuilder();
      for (Level level : LEVELS) {
        long count = counts[level.ordinal()];
        if (count > 0) {
          text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(level);
        }
      }
      return text.toString();
    }
  }
}
