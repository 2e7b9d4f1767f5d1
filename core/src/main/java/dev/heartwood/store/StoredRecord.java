package dev.heartwood.store;

import dev.heartwood.LogRecord;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record with the place that a store gave it.
 *
 * @param sequence position in arrival order: 0 for the first record of a store, without gaps
 * @param key what compaction keeps the newest record of; null if the record has none, which is then
 *     replayed but never the latest of anything
 */
public record StoredRecord(long sequence, @Nullable String key, LogRecord record) {
  public StoredRecord {
    Objects.requireNonNull(record, "record");
  }

  /** Whether this record removes its key from {@code latest}. */
  public boolean isTombstone() {
    return CompactingStore.isTombstone(record);
  }
}
