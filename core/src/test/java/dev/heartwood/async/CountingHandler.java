package dev.heartwood.async;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import java.util.concurrent.atomic.AtomicLong;

/** Counts events and notices, and checks that the numbers of each thread come in order. */
final class CountingHandler implements LogHandler {
  private final long[] lastOfThread;
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong notices = new AtomicLong();
  private final AtomicLong outOfOrder = new AtomicLong();

  /** Events carry two arguments: the number of their thread, and their number within it. */
  CountingHandler(int threads) {
    lastOfThread = new long[threads];
    java.util.Arrays.fill(lastOfThread, -1);
  }

  @Override
  public void handle(LogEvent event) {
    if (event.loggerName().equals(LossNotices.LOGGER)) {
      notices.incrementAndGet();
      return;
    }
    events.incrementAndGet();
    int thread = (Integer) event.arguments().get(0);
    long number = (Long) event.arguments().get(1);
    if (number <= lastOfThread[thread]) {
      outOfOrder.incrementAndGet();
    }
    lastOfThread[thread] = number;
  }

  long events() {
    return events.get();
  }

  long notices() {
    return notices.get();
  }

  long outOfOrder() {
    return outOfOrder.get();
  }
}
