package dev.heartwood.id;

import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * UUIDs in the order of time, version 7 of RFC 9562 [1]. Each is greater than every one that this
 * object gave before, as text and as an unsigned number, whatever the clock does.
 *
 * <pre>
 * bits     48 unix_ts_ms | 4 version 7 | 12 counter | 2 variant | 62 random
 * counter  starts at a random number below 2048 in each new millisecond and counts up; beyond 4095
 *          it carries into the time, which then runs ahead until the clock has caught up
 * </pre>
 *
 * <p>Unique between processes by 62 bits that are random, though not secret (see {@link Uuid4}).
 *
 * <pre>
 * field  written by                read by    ordering
 * last   the caller that gets it   callers    compare and set; time and counter in one long
 * </pre>
 *
 * <p>[1] RFC 9562, sections 5.7 and 6.2, method 1 (fixed bit-length dedicated counter).
 */
public final class Uuid7 implements IdGenerator {
  private static final int COUNTER_BITS = 12;
  private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
  private static final long FRESH_COUNTER_MASK = COUNTER_MASK >>> 1;
  private static final long MAX_MILLIS = (1L << 48) - 1;
  private static final long VERSION = 0x7000L;

  private final InstantSource clock;
  private final SeededRandom random = new SeededRandom();
  private final AtomicLong last = new AtomicLong();

  public Uuid7() {
    this(InstantSource.system());
  }

  public Uuid7(InstantSource clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  public UUID next() {
    long bits = random.next();
    long stamp = nextStamp(bits & FRESH_COUNTER_MASK);
    long high = stamp >>> COUNTER_BITS << 16 | VERSION | stamp & COUNTER_MASK;
    return new UUID(high, withVariant(random.next()));
  }

  @Override
  public String nextId() {
    return next().toString();
  }

  static long withVariant(long bits) {
    return bits >>> 2 | 1L << 63;
  }

  private long nextStamp(long freshCounter) {
    long millis = Math.max(0, Math.min(clock.millis(), MAX_MILLIS));
    while (true) {
      long previous = last.get();
      long stamp =
          millis > previous >>> COUNTER_BITS ? millis << COUNTER_BITS | freshCounter : previous + 1;
      if (last.compareAndSet(previous, stamp)) {
        return stamp;
      }
    }
  }
}
