package dev.heartwood.benchmarks.peers;

/** One question to a running peer; what it finds out it reports to the {@link Session} by name. */
interface Measure {
  void run(Session session) throws Exception;
}
