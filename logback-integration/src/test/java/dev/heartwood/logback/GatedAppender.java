package dev.heartwood.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A stock appender that keeps what it gets, and holds whoever brings it until opened. */
final class GatedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private static final long DEADLINE_SECONDS = 30;

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

  /** Never holds anybody. */
  static GatedAppender open(String name) {
    GatedAppender appender = closed(name);
    appender.open();
    return appender;
  }

  static GatedAppender closed(String name) {
    GatedAppender appender = new GatedAppender();
    appender.setName(name);
    return appender;
  }

  @Override
  protected void append(ILoggingEvent event) {
    entered.countDown();
    await(gate);
    events.add(event);
  }

  void awaitEntered() {
    await(entered);
  }

  void open() {
    gate.countDown();
  }

  List<ILoggingEvent> events() {
    return events;
  }

  List<String> messages() {
    return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** Uninterruptibly, as a sink stuck in a write is. */
  private static void await(CountDownLatch latch) {
    boolean interrupted = false;
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
      while (true) {
        try {
          if (!latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("nobody came within " + DEADLINE_SECONDS + " s");
          }
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
