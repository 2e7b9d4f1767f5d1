package dev.heartwood.benchmarks.peers;

import org.HdrHistogram.Histogram;

/**
 * How long does a call take at a steady 100,000 a second once the system has written all that it
 * held, as it does of itself every half minute? In ns, of the call itself. The calls get around no
 * ring in a file, so each page that they come to has been cleaned.
 */
record AfterSync(int calls) implements Measure {
  @Override
  public void run(Session session) throws Exception {
    Histogram service = new Histogram(3);
    DiskNoise.sync();
    Paced.call(session, calls, service, new Histogram(3));
    session.awaitLastByte();
    BesideWriter.report(session, "afterSync", service);
  }
}
