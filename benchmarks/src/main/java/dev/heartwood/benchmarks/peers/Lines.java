package dev.heartwood.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/** What a file holds of the orders 0 to n-1: each must be there exactly once. */
record Lines(int missing, int doubled) {
  static Lines read(Path file, int orders) throws IOException {
    BitSet seen = new BitSet(orders);
    int[] doubled = {0};
    OrderScanner scanner =
        new OrderScanner(
            order -> {
              doubled[0] += seen.get(order) ? 1 : 0;
              seen.set(order);
            });
    byte[] block = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        for (int i = 0; i < n; i++) {
          scanner.accept(block[i]);
        }
      }
    }
    scanner.end();
    return new Lines(orders - seen.get(0, orders).cardinality(), doubled[0]);
  }
}
