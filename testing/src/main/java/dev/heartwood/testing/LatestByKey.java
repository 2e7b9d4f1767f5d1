package dev.heartwood.testing;

import dev.heartwood.LogRecord;
import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.KeyExtractor;
import dev.heartwood.store.Retention;
import dev.heartwood.store.Snapshot;
import dev.heartwood.store.StoreConfig;
import dev.heartwood.store.StoredRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The newest record of each key among some records: what a real store says of them. */
final class LatestByKey {
  private final List<StoredRecord> winners;

  private LatestByKey(List<StoredRecord> winners) {
    this.winners = winners;
  }

  static LatestByKey of(List<LogRecord> records, String key) {
    StoreConfig config =
        StoreConfig.DEFAULT
            .withName("captured")
            .withKey(KeyExtractor.parse(key))
            .withRetention(Retention.NONE)
            .withMaxKeys(Math.max(1, records.size()));
    try (CompactingStore store = new CompactingStore(config)) {
      for (LogRecord record : records) {
        store.handle(record);
      }
      try (Snapshot snapshot = store.snapshot()) {
        return new LatestByKey(snapshot.latest());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a store in memory has nothing that fails
    }
  }

  Optional<LogRecord> get(String key) {
    return winners.stream()
        .filter(winner -> key.equals(winner.key()))
        .map(StoredRecord::record)
        .findFirst();
  }

  List<LogRecord> all() {
    return winners.stream().map(StoredRecord::record).toList();
  }
}
