package dev.heartwood.config;

import dev.heartwood.LogHandler;
import dev.heartwood.StatusReporter;
import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.KeyExtractor;
import dev.heartwood.store.PersistenceConfig;
import dev.heartwood.store.Retention;
import dev.heartwood.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the definition of a store. */
final class StoreReader {
  private StoreReader() {}

  static StoreConfig read(String name, Section body) {
    StoreConfig d = StoreConfig.DEFAULT;
    return body.checked(
        () ->
            d.withName(name)
                .withKey(body.get("key", v -> v.parsed(KeyExtractor::parse), d.key()))
                .withRetention(retention(body))
                .withMaxKeys(body.get("maxKeys", Value::integer, d.maxKeys()))
                .withTombstoneRetention(
                    body.get("tombstoneRetention", Value::time, d.tombstoneRetention()))
                .withAllowedSkew(body.get("allowedSkew", Value::time, d.allowedSkew()))
                .withMaxSnapshots(body.get("maxSnapshots", Value::integer, d.maxSnapshots()))
                .withSnapshotMaxAge(body.get("snapshotMaxAge", Value::time, d.snapshotMaxAge())));
  }

  private static Retention retention(Section body) {
    Retention d = Retention.DEFAULT;
    return new Retention(
        body.get("maxRecords", Value::number, d.maxRecords()),
        body.get("maxBytes", Value::bytes, d.maxBytes()),
        body.get("maxAge", Value::time, d.maxAge()));
  }

  /** Null if the store is to be in memory. */
  static @Nullable PersistenceConfig readPersistence(Section body, StatusReporter status) {
    if (!body.has("persistTo")) {
      if (body.has("persistFsync")) {
        throw body.at("persistFsync").fault("persistFsync needs persistTo");
      }
      return null;
    }
    return PersistenceConfig.in(Path.of(body.required("persistTo").nonBlank()))
        .withFsync(body.get("persistFsync", Value::bool, false))
        .withStatus(status);
  }

  static LogHandler opened(StoreConfig config, PersistenceConfig persistence) {
    try {
      return CompactingStore.open(config, persistence);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "persistTo [" + persistence.directory() + "] cannot be opened: " + e.getMessage(), e);
    }
  }
}
