package dev.heartwood.service.query;

import dev.heartwood.service.entry.LogEntry;
import java.util.Comparator;

/** By timestamp, and by sequence among equal ones. */
public enum Order {
  NEWEST_FIRST,
  OLDEST_FIRST;

  private static final Comparator<LogEntry> BY_TIME =
      Comparator.comparing(LogEntry::timestamp).thenComparingLong(LogEntry::sequence);

  public Comparator<LogEntry> comparator() {
    return this == OLDEST_FIRST ? BY_TIME : BY_TIME.reversed();
  }
}
