package dev.heartwood.service;

import dev.heartwood.service.entry.LogEntry;
import java.util.List;
import java.util.Objects;

/**
 * An entry among its neighbours.
 *
 * @param before the entries before it, the oldest first
 * @param after the entries after it, the oldest first
 */
public record Context(List<LogEntry> before, LogEntry entry, List<LogEntry> after) {
  public Context {
    before = List.copyOf(before);
    Objects.requireNonNull(entry, "entry");
    after = List.copyOf(after);
  }
}
