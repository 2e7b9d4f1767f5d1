package dev.heartwood.benchmarks.peers;

import org.HdrHistogram.Histogram;

/**
 * How long does a call take at a steady 100,000 a second? In ns, of the call itself (service) and
 * from the moment at which it should have been made (response), so that a stall is not hidden.
 */
record Paced(int calls) implements Measure {
  static final double[] PERCENTILES = {50, 99, 99.9, 99.99, 100};

  private static final long INTERVAL_NANOS = 10_000;

  @Override
  public void run(Session session) throws Exception {
    Histogram service = new Histogram(3);
    Histogram response = new Histogram(3);
    session.warmMemory(calls);
    call(session, calls, service, response);
    session.awaitLastByte();
    for (double percentile : PERCENTILES) {
      session.report("service" + percentile, service.getValueAtPercentile(percentile));
      session.report("response" + percentile, response.getValueAtPercentile(percentile));
    }
  }

  static void call(Session session, int calls, Histogram service, Histogram response) {
    int first = session.takeOrders(calls);
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      long due = start + i * INTERVAL_NANOS;
      Session.spinUntil(due);
      long before = System.nanoTime();
      session.log(first + i);
      long after = System.nanoTime();
      service.recordValue(after - before);
      response.recordValue(after - due);
    }
  }
}
