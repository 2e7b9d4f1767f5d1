package dev.heartwood.filter;

import dev.heartwood.EpochNanos;
import dev.heartwood.LogEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Passes events that happened in a range of time, by their own timestamps: {@code from} is in it,
 * {@code to} no longer.
 */
public final class TimeRangeFilter implements LogFilter {
  private final long fromNanos;
  private final long toNanos;
  private final boolean endless;

  /**
   * @param from null for the beginning of time
   * @param to null for its end
   */
  public TimeRangeFilter(@Nullable Instant from, @Nullable Instant to) {
    if (from != null && to != null && from.isAfter(to)) {
      throw new IllegalArgumentException("from must not be after to, was " + from + " and " + to);
    }
    this.fromNanos = from == null ? Long.MIN_VALUE : EpochNanos.of(from);
    this.toNanos = to == null ? Long.MAX_VALUE : EpochNanos.of(to);
    this.endless = to == null;
  }

  @Override
  public boolean accepts(LogEvent event) {
    long time = event.epochNanos();
    return time >= fromNanos && (endless || time < toNanos);
  }
}
