package dev.heartwood.service;

import dev.heartwood.service.storage.Stats;
import java.time.Instant;
import java.util.Objects;

/**
 * Counts, and the moment for which they are right.
 *
 * @param cached whether they were counted for an earlier question
 */
public record TimedStats(Stats stats, Instant asOf, boolean cached) {
  public TimedStats {
    Objects.requireNonNull(stats, "stats");
    Objects.requireNonNull(asOf, "asOf");
  }
}
