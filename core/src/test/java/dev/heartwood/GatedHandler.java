package dev.heartwood;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds whoever delivers the first event until opened: a stuck sink that a test controls. */
public final class GatedHandler extends RecordingHandler {
  private static final long DEADLINE_SECONDS = 30;

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);

  @Override
  public void handle(LogEvent event) {
    entered.countDown();
    await(gate);
    super.handle(event);
  }

  /** Waits until a thread stands at the gate. */
  public void awaitEntered() {
    await(entered);
  }

  public void open() {
    gate.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody came within " + DEADLINE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
