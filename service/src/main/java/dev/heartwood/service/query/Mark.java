package dev.heartwood.service.query;

import dev.heartwood.service.entry.LogEntry;
import java.time.Instant;

/** A place in the order of a query's answer: the next page begins behind it. */
public record Mark(Instant timestamp, long sequence) {
  public static Mark of(LogEntry entry) {
    return new Mark(entry.timestamp(), entry.sequence());
  }

  /** Whether an entry stands behind this place. */
  public boolean isBefore(LogEntry entry, Order order) {
    int compared = timestamp.compareTo(entry.timestamp());
    if (compared == 0) {
      compared = Long.compare(sequence, entry.sequence());
    }
    return order == Order.OLDEST_FIRST ? compared < 0 : compared > 0;
  }
}
