package dev.heartwood.service.ingest.rules;

import dev.heartwood.service.entry.LogContent;
import java.util.function.UnaryOperator;

/** One rule. Any thread applies it. */
interface Rule {
  String name();

  /** What it says of an entry; a rate limit counts it. */
  Verdict apply(Subject subject);

  /** The same, without counting. */
  default Verdict preview(Subject subject) {
    return apply(subject);
  }

  /**
   * What this rule masks in an entry, for people; without the secrets.
   *
   * @param shownKey a key of metadata as it may be shown
   */
  default String masks(LogContent content, UnaryOperator<String> shownKey) {
    return "";
  }

  /** A text that is told about an entry, with what this rule would mask in it masked. */
  default String mask(String text) {
    return text;
  }
}
