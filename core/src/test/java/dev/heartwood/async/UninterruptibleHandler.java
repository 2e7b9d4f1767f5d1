package dev.heartwood.async;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import java.util.concurrent.CountDownLatch;

/** A stuck sink that not even an interrupt moves, until a test opens it. */
final class UninterruptibleHandler implements LogHandler {
  private final CountDownLatch entered = new CountDownLatch(1);
  private volatile boolean open;

  @Override
  public void handle(LogEvent event) {
    entered.countDown();
    while (!open) {
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
      Thread.interrupted();
    }
  }

  void awaitEntered() {
    try {
      entered.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  void open() {
    open = true;
  }
}
