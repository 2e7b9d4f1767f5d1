package dev.heartwood.service.ingest.rules;

import dev.heartwood.service.entry.LogContent;
import java.time.Duration;

/** What the rules say of an entry. */
public sealed interface Verdict {
  /** It is kept, as this: another object if something was masked. */
  record Pass(LogContent content) implements Verdict {}

  /** It is left out. */
  record Drop(String rule) implements Verdict {}

  /**
   * It comes too soon.
   *
   * @param detail for people
   * @param retryAfter after which one more of its kind would pass
   */
  record Limit(String rule, String detail, Duration retryAfter) implements Verdict {}
}
