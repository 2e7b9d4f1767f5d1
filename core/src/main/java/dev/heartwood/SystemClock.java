package dev.heartwood;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The system's clock for one timestamp per event. The JVM reads its monotonic time without leaving
 * compiled code, so that is what a call reads, plus a distance to the system's clock that is
 * measured anew after a millisecond. A clock that is set shows in events a millisecond later at the
 * latest; timestamps never go back unless the clock did by a microsecond or more.
 *
 * <p><b>Threads:</b> any; takes no lock and makes nothing.
 *
 * <pre>
 * field       written by  read by  ordering
 * distance    callers     callers  before measuredAt, which is read first: never older than it
 * measuredAt  callers     callers  volatile
 * </pre>
 */
final class SystemClock implements InstantSource {
  private static final long TRUSTED_NANOS = 1_000_000;
  private static final long TOLERATED_NANOS = 1_000;

  /** A measurement that took longer was interrupted by something. */
  private static final long LONGEST_MEASUREMENT_NANOS = 2_000;

  /** Where the system's clock ticks in milliseconds, distances to it jitter by as much. */
  static final InstantSource BEST =
      System.getProperty("os.name").startsWith("Windows")
          ? Clock.systemUTC()
          : new SystemClock(System::nanoTime, Clock.systemUTC());

  private final LongSupplier ticker;
  private final InstantSource wall;
  private volatile long distance;
  private volatile long measuredAt;

  SystemClock(LongSupplier ticker, InstantSource wall) {
    this.ticker = ticker;
    this.wall = wall;
    measuredAt = ticker.getAsLong() - TRUSTED_NANOS;
  }

  long epochNanos() {
    long now = ticker.getAsLong();
    long age = now - measuredAt;
    // Another thread may have measured since, so that now is a little older than that.
    return age < TRUSTED_NANOS && age > -TRUSTED_NANOS ? now + distance : measure();
  }

  private long measure() {
    long before = ticker.getAsLong();
    long read = EpochNanos.of(wall.instant());
    long after = ticker.getAsLong();
    if (after - before > LONGEST_MEASUREMENT_NANOS) {
      return read;
    }
    long middle = before + (after - before) / 2;
    if (Math.abs(read - middle - distance) >= TOLERATED_NANOS) {
      distance = read - middle;
    }
    measuredAt = after;
    return after + distance;
  }

  @Override
  public Instant instant() {
    return EpochNanos.toInstant(epochNanos());
  }
}
