package dev.heartwood.service.ingest;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.query.Condition;

/**
 * What is no longer shown.
 *
 * @param before entries of a smaller sequence
 */
public record Deletion(Condition where, long before) {
  public boolean hides(LogEntry entry) {
    return entry.sequence() < before && where.test(entry);
  }
}
