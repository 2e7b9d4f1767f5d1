package dev.heartwood.service.ingest.rules;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What rules look at.
 *
 * @param address of the sender; null for code in the same process
 */
record Subject(LogContent content, @Nullable String address, Instant received) {
  /** When it happened, or else when it arrived. */
  Instant time() {
    Instant timestamp = content.timestamp();
    return timestamp == null ? received : timestamp;
  }

  /** As an entry without an id: for questions that are asked of entries. */
  LogEntry asEntry() {
    return new LogEntry("", 0, time(), received, content);
  }

  Subject with(LogContent value) {
    return new Subject(value, address, received);
  }
}
