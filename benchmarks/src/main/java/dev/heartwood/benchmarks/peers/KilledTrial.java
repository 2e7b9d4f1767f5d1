package dev.heartwood.benchmarks.peers;

import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One JVM that logs at full speed until it is killed. The number of calls that returned stands in a
 * mapped file, which outlives the process.
 */
final class KilledTrial {
  private KilledTrial() {}

  /** Arguments: candidate, scenario, ring size, file, counter file. */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[3]);
    Peer peer = Candidate.of(args[0]).start(file, Integer.parseInt(args[2]), Workload.PLAIN);
    Session session = new Session(peer, file);
    MappedByteBuffer returned = map(Path.of(args[4]));
    for (int order = 0; order < Integer.MAX_VALUE; order++) {
      session.log(order);
      returned.putInt(0, order + 1);
    }
  }

  static MappedByteBuffer map(Path counter) throws java.io.IOException {
    try (FileChannel channel =
        FileChannel.open(
            counter,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, Integer.BYTES);
      mapped.order(ByteOrder.nativeOrder());
      return mapped;
    }
  }
}
