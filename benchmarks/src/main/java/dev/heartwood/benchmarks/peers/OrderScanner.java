package dev.heartwood.benchmarks.peers;

import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/** Finds the numbers that follow {@code "order "} in a stream of bytes. */
final class OrderScanner {
  private static final byte[] MARK = "order ".getBytes(StandardCharsets.US_ASCII);

  private final IntConsumer orders;
  private int matched;
  private int order = -1;

  OrderScanner(IntConsumer orders) {
    this.orders = orders;
  }

  void accept(int b) {
    boolean digit = b >= '0' && b <= '9';
    if (digit && order >= 0) {
      order = order * 10 + b - '0';
    } else if (digit && matched == MARK.length) {
      order = b - '0';
    } else {
      end();
      boolean next = matched < MARK.length && b == MARK[matched];
      matched = next ? matched + 1 : b == MARK[0] ? 1 : 0;
    }
  }

  /** No more bytes: a number at the very end counts, too. */
  void end() {
    if (order >= 0) {
      orders.accept(order);
      order = -1;
    }
  }
}
