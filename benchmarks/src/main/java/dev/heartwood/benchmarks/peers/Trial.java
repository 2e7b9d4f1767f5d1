package dev.heartwood.benchmarks.peers;

import java.nio.file.Path;

/**
 * One JVM: one peer, one scenario, and at the end every line read back. Prints {@code measured NAME
 * VALUE} lines, which {@link Comparison} collects.
 *
 * <p>Two collections run before the first measured call: in real life the slots of a ring and the
 * threads that log are old.
 */
final class Trial {
  private Trial() {}

  /** Arguments: candidate, scenario, ring size, file, and {@code full} or {@code quick}. */
  public static void main(String[] args) throws Exception {
    Scenario scenario = Scenario.of(args[1]);
    Path file = Path.of(args[3]);
    Plan plan = scenario.scaled(Plan.of(args[4]));
    Peer peer = Candidate.of(args[0]).start(file, Integer.parseInt(args[2]), scenario.workload);
    Session session = new Session(peer, file);
    warmUp(session, plan);
    for (Measure measure : scenario.measures(plan)) {
      measure.run(session);
    }
    peer.close();
    Lines lines = Lines.read(file, session.orders());
    session.report("missing", lines.missing());
    session.report("doubled", lines.doubled());
    System.exit(0);
  }

  private static void warmUp(Session session, Plan plan) throws Exception {
    int half = plan.warmup() / 2;
    session.logAll(session.takeOrders(plan.warmup()), plan.warmup());
    session.producers.submit(() -> session.logAll(session.takeOrders(half), half)).get();
    session.awaitLastByte();
    System.gc();
    System.gc();
  }
}
