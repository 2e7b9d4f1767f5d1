package dev.heartwood.service.ingest.rules;

/** One rule. Any thread applies it. */
interface Rule {
  String name();

  /** What it says of an entry; a rate limit counts it. */
  Verdict apply(Subject subject);

  /** The same, without counting. */
  default Verdict preview(Subject subject) {
    return apply(subject);
  }

  /** A text that is told about an entry, with what this rule would mask in it masked. */
  default String mask(String text) {
    return text;
  }
}
