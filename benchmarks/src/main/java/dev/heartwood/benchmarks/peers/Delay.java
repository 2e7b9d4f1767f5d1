package dev.heartwood.benchmarks.peers;

import org.HdrHistogram.Histogram;

/** How long from a call to its line in the file, at a steady 1,000 calls a second? In us. */
record Delay(int calls) implements Measure {
  private static final long INTERVAL_NANOS = 1_000_000;
  private static final long PATIENCE_NANOS = 1_000_000_000;

  @Override
  public void run(Session session) throws Exception {
    Histogram nanos = new Histogram(3);
    int first = session.takeOrders(calls);
    long[] called = new long[calls];
    int[] seen = {0};
    try (Tail tail =
        new Tail(
            session.file,
            order -> {
              if (order >= first && order < first + calls) {
                nanos.recordValue(System.nanoTime() - called[order - first]);
                seen[0]++;
              }
            })) {
      long start = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        tail.readUntil(start + i * INTERVAL_NANOS);
        called[i] = System.nanoTime();
        session.log(first + i);
      }
      long enough = System.nanoTime() + PATIENCE_NANOS;
      while (seen[0] < calls && System.nanoTime() < enough) {
        tail.readUntil(System.nanoTime() + INTERVAL_NANOS);
      }
    }
    for (int late = seen[0]; late < calls; late++) {
      nanos.recordValue(PATIENCE_NANOS);
    }
    session.report("delay50", nanos.getValueAtPercentile(50) / 1e3);
    session.report("delay99", nanos.getValueAtPercentile(99) / 1e3);
    session.report("delayMax", nanos.getMaxValue() / 1e3);
  }
}
