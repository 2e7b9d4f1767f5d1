package dev.heartwood.service.ingest.rules;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket per key, kept as one number: the time at which the bucket is full again [1].
 *
 * <p>No more than {@code maxKeys} buckets are held. When there would be more, those that are full
 * again go, which changes nothing, since a new bucket is full too; while there are none, further
 * keys share one more bucket, so that inventing keys is no way round a limit.
 *
 * <p><b>Threads:</b> any, without waiting; callers of one key compete by compare and set.
 *
 * <p>[1] The generic cell rate algorithm, ITU-T I.371, in its virtual scheduling form.
 */
final class Buckets {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long SWEEP_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final double rate;
  private final int burst;
  private final int maxKeys;
  private final LongSupplier nanoTime;
  private final long nanosPerToken;
  private final long burstNanos;
  private final ConcurrentHashMap<String, AtomicLong> fullAt = new ConcurrentHashMap<>();
  private final AtomicLong shared;
  private final AtomicLong sweptAt;

  /**
   * @param rate tokens a second, 0.001 to 1,000,000
   * @param burst tokens that a full bucket holds, 1 to 10,000,000
   */
  Buckets(double rate, int burst, int maxKeys, LongSupplier nanoTime) {
    this.rate = rate;
    this.burst = burst;
    this.maxKeys = maxKeys;
    this.nanoTime = nanoTime;
    nanosPerToken = Math.max(1, Math.round(NANOS_PER_SECOND / rate));
    burstNanos = Math.multiplyExact(nanosPerToken, (long) burst);
    long now = nanoTime.getAsLong();
    shared = new AtomicLong(now);
    sweptAt = new AtomicLong(now - SWEEP_PAUSE_NANOS);
  }

  double rate() {
    return rate;
  }

  int burst() {
    return burst;
  }

  int size() {
    return fullAt.size();
  }

  /** Takes a token; 0 if there was one, else the nanoseconds until there is. */
  long take(String key) {
    long now = nanoTime.getAsLong();
    AtomicLong bucket = bucket(key, now);
    while (true) {
      long seen = bucket.get();
      long debt = Math.max(0, seen - now) + nanosPerToken;
      if (debt > burstNanos) {
        return debt - burstNanos;
      }
      if (bucket.compareAndSet(seen, now + debt)) {
        return 0;
      }
    }
  }

  /** 0 if there is a token, else the nanoseconds until there is; takes none. */
  long wait(String key) {
    long now = nanoTime.getAsLong();
    AtomicLong bucket = fullAt.get(key);
    if (bucket == null) {
      return 0;
    }
    return Math.max(0, Math.max(0, bucket.get() - now) + nanosPerToken - burstNanos);
  }

  private AtomicLong bucket(String key, long now) {
    AtomicLong bucket = fullAt.get(key);
    if (bucket != null) {
      return bucket;
    }
    if (fullAt.size() >= maxKeys) {
      sweep(now);
      if (fullAt.size() >= maxKeys) {
        return shared;
      }
    }
    return fullAt.computeIfAbsent(key, each -> new AtomicLong(now));
  }

  /** At most once a second, since it looks at all. */
  private void sweep(long now) {
    long last = sweptAt.get();
    if (now - last >= SWEEP_PAUSE_NANOS && sweptAt.compareAndSet(last, now)) {
      fullAt.values().removeIf(bucket -> bucket.get() - now <= 0);
    }
  }
}
