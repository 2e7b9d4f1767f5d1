package dev.heartwood.benchmarks.service;

/**
 * What is acknowledged and not yet found by questions.
 *
 * @param bytes of the journal that it lies in
 */
record Backlog(long entries, long bytes) {
  static final Backlog NONE = new Backlog(0, 0);
}
