package dev.heartwood.service.storage;

import dev.heartwood.service.entry.LogEntry;
import java.util.List;

/**
 * Part of a query's answer.
 *
 * @param total matches on all pages; at least that many if it is not exact
 * @param more whether entries follow this page
 */
public record Page(List<LogEntry> entries, long total, boolean exact, boolean more) {
  public Page {
    entries = List.copyOf(entries);
  }
}
