package dev.heartwood.benchmarks.peers;

import org.HdrHistogram.Histogram;

/** What does a call cost in a burst into an empty ring? In ns, calls only, median of the bursts. */
record Bursts(int bursts, int size) implements Measure {
  @Override
  public void run(Session session) throws Exception {
    Histogram nanosPerCall = new Histogram(3);
    for (int burst = 0; burst < bursts; burst++) {
      session.warmMemory(size);
      int first = session.takeOrders(size);
      long start = System.nanoTime();
      session.logAll(first, size);
      nanosPerCall.recordValue(Math.max(1, (System.nanoTime() - start) / size));
      session.awaitLastByte();
    }
    session.report("burst", nanosPerCall.getValueAtPercentile(50));
  }
}
