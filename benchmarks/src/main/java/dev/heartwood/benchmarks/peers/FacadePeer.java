package dev.heartwood.benchmarks.peers;

import java.nio.file.Path;

final class FacadePeer {
  private FacadePeer() {}

  static Peer start(Path file, int ringSize, Workload workload) {
    throw new IllegalStateException(file + " " + ringSize + workload);
  }
}
