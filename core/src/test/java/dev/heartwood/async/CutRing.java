package dev.heartwood.async;

import static dev.heartwood.TestEvents.event;

import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process of its own that logs at full speed over a ring whose file is changed from outside,
 * until its input ends; says at each line of input how many events have arrived, and at last what
 * became of all.
 */
final class CutRing {
  private static final AtomicLong CALLS = new AtomicLong();
  private static final AtomicLong THROWN = new AtomicLong();
  private static final Queue<Thread> THREADS = new ConcurrentLinkedQueue<>();
  private static volatile boolean over;

  private CutRing() {}

  public static void main(String[] arguments) throws Exception {
    AtomicLong arrived = new AtomicLong();
    AsyncConfig config =
        AsyncConfig.DEFAULT
            .withRingFile(Path.of(arguments[0]))
            .withRingFileBytes(1 << 20)
            .withLossNotices(false)
            .withStatus((level, text, cause) -> System.err.println(level + " " + text));
    AsyncHandler async = new AsyncHandler(config, handled -> arrived.incrementAndGet());
    for (int t = 0; t < 2; t++) {
      start(async);
    }
    for (int at = System.in.read(); at >= 0; at = System.in.read()) {
      if (at == '\n') {
        System.out.println(arrived.get());
      }
    }
    over = true;
    for (Thread thread = THREADS.poll(); thread != null; thread = THREADS.poll()) {
      thread.join();
    }
    async.close();
    Delivery delivery = async.delivery();
    System.out.println(CALLS.get() + " " + THROWN.get() + " " + arrived.get());
    System.out.println(
        delivery.accepted()
            + " "
            + delivery.delivered()
            + " "
            + delivery.failed()
            + " "
            + delivery.inFlight());
    System.out.println(delivery.droppedTotal() + " " + delivery.dropped(DropReason.UNREADABLE));
  }

  /** An error that the JVM tells late may end a thread anywhere; another then takes its place. */
  private static void start(AsyncHandler async) {
    Thread thread = new Thread(() -> log(async));
    thread.setUncaughtExceptionHandler(
        (dead, e) -> {
          THROWN.incrementAndGet();
          start(async);
        });
    THREADS.add(thread);
    thread.start();
  }

  private static void log(AsyncHandler async) {
    while (!over) {
      try {
        CALLS.incrementAndGet();
        async.handle(event("a message of no great length"));
      } catch (Throwable e) {
        THROWN.incrementAndGet(); // what the JVM tells late, when the call has returned
      }
    }
  }
}
