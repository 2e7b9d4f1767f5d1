package dev.heartwood.service;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.ingest.Deletion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What may still be shown of the journal, which keeps everything until its segments go: not what
 * was deleted, nor what is older than its retention.
 */
record Visible(List<Deletion> deletions, Retention retention, Instant now) {
  boolean test(LogEntry entry) {
    return !isDeleted(entry) && !isOld(entry);
  }

  boolean isDeleted(LogEntry entry) {
    for (Deletion deletion : deletions) {
      if (deletion.hides(entry)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOld(LogEntry entry) {
    Duration age = retention.ageOf(entry.content().service());
    return !age.equals(Retention.FOREVER) && entry.timestamp().isBefore(now.minus(age));
  }
}
