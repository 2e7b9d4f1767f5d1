package dev.heartwood;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Counts the events that came from a thread which did not hold it. */
public final class HeldHandler extends RecordingHandler {
  private final AtomicReference<Thread> holder = new AtomicReference<>();
  private final AtomicInteger unheld = new AtomicInteger();

  @Override
  public void handle(LogEvent event) {
    if (holder.get() != Thread.currentThread()) {
      unheld.incrementAndGet();
    }
    super.handle(event);
  }

  @Override
  public boolean hold() {
    return holder.compareAndSet(null, Thread.currentThread());
  }

  @Override
  public void release() {
    if (!holder.compareAndSet(Thread.currentThread(), null)) {
      throw new IllegalStateException("released by who does not hold it");
    }
  }

  public boolean isHeld() {
    return holder.get() != null;
  }

  public int unheld() {
    return unheld.get();
  }
}
