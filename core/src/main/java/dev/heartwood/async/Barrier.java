package dev.heartwood.async;

import java.time.Duration;

/** What is done to several rings within the time that one of them has. */
final class Barrier {
  private Barrier() {}

  static boolean awaitAll(AsyncHandler[] handlers, Duration timeout) {
    long deadline = System.nanoTime() + Nanos.of(timeout);
    boolean all = true;
    for (AsyncHandler handler : handlers) {
      long left = Math.max(0, deadline - System.nanoTime());
      all &= handler.awaitDelivered(Duration.ofNanos(left));
    }
    return all;
  }

  static void closeAll(AsyncHandler[] handlers) {
    for (AsyncHandler handler : handlers) {
      handler.beginClose();
    }
    for (AsyncHandler handler : handlers) {
      handler.finishClose();
    }
  }
}
