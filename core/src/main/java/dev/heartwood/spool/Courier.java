package dev.heartwood.spool;

import dev.heartwood.EpochNanos;
import dev.heartwood.KeyValue;
import dev.heartwood.LogHandler;
import dev.heartwood.LogRecord;
import dev.heartwood.journal.JournalReader;
import dev.heartwood.ring.WorkerThread;
import dev.heartwood.wire.CorruptEventException;
import dev.heartwood.wire.EventView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Carries records from the spool to the destination, in order, each until it is taken or refused
 * for good. Survives whatever the destination throws.
 *
 * <pre>
 * field                        written by  read by             ordering
 * settledEnd and all counters  courier     anybody             volatile
 * oldestNanos                  courier     anybody             volatile
 * closing                      closer      courier             latch: ends its pauses
 * closeDeadline                closer      courier             before closing
 * others                       courier     courier             plain
 * </pre>
 */
final class Courier {
  /** The logger that notices of losses come from. */
  static final String LOGGER = "dev.heartwood.spool";

  private static final Duration IDLE = Duration.ofMillis(50);
  private static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;
  private static final long NOTHING_WAITS = Long.MIN_VALUE;

  private final SpoolConfig config;
  private final JournalReader reader;
  private final @Nullable JournalReader batchEnd;
  private final LogHandler remote;
  private final Breaker breaker;
  private final EventView view = new EventView();
  private final List<Waiting> waiting = new ArrayList<>();
  private final WorkerThread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();

  private long sameBatchUntil;
  private boolean refusing;
  private long toldRetired;
  private long corrupt;
  private volatile long closeDeadline;
  private volatile long settledEnd;
  private volatile long oldestNanos = NOTHING_WAITS;
  private volatile long read;
  private volatile long readBytes;
  private volatile long delivered;
  private volatile long refused;
  private volatile long lost;
  private volatile long damaged;
  private volatile long failures;
  private volatile long notices;

  /**
   * @param batchEnd keeps note of where the batch in hand ends; null if the destination does not
   *     care
   */
  Courier(
      SpoolConfig config,
      JournalReader reader,
      @Nullable JournalReader batchEnd,
      LogHandler remote) {
    this.config = config;
    this.reader = reader;
    this.batchEnd = batchEnd;
    this.remote = remote;
    sameBatchUntil = batchEnd == null ? 0 : batchEnd.nextSequence();
    breaker = new Breaker(config);
    settledEnd = reader.nextSequence();
    thread = new WorkerThread("heartwood-" + config.name(), true, this::run);
  }

  void start() {
    thread.start();
  }

  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** All records before this one are settled. */
  long settledEnd() {
    return settledEnd;
  }

  long read() {
    return read;
  }

  long readBytes() {
    return readBytes;
  }

  Duration oldest() {
    long oldest = oldestNanos;
    long now = EpochNanos.of(config.clock().instant());
    return oldest == NOTHING_WAITS ? Duration.ZERO : Duration.ofNanos(Math.max(0, now - oldest));
  }

  SpoolStats stats(long found, long appended, long cut, SpoolLag lag) {
    return new SpoolStats(
        found,
        appended,
        cut,
        delivered,
        refused,
        lost,
        damaged,
        failures,
        notices,
        breaker.state(),
        lag);
  }

  /** Waits until everything before a sequence is settled; false at the deadline, or interrupted. */
  boolean awaitSettled(long end, long deadlineNanos) {
    lock.lock();
    try {
      while (settledEnd < end) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0 || ended.getCount() == 0) {
          return false;
        }
        moved.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Goes on while all goes well, at most until the deadline; then interrupts and lets be. */
  boolean close(Duration timeout, Duration lastChance) {
    closeDeadline = System.nanoTime() + timeout.toNanos();
    closing.countDown();
    if (isCurrent() || awaitEnd(timeout)) {
      return true;
    }
    thread.interrupt();
    return awaitEnd(lastChance);
  }

  private boolean awaitEnd(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
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

  private void run() {
    thread.depth(1); // what the destination logs meanwhile is not spooled by way of a ring
    try {
      while (!isOver()) {
        work();
      }
    } finally {
      try {
        remote.close();
      } catch (Throwable e) {
        config.status().error(what() + ": the destination failed to close", e);
      }
      ended.countDown();
      signal();
    }
  }

  private boolean isOver() {
    return closing.getCount() == 0
        && (breaker.isFailing()
            || (waiting.isEmpty() && reader.behind() == 0)
            || closeDeadline - System.nanoTime() <= 0);
  }

  private void work() {
    try {
      if (waiting.isEmpty()) {
        fill();
      }
      if (!waiting.isEmpty()) {
        deliver();
      }
    } catch (InterruptedException e) {
      // A flag that the destination left behind, or the closer: isOver tells.
    } catch (Throwable e) {
      failed("cannot be read or delivered", e);
    }
  }

  private void fill() throws IOException, InterruptedException {
    long bytes = 0;
    boolean more = reader.next(IDLE);
    while (more) {
      bytes += reader.length();
      take();
      more = batchGoesOn(bytes) && reader.next();
    }
    noteBatchEnd();
    lost = reader.retired();
    damaged = reader.damaged() + corrupt;
    if (waiting.isEmpty() && reader.nextSequence() != settledEnd) {
      settle(reader.nextSequence()); // nothing but damage
    }
    tellOldest();
  }

  private boolean batchGoesOn(long bytes) {
    long next = reader.nextSequence();
    return next < sameBatchUntil
        || next != sameBatchUntil
            && waiting.size() < config.maxBatchEvents()
            && bytes < MAX_BATCH_BYTES;
  }

  /** So that the same records make a batch once more, should this process not live to settle it. */
  private void noteBatchEnd() {
    JournalReader end = batchEnd;
    try {
      if (end != null && end.nextSequence() < reader.nextSequence()) {
        end.moveTo(reader.nextSequence());
        end.commit();
      }
    } catch (IOException | RuntimeException e) {
      config.status().error(what() + ": its batch cannot be noted, records may come twice", e);
    }
  }

  private void take() {
    if (reader.missing() > 0) {
      waiting.add(notice(reader.missing(), reader.retired() - toldRetired));
      toldRetired = reader.retired();
    }
    read++;
    readBytes += reader.length();
    try {
      view.read(reader.buffer(), reader.offset(), reader.length());
      waiting.add(new Waiting(view.toRecord(), reader.sequence(), reader.epochNanos(), false));
    } catch (CorruptEventException e) {
      corrupt++;
      config.status().error(what() + ": record " + reader.sequence() + " is lost", e);
    }
  }

  private void deliver() throws InterruptedException {
    Attempt attempt = Attempt.at(remote, waiting);
    delivered += attempt.delivered() - attempt.notices();
    notices += attempt.notices();
    refused += attempt.refused();
    tellRefusal(attempt);
    waiting.subList(0, attempt.settled()).clear();
    tellOldest();
    if (attempt.settled() > 0) {
      settle(waiting.isEmpty() ? reader.nextSequence() : waiting.get(0).sequence());
    }
    if (attempt.failure() != null) {
      failed("does not take events now", attempt.failure());
    } else if (breaker.isFailing()) {
      breaker.succeeded();
      config.status().report(Level.INFO, what() + ": the destination takes events again", null);
    }
  }

  private void failed(String trouble, Throwable cause) {
    failures++;
    if (!breaker.isFailing()) {
      config.status().report(Level.WARN, what() + ": the destination " + trouble, cause);
    }
    Duration pause = breaker.failed();
    Thread.interrupted(); // a flag that the destination left behind would end every pause at once
    try {
      closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // The closer does not want to wait any longer.
    }
    breaker.tryAgain();
  }

  private void tellRefusal(Attempt attempt) {
    if (attempt.refusal() == null) {
      refusing = refusing && attempt.settled() == 0;
    } else if (!refusing) {
      refusing = true;
      config
          .status()
          .error(
              what() + ": " + attempt.refused() + " records refused for good", attempt.refusal());
    }
  }

  private void settle(long sequence) {
    try {
      reader.commit(sequence);
    } catch (IOException | RuntimeException e) {
      config.status().error(what() + ": its position cannot be kept, records may come twice", e);
    }
    settledEnd = sequence;
    signal();
  }

  private void signal() {
    lock.lock();
    try {
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void tellOldest() {
    oldestNanos = waiting.isEmpty() ? NOTHING_WAITS : waiting.get(0).receivedNanos();
  }

  private Waiting notice(long missing, long full) {
    String message =
        missing
            + (missing == 1 ? " event" : " events")
            + " lost here: "
            + (full == missing
                ? "the spool was full"
                : full == 0 ? "the spool was damaged" : "the spool was full, and damaged");
    config.status().warn(what() + ": " + message);
    LogRecord record =
        new LogRecord(
            config.clock().instant(),
            Level.WARN,
            LOGGER,
            thread.getName(),
            message,
            List.of(),
            message,
            List.of(new KeyValue("spool", config.name()), new KeyValue("lost", missing)),
            List.of(),
            Map.of(),
            null,
            null);
    return new Waiting(record, reader.sequence(), reader.epochNanos(), true);
  }

  private String what() {
    return "spool [" + config.directory() + "]";
  }
}
