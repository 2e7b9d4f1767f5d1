package dev.heartwood.benchmarks.peers;

/**
 * A measure that is taken several times in one JVM, and of each of its figures the median: a first
 * time the JVM still compiles what that alone has shown it.
 */
record Repeated(int rounds, Measure measure) implements Measure {
  @Override
  public void run(Session session) throws Exception {
    session.collect();
    for (int i = 0; i < rounds; i++) {
      measure.run(session);
    }
    session.reportMedians();
  }
}
