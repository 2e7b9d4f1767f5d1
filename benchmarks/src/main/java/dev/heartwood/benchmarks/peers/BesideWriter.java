package dev.heartwood.benchmarks.peers;

import org.HdrHistogram.Histogram;

/**
 * How long does a call take at a steady 100,000 a second while somebody writes to the same disk and
 * waits for it, over and over? In ns, of the call itself; and how often the neighbour came round.
 *
 * @param blocks how much is written before each force, in MiB
 * @param syncing see {@link DiskNoise}
 */
record BesideWriter(int calls, int blocks, boolean syncing) implements Measure {
  static final double[] PERCENTILES = {99, 99.9, 99.99, 100};

  @Override
  public void run(Session session) throws Exception {
    String name = syncing ? "sync" : "fsync";
    Histogram service = new Histogram(3);
    try (DiskNoise noise = new DiskNoise(session.file.resolveSibling("noise"), blocks, syncing)) {
      Paced.call(session, calls, service, new Histogram(3));
      session.report(name + "Rounds", noise.end());
    }
    session.awaitLastByte();
    report(session, name, service);
  }

  static void report(Session session, String name, Histogram service) {
    for (double percentile : PERCENTILES) {
      session.report(name + percentile, service.getValueAtPercentile(percentile));
    }
  }
}
