package dev.heartwood;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that a test moves: the time of day and the nanosecond counter go together. */
public final class FakeClock implements InstantSource, LongSupplier {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L); // wraps soon
  private final long startNanos = nanos.get();

  @Override
  public Instant instant() {
    return TestEvents.TIME.plusNanos(nanos.get() - startNanos);
  }

  /** The counter, as {@link System#nanoTime()} would give it; it passes the end of its range. */
  @Override
  public long getAsLong() {
    return nanos.get();
  }

  public void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
