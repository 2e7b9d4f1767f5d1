package dev.heartwood.filter;

import dev.heartwood.LogEvent;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A token bucket per key, kept as one number: the time at which the bucket is full again [1]. What
 * it holds back it tells as a summary event, per key and with exact counts by level.
 *
 * <p>No more than {@code maxKeys} buckets are held. A bucket that is full again may make place for
 * a new key, which changes nothing, since a new bucket is full too. If every bucket in question is
 * in use, events of further keys share one more bucket, so that inventing keys is no way round the
 * limit; they are told together as "several keys".
 *
 * <p><b>Threads:</b> any, without waiting: callers of one key compete by compare and set.
 *
 * <pre>
 * field   written by   read by   ordering
 * fullAt  callers      callers   compare and set
 * </pre>
 *
 * <p>[1] The generic cell rate algorithm, ITU-T I.371, in its virtual scheduling form.
 */
public final class RateLimitFilter implements LogFilter {
  private static final double NANOS_PER_SECOND = 1e9;

  private final RateLimitConfig config;
  private final LongSupplier nanoTime;
  private final long nanosPerToken;
  private final long burstNanos;
  private final KeyTable<Bucket> buckets;
  private final AtomicLong sharedFullAt;
  private final Summaries summaries;

  public RateLimitFilter(RateLimitConfig config) {
    this(config, System::nanoTime, InstantSource.system());
  }

  /**
   * @param nanoTime a clock that never goes back, in nanoseconds
   * @param clock for the timestamps of summaries
   */
  public RateLimitFilter(RateLimitConfig config, LongSupplier nanoTime, InstantSource clock) {
    this.config = Objects.requireNonNull(config, "config");
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    this.nanosPerToken = Math.max(1, Math.round(NANOS_PER_SECOND / config.rate()));
    this.burstNanos = nanosPerToken * config.maxBurst();
    this.buckets =
        new KeyTable<>(
            config.maxKeys(),
            (key, hash, first, now) -> new Bucket(key, hash, first.loggerName(), now));
    this.sharedFullAt = new AtomicLong(nanoTime.getAsLong());
    this.summaries =
        new Summaries("rateLimit", Bucket::words, config.summaryInterval(), nanoTime, clock);
  }

  @Override
  public boolean accepts(LogEvent event) {
    if (event.level().toInt() > config.level().toInt()) {
      return true;
    }
    long now = nanoTime.getAsLong();
    Bucket bucket = buckets.find(config.key().of(event), event, now);
    if (takeToken(bucket == null ? sharedFullAt : bucket.fullAt, now)) {
      return true;
    }
    buckets.holdBack(bucket, event, now);
    summaries.noteHeldBack(now);
    return false;
  }

  @Override
  public void summarize(boolean all, Consumer<? super LogEvent> out) {
    summaries.tell(all, buckets, out);
  }

  private boolean takeToken(AtomicLong fullAt, long now) {
    while (true) {
      long seen = fullAt.get();
      long debt = Math.max(0, seen - now) + nanosPerToken;
      if (debt > burstNanos) {
        return false;
      }
      if (fullAt.compareAndSet(seen, now + debt)) {
        return true;
      }
    }
  }

  private static final class Bucket extends KeyTable.Cell {
    private final AtomicLong fullAt;

    Bucket(Object key, int hash, String loggerName, long nowNanos) {
      super(key, hash, loggerName);
      this.fullAt = new AtomicLong(nowNanos);
    }

    @Override
    long standing(long nowNanos) {
      long missing = fullAt.get() - nowNanos;
      return missing > 0 ? Long.MAX_VALUE : missing; // full the longest goes first
    }

    static String words(HeldBack.Taken taken, String subject) {
      return "rate limit held back "
          + taken.total()
          + (taken.total() == 1 ? " event (" : " events (")
          + taken.byLevel()
          + ") in "
          + taken.millis()
          + " ms of: "
          + subject;
    }
  }
}
