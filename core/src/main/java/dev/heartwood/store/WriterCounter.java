package dev.heartwood.store;

import java.util.concurrent.atomic.AtomicLong;

/** A number that one thread at a time changes and any thread reads: no atomic add needed. */
final class WriterCounter {
  private final AtomicLong value = new AtomicLong();

  void add(long amount) {
    value.setRelease(value.getPlain() + amount);
  }

  long get() {
    return value.getAcquire();
  }
}
