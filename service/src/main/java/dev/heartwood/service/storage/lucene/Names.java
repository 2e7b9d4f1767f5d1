package dev.heartwood.service.storage.lucene;

/** Names of the index's fields. */
final class Names {
  /** All that can be looked up; see {@link TermBuffer}. */
  static final String TERMS = "t";

  /** Nanoseconds since the start of the partition's day. */
  static final String TIME = "time";

  static final String SEQUENCE = "sequence";
  static final String SEVERITY = "severity";

  private Names() {}
}
