package dev.heartwood.filter;

import dev.heartwood.LogEvent;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Passes a share of the events, decided at the event itself.
 *
 * <p><b>Threads:</b> any, without waiting.
 */
public final class SamplingFilter implements LogFilter {
  private static final int COUNTERS = 4096;

  private final double rate;
  private final Decision decision;
  private final @Nullable Level alwaysFrom;

  private SamplingFilter(double rate, Decision decision, @Nullable Level alwaysFrom) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("rate must be 0 to 1, was " + rate);
    }
    this.rate = rate;
    this.decision = decision;
    this.alwaysFrom = alwaysFrom;
  }

  /** Passes each event with this probability. */
  public static SamplingFilter random(double rate) {
    return random(rate, () -> ThreadLocalRandom.current().nextLong());
  }

  /**
   * @param bits uniform over all 64-bit numbers; asked by any thread
   */
  public static SamplingFilter random(double rate, LongSupplier bits) {
    Objects.requireNonNull(bits, "bits");
    return new SamplingFilter(rate, event -> unit(bits.getAsLong()) < rate, null);
  }

  /**
   * Passes this share of every key's events, evenly spread, the first included: 0.25 passes the
   * first, fifth, ninth. Keys are spread by hash over 4,096 counters; two that share one are
   * counted together.
   */
  public static SamplingFilter perKey(double rate, EventKey key) {
    Objects.requireNonNull(key, "key");
    AtomicLongArray counters = new AtomicLongArray(COUNTERS);
    return new SamplingFilter(
        rate,
        event -> {
          int counter = (int) (mix(key.of(event).hashCode()) >>> 52);
          long before = counters.getAndIncrement(counter);
          return Math.ceil((before + 1) * rate) > Math.ceil(before * rate);
        },
        null);
  }

  /**
   * Passes all events of this share of the keys and none of the others: all of a trace or none of
   * it, the same in every process and run, as long as the key's {@code hashCode} is (that of a text
   * is).
   */
  public static SamplingFilter byHash(double rate, EventKey key) {
    Objects.requireNonNull(key, "key");
    return new SamplingFilter(rate, event -> unit(mix(key.of(event).hashCode())) < rate, null);
  }

  /** The same filter, except that events of this level and above always pass. */
  public SamplingFilter alwaysFrom(Level level) {
    return new SamplingFilter(rate, decision, Objects.requireNonNull(level, "level"));
  }

  @Override
  public boolean accepts(LogEvent event) {
    return alwaysFrom != null && event.level().toInt() >= alwaysFrom.toInt()
        || decision.passes(event);
  }

  private static double unit(long bits) {
    return (bits >>> 11) * 0x1.0p-53;
  }

  private static long mix(int hash) {
    long z = hash + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  private interface Decision {
    boolean passes(LogEvent event);
  }
}
