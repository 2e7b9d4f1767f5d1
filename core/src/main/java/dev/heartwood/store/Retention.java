package dev.heartwood.store;

import java.time.Duration;
import java.util.Objects;

/**
 * How much of the replayable log a store keeps; what exceeds one of the limits goes, oldest first.
 * The newest record of each key is kept beyond them (see {@link StoreConfig#maxKeys()}).
 *
 * @param maxRecords at least 1
 * @param maxBytes estimated heap of the records, at least 1; the newest record is kept however
 *     large it is
 * @param maxAge since the record was received, whatever its timestamp; more than zero, {@link
 *     #FOREVER} for no limit
 */
public record Retention(long maxRecords, long maxBytes, Duration maxAge) {
  public static final long UNLIMITED = Long.MAX_VALUE;
  public static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

  public static final long DEFAULT_MAX_RECORDS = 100_000;
  public static final long DEFAULT_MAX_BYTES = 64L * 1024 * 1024;

  /** 100,000 records or 64 MiB, of any age. */
  public static final Retention DEFAULT =
      new Retention(DEFAULT_MAX_RECORDS, DEFAULT_MAX_BYTES, FOREVER);

  /** Everything, until memory ends. */
  public static final Retention NONE = new Retention(UNLIMITED, UNLIMITED, FOREVER);

  public Retention {
    if (maxRecords < 1) {
      throw new IllegalArgumentException("maxRecords must be at least 1, was " + maxRecords);
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1, was " + maxBytes);
    }
    Objects.requireNonNull(maxAge, "maxAge");
    if (maxAge.isNegative() || maxAge.isZero()) {
      throw new IllegalArgumentException("maxAge must be more than zero, was " + maxAge);
    }
  }

  public Retention withMaxRecords(long records) {
    return new Retention(records, maxBytes, maxAge);
  }

  public Retention withMaxBytes(long bytes) {
    return new Retention(maxRecords, bytes, maxAge);
  }

  public Retention withMaxAge(Duration age) {
    return new Retention(maxRecords, maxBytes, age);
  }
}
