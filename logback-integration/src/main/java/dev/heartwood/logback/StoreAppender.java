package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.util.FileSize;
import dev.heartwood.LogHandler;
import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.KeyExtractor;
import dev.heartwood.store.PersistenceConfig;
import dev.heartwood.store.Retention;
import dev.heartwood.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keeps events in a compacting store, which code finds with {@link LogStores#get}. Alone or behind
 * an {@link AsyncAppender}. With {@code persistTo} the store is on disk and lives longer than its
 * process.
 */
public final class StoreAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
    implements HandlerSource {
  private final Sink sink = new Sink(this);
  private @Nullable String storeName;
  private @Nullable String key;
  private @Nullable String maxRecords;
  private @Nullable String maxBytes;
  private @Nullable String maxAge;
  private @Nullable String maxKeys;
  private @Nullable String tombstoneRetention;
  private @Nullable String allowedSkew;
  private @Nullable String maxSnapshots;
  private @Nullable String snapshotMaxAge;
  private @Nullable String persistTo;
  private @Nullable String persistFsync;
  private @Nullable CompactingStore store;

  /** How code finds the store; the appender's name by default. */
  public void setStoreName(String storeName) {
    this.storeName = storeName;
  }

  /** {@code kvp:NAME}, {@code mdc:NAME}, {@code logger} (default), {@code marker}, template. */
  public void setKey(String key) {
    this.key = key;
  }

  /** Records kept for replay; 100000 by default. */
  public void setMaxRecords(String maxRecords) {
    this.maxRecords = maxRecords;
  }

  /** Estimated heap of the records, as {@code 64MB} (default). */
  public void setMaxBytes(String maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Since a record was received, as {@code 10 minutes}; without limit by default. */
  public void setMaxAge(String maxAge) {
    this.maxAge = maxAge;
  }

  /** Keys with a latest record; 100000 by default. */
  public void setMaxKeys(String maxKeys) {
    this.maxKeys = maxKeys;
  }

  /** How long a tombstone holds back older records of its key; {@code 24 hours} by default. */
  public void setTombstoneRetention(String tombstoneRetention) {
    this.tombstoneRetention = tombstoneRetention;
  }

  /** How far ahead of the clock a timestamp may be; {@code 5 minutes} by default. */
  public void setAllowedSkew(String allowedSkew) {
    this.allowedSkew = allowedSkew;
  }

  /** Snapshots open at a time, 1 to 1024; 64 by default. */
  public void setMaxSnapshots(String maxSnapshots) {
    this.maxSnapshots = maxSnapshots;
  }

  /** A snapshot open for longer is closed; {@code 5 minutes} by default. */
  public void setSnapshotMaxAge(String snapshotMaxAge) {
    this.snapshotMaxAge = snapshotMaxAge;
  }

  /** A directory for this store alone, where it is kept; only in memory by default. */
  public void setPersistTo(String persistTo) {
    this.persistTo = persistTo;
  }

  /** Whether a record survives a loss of power before it is shown; {@code false} by default. */
  public void setPersistFsync(String persistFsync) {
    this.persistFsync = persistFsync;
  }

  @Override
  public void start() {
    if (isStarted()) {
      return;
    }
    Options options = new Options();
    StoreConfig config = options.built(() -> config(options));
    PersistenceConfig persistence = options.built(() -> persistence(options));
    if (config == null || !options.faults().isEmpty()) {
      options.reportTo(this, "Appender [" + getName() + "]");
    } else if (sink.start(options, false, () -> registered(config, persistence))) {
      super.start();
    }
  }

  @Override
  public void stop() {
    if (!isStarted()) {
      return;
    }
    super.stop();
    CompactingStore last = store;
    if (last != null) {
      LogStores.unregister(last);
    }
    sink.stop();
  }

  @Override
  public void doAppend(ILoggingEvent event) {
    sink.append(event); // asks the filters, too
  }

  @Override
  protected void append(ILoggingEvent event) {
    doAppend(event);
  }

  @Override
  public LogHandler handler() {
    return sink.handler();
  }

  private LogHandler registered(StoreConfig config, @Nullable PersistenceConfig persistence) {
    if (LogStores.find(config.name()).isPresent()) { // before its directory is found to be in use
      throw taken(config);
    }
    CompactingStore fresh =
        persistence == null ? new CompactingStore(config) : opened(config, persistence);
    if (!LogStores.register(fresh)) {
      fresh.close();
      throw taken(config);
    }
    store = fresh;
    return fresh;
  }

  private static IllegalArgumentException taken(StoreConfig config) {
    return new IllegalArgumentException(
        "storeName must be unique, another appender runs with [" + config.name() + "]");
  }

  private static CompactingStore opened(StoreConfig config, PersistenceConfig persistence) {
    try {
      return CompactingStore.open(config, persistence);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "persistTo [" + persistence.directory() + "] cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Null if the store is to be in memory. */
  private @Nullable PersistenceConfig persistence(Options options) {
    if (persistTo == null) {
      if (persistFsync != null) {
        options.fault("persistFsync needs persistTo, was " + persistFsync);
      }
      return null;
    }
    if (persistTo.isBlank()) {
      options.fault("persistTo must name a directory, was blank");
      return null;
    }
    return PersistenceConfig.in(Path.of(persistTo.trim()))
        .withFsync(options.bool("persistFsync", persistFsync, false))
        .withStatus(new LogbackStatus(this));
  }

  private StoreConfig config(Options options) {
    StoreConfig defaults = StoreConfig.DEFAULT;
    Retention retention = defaults.retention();
    return defaults
        .withName(storeName == null ? String.valueOf(getName()) : storeName.trim())
        .withKey(options.parsed("key", key, KeyExtractor::parse, defaults.key()))
        .withRetention(
            new Retention(
                options.parsed("maxRecords", maxRecords, Long::valueOf, retention.maxRecords()),
                options.parsed(
                    "maxBytes",
                    maxBytes,
                    text -> FileSize.valueOf(text).getSize(),
                    retention.maxBytes()),
                options.duration("maxAge", maxAge, retention.maxAge())))
        .withMaxKeys(options.atLeast("maxKeys", 1, maxKeys, defaults.maxKeys()))
        .withTombstoneRetention(
            options.duration(
                "tombstoneRetention", tombstoneRetention, defaults.tombstoneRetention()))
        .withAllowedSkew(options.duration("allowedSkew", allowedSkew, defaults.allowedSkew()))
        .withMaxSnapshots(options.atLeast("maxSnapshots", 1, maxSnapshots, defaults.maxSnapshots()))
        .withSnapshotMaxAge(
            options.duration("snapshotMaxAge", snapshotMaxAge, defaults.snapshotMaxAge()));
  }
}
