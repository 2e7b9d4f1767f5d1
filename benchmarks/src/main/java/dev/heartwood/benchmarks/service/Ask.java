package dev.heartwood.benchmarks.service;

import java.time.Duration;
import java.time.Instant;

/**
 * One question with its values.
 *
 * @param value the level, id, word or text asked for
 * @param service of {@link Question#NEWEST}
 * @param from start of the day of {@link Question#HISTOGRAM}
 */
record Ask(Question question, String value, String service, Instant from) {
  static final Duration DAY = Duration.ofDays(1);

  /** Entries that an answer lists. */
  static final int MOST = 100;

  static final Duration BAR = Duration.ofMinutes(10);

  Instant until() {
    return from.plus(DAY);
  }
}
