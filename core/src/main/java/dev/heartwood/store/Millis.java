package dev.heartwood.store;

import java.time.Duration;

/** Durations as milliseconds, however long: one beyond 64 bits is as good as for ever. */
final class Millis {
  private Millis() {}

  static long saturated(Duration duration) {
    return duration.getSeconds() >= Long.MAX_VALUE / 1000 ? Long.MAX_VALUE : duration.toMillis();
  }
}
