package dev.heartwood.id;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Random numbers without a lock: a counter with a secret start and stride of the golden ratio, its
 * values mixed [1]. The mixing is one to one, so that no number comes twice before all have come.
 *
 * <p>Against collision, not against guessing: who sees one number can work out the next.
 *
 * <p>[1] Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014.
 */
final class SeededRandom {
  private static final long STRIDE = 0x9E3779B97F4A7C15L;

  private final AtomicLong counter;

  SeededRandom() {
    this(new SecureRandom().nextLong());
  }

  SeededRandom(long seed) {
    this.counter = new AtomicLong(seed);
  }

  long next() {
    return mix(counter.getAndAdd(STRIDE));
  }

  static long mix(long value) {
    long z = value;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
