package dev.heartwood.store;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * How a {@link CompactingStore} behaves.
 *
 * @param name for messages and as the logger name of records that code appends; not blank
 * @param retention how much of the log is kept for replay
 * @param key finds the key of an event
 * @param maxKeys keys with a latest record, tombstones included; at least 1. One more evicts the
 *     key whose latest record was received longest ago
 * @param tombstoneRetention how long after its receipt a tombstone still holds back older records
 *     of its key that arrive late; zero or more
 * @param allowedSkew how far ahead of the receiver's clock a timestamp may be; one further ahead
 *     counts as that far ahead when the latest record of a key is chosen. Zero or more
 * @param maxSnapshots open at a time, 1 to 1024
 * @param snapshotMaxAge a snapshot open for longer is closed by the store; more than zero
 * @param clock gives the time of receipt
 */
public record StoreConfig(
    String name,
    Retention retention,
    KeyExtractor key,
    int maxKeys,
    Duration tombstoneRetention,
    Duration allowedSkew,
    int maxSnapshots,
    Duration snapshotMaxAge,
    Clock clock) {
  public static final int DEFAULT_MAX_KEYS = 100_000;
  public static final Duration DEFAULT_TOMBSTONE_RETENTION = Duration.ofHours(24);
  public static final Duration DEFAULT_ALLOWED_SKEW = Duration.ofMinutes(5);
  public static final int DEFAULT_MAX_SNAPSHOTS = 64;
  public static final Duration DEFAULT_SNAPSHOT_MAX_AGE = Duration.ofMinutes(5);

  private static final int MOST_SNAPSHOTS = 1024;

  public static final StoreConfig DEFAULT =
      new StoreConfig(
          "store",
          Retention.DEFAULT,
          KeyExtractor.LOGGER,
          DEFAULT_MAX_KEYS,
          DEFAULT_TOMBSTONE_RETENTION,
          DEFAULT_ALLOWED_SKEW,
          DEFAULT_MAX_SNAPSHOTS,
          DEFAULT_SNAPSHOT_MAX_AGE,
          Clock.systemUTC());

  public StoreConfig {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank");
    }
    Objects.requireNonNull(retention, "retention");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(clock, "clock");
    if (maxKeys < 1) {
      throw new IllegalArgumentException("maxKeys must be at least 1, was " + maxKeys);
    }
    if (tombstoneRetention.isNegative()) {
      throw new IllegalArgumentException(
          "tombstoneRetention must not be negative, was " + tombstoneRetention);
    }
    if (allowedSkew.isNegative()) {
      throw new IllegalArgumentException("allowedSkew must not be negative, was " + allowedSkew);
    }
    if (maxSnapshots < 1 || maxSnapshots > MOST_SNAPSHOTS) {
      throw new IllegalArgumentException(
          "maxSnapshots must be 1 to " + MOST_SNAPSHOTS + ", was " + maxSnapshots);
    }
    if (snapshotMaxAge.isNegative() || snapshotMaxAge.isZero()) {
      throw new IllegalArgumentException(
          "snapshotMaxAge must be more than zero, was " + snapshotMaxAge);
    }
  }

  public StoreConfig withName(String value) {
    return new StoreConfig(
        value,
        retention,
        key,
        maxKeys,
        tombstoneRetention,
        allowedSkew,
        maxSnapshots,
        snapshotMaxAge,
        clock);
  }

  public StoreConfig withRetention(Retention value) {
    return new StoreConfig(
        name,
        value,
        key,
        maxKeys,
        tombstoneRetention,
        allowedSkew,
        maxSnapshots,
        snapshotMaxAge,
        clock);
  }

  public StoreConfig withKey(KeyExtractor value) {
    return new StoreConfig(
        name,
        retention,
        value,
        maxKeys,
        tombstoneRetention,
        allowedSkew,
        maxSnapshots,
        snapshotMaxAge,
        clock);
  }

  public StoreConfig withMaxKeys(int value) {
    return new StoreConfig(
        name,
        retention,
        key,
        value,
        tombstoneRetention,
        allowedSkew,
        maxSnapshots,
        snapshotMaxAge,
        clock);
  }

  public StoreConfig withTombstoneRetention(Duration value) {
    return new StoreConfig(
        name, retention, key, maxKeys, value, allowedSkew, maxSnapshots, snapshotMaxAge, clock);
  }

  public StoreConfig withAllowedSkew(Duration value) {
    return new StoreConfig(
        name,
        retention,
        key,
        maxKeys,
        tombstoneRetention,
        value,
        maxSnapshots,
        snapshotMaxAge,
        clock);
  }

  public StoreConfig withMaxSnapshots(int value) {
    return new StoreConfig(
        name,
        retention,
        key,
        maxKeys,
        tombstoneRetention,
        allowedSkew,
        value,
        snapshotMaxAge,
        clock);
  }

  public StoreConfig withSnapshotMaxAge(Duration value) {
    return new StoreConfig(
        name, retention, key, maxKeys, tombstoneRetention, allowedSkew, maxSnapshots, value, clock);
  }

  public StoreConfig withClock(Clock value) {
    return new StoreConfig(
        name,
        retention,
        key,
        maxKeys,
        tombstoneRetention,
        allowedSkew,
        maxSnapshots,
        snapshotMaxAge,
        value);
  }
}
