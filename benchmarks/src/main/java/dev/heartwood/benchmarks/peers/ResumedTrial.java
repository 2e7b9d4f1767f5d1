package dev.heartwood.benchmarks.peers;

import java.nio.file.Path;

/** One JVM after a killed one: starts the same peer on the same files, and stops it. */
final class ResumedTrial {
  private ResumedTrial() {}

  /** Arguments: candidate, scenario, ring size, file. */
  public static void main(String[] args) throws Exception {
    Peer peer =
        Candidate.of(args[0])
            .start(Path.of(args[3]), Integer.parseInt(args[2]), Scenario.of(args[1]).workload);
    peer.close();
    System.exit(0);
  }
}
