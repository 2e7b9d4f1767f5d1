package dev.heartwood.benchmarks.peers;

/**
 * What does the library use at a steady 1,000 events a second? In percent of one core, without the
 * thread that makes the calls, since that one mostly pays for waking up a thousand times.
 */
record SlowTraffic(int calls) implements Measure {
  private static final long INTERVAL_NANOS = 1_000_000;

  @Override
  public void run(Session session) {
    int first = session.takeOrders(calls);
    Cost before = Cost.now();
    long callerBefore = Cost.cpuOfCaller();
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      Session.parkUntil(start + i * INTERVAL_NANOS);
      session.log(first + i);
    }
    long caller = Cost.cpuOfCaller() - callerBefore;
    long all = Cost.now().minus(before).cpuNanos();
    session.report("slowCpu", 100.0 * (all - caller) / (System.nanoTime() - start));
  }
}
