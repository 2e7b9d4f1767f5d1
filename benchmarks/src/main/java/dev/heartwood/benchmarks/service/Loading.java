package dev.heartwood.benchmarks.service;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Fills an engine with batches over several connections, at full speed or at a rate, and waits
 * until a question for everything finds all of it.
 *
 * <pre>
 * field                written by     read by        ordering
 * next, ids, retries,  senders        caller         thread-safe types
 * acknowledged
 * stopped              caller         senders        volatile
 * peak                 the watcher    caller         volatile, one writer
 * </pre>
 */
final class Loading {
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LOOK_MILLIS = 250;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long FOUND_LIMIT_NANOS = TimeUnit.MINUTES.toNanos(30);

  /**
   * What came of it; times in seconds from the first byte sent.
   *
   * @param clientProcessor seconds of processor time of this process
   * @param serverProcessor until all was found
   * @param othersProcessor what everything else on this machine took until then, which should be
   *     nothing
   */
  record Result(
      long entries,
      double acknowledgedAfter,
      double foundAfter,
      Histogram latencies,
      long retries,
      Backlog peak,
      double clientProcessor,
      double serverProcessor,
      double othersProcessor) {
    double acknowledgedPerSecond() {
      return entries / acknowledgedAfter;
    }

    double foundPerSecond() {
      return entries / foundAfter;
    }
  }

  private final Engine engine;
  private final Bodies bodies;
  private final long firstNumber;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong acknowledged = new AtomicLong();
  private final LongAdder retries = new LongAdder();
  private final Histogram latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(5), 3);
  private final List<String> ids = Collections.synchronizedList(new ArrayList<>());
  private volatile Backlog peak = Backlog.NONE;
  private volatile boolean stopped;

  /**
   * @param firstNumber of the first batch, which no other batch of the engine has
   */
  Loading(Engine engine, Bodies bodies, long firstNumber) {
    this.engine = engine;
    this.bodies = bodies;
    this.firstNumber = firstNumber;
  }

  /**
   * @param before entries that are found already
   */
  Result atFullSpeed(int connections, long before) throws IOException, InterruptedException {
    double serverStart = engine.processorSeconds();
    double clientStart = processorSeconds();
    double machineStart = ServerProcess.processorSecondsOfAll();
    Thread watcher = watcher();
    watcher.start();
    long start = System.nanoTime();
    send(connections, 0);
    long acknowledgedAt = System.nanoTime();
    double client = processorSeconds() - clientStart;
    awaitFound(engine, before + acknowledged.get());
    long foundAt = System.nanoTime();
    double server = engine.processorSeconds() - serverStart;
    double ours = server + processorSeconds() - clientStart;
    double machine = ServerProcess.processorSecondsOfAll() - machineStart;
    watcher.interrupt();
    watcher.join();
    return new Result(
        acknowledged.get(),
        (acknowledgedAt - start) / 1e9,
        (foundAt - start) / 1e9,
        latencies,
        retries.sum(),
        peak,
        client,
        server,
        Math.max(0, machine - ours));
  }

  /**
   * Sends at a rate, behind which a slow server may fall, until {@link #stop} or the end.
   *
   * @return entries that were acknowledged each second
   */
  double atRate(int connections, double entriesPerSecond) throws IOException, InterruptedException {
    long start = System.nanoTime();
    send(connections, entriesPerSecond);
    return acknowledged.get() * 1e9 / (System.nanoTime() - start);
  }

  void stop() {
    stopped = true;
  }

  long acknowledged() {
    return acknowledged.get();
  }

  /** An id of each batch that was acknowledged. */
  List<String> ids() {
    return List.copyOf(ids);
  }

  /** Waits until so many are found. */
  static void awaitFound(Engine engine, long expected) throws IOException {
    long limit = System.nanoTime() + FOUND_LIMIT_NANOS;
    long found = engine.count();
    while (found < expected) {
      if (System.nanoTime() > limit) {
        throw new IllegalStateException(expected + " entries must be found, was " + found);
      }
      LockSupport.parkNanos(POLL_NANOS);
      found = engine.count();
    }
    if (found != expected) {
      throw new IllegalStateException(expected + " entries must be found, was " + found);
    }
  }

  private void send(int connections, double rate) throws IOException, InterruptedException {
    ExecutorService senders = Executors.newFixedThreadPool(connections);
    try {
      List<Future<@Nullable Void>> running = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < connections; i++) {
        running.add(senders.submit(() -> sendParts(start, rate)));
      }
      for (Future<@Nullable Void> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a batch was not taken: " + e.getCause(), e);
    } finally {
      stopped = true;
      senders.shutdown();
    }
  }

  private @Nullable Void sendParts(long start, double rate) throws IOException {
    List<Bodies.Part> parts = bodies.parts();
    try (Engine.Sender sender = engine.sender()) {
      for (int i = next.getAndIncrement(); i < parts.size(); i = next.getAndIncrement()) {
        Bodies.Part part = parts.get(i);
        if (rate > 0) {
          parkUntil(start + (long) (i * part.entries() / rate * 1e9));
        }
        if (stopped) {
          return null;
        }
        send(sender, part, firstNumber + i);
      }
    }
    return null;
  }

  private void send(Engine.Sender sender, Bodies.Part part, long number) throws IOException {
    long sentAt = System.nanoTime();
    String id = sender.send(bodies, part, number);
    while (id == null) {
      retries.increment();
      LockSupport.parkNanos(AGAIN_NANOS);
      id = sender.send(bodies, part, number);
    }
    latencies.recordValue(System.nanoTime() - sentAt);
    acknowledged.addAndGet(part.entries());
    ids.add(id);
  }

  private static void parkUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private Thread watcher() {
    return new Thread(
        () -> {
          try {
            while (!Thread.interrupted()) {
              Backlog now = engine.backlog();
              peak =
                  new Backlog(
                      Math.max(peak.entries(), now.entries()), Math.max(peak.bytes(), now.bytes()));
              Thread.sleep(LOOK_MILLIS);
            }
          } catch (InterruptedException | IOException e) {
            return; // the load is over; if the server is, its senders say so
          }
        },
        "backlog-watcher");
  }

  static double processorSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }
}
