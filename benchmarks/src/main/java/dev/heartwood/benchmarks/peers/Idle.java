package dev.heartwood.benchmarks.peers;

import java.util.concurrent.TimeUnit;

/**
 * What does silence cost, in percent of one core, and how long does the first event after it take
 * to the file, in us?
 */
record Idle(long millis) implements Measure {
  private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  @Override
  public void run(Session session) throws Exception {
    Session.parkUntil(System.nanoTime() + SETTLE_NANOS);
    Cost before = Cost.now();
    long start = System.nanoTime();
    Session.parkUntil(start + TimeUnit.MILLISECONDS.toNanos(millis));
    double cpuNanos = Cost.now().minus(before).cpuNanos();
    session.report("idleCpu", 100 * cpuNanos / (System.nanoTime() - start));
    firstEvent(session);
  }

  private static void firstEvent(Session session) throws Exception {
    int order = session.takeOrders(1);
    long[] seen = {0};
    try (Tail tail =
        new Tail(session.file, found -> seen[0] = found == order ? System.nanoTime() : seen[0])) {
      long called = System.nanoTime();
      session.log(order);
      while (seen[0] == 0 && System.nanoTime() - called < PATIENCE_NANOS) {
        tail.readUntil(System.nanoTime());
      }
      session.report("firstEvent", (seen[0] == 0 ? PATIENCE_NANOS : seen[0] - called) / 1e3);
    }
  }
}
