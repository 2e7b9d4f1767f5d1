package dev.heartwood.benchmarks.peers;

/**
 * One logging library, set up to write to a file. A fork uses exactly one peer with one workload,
 * so that its call site is as the JIT would see it in an application.
 */
interface Peer extends AutoCloseable {
  /** One call of the workload; {@code id} is found again in the line. */
  void log(int id, double price, String customer);

  /** Delivers everything and ends the library's threads. */
  @Override
  void close();
}
