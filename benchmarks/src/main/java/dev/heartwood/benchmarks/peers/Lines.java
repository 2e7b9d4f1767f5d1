package dev.heartwood.benchmarks.peers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/** What a file holds of the orders 0 to n-1: each must be there exactly once. */
record Lines(int missing, int doubled) {
  private static final byte[] MARK = "order ".getBytes(StandardCharsets.US_ASCII);

  static Lines read(Path file, int orders) throws IOException {
    BitSet seen = new BitSet(orders);
    int doubled = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      int matched = 0;
      int id = -1;
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (id >= 0 && b >= '0' && b <= '9') {
          id = id * 10 + b - '0';
        } else if (matched == MARK.length && id < 0 && b >= '0' && b <= '9') {
          id = b - '0';
        } else {
          if (id >= 0) {
            doubled += seen.get(id) ? 1 : 0;
            seen.set(id);
          }
          id = -1;
          matched =
              matched < MARK.length && b == MARK[matched] ? matched + 1 : b == MARK[0] ? 1 : 0;
        }
      }
    }
    return new Lines(orders - seen.cardinality(), doubled);
  }
}
