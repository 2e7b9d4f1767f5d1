package dev.heartwood.benchmarks.peers;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * One fork: one peer, one workload, every measure, and at the end every line read back. Prints
 * {@code measure value} lines, which {@link Comparison} collects.
 *
 * <ul>
 *   <li><b>sustained</b>: from the first call until the file holds the last line, blocking when
 *       full.
 *   <li><b>burst</b>: the calls only, into a ring that is empty at first.
 *   <li><b>latency</b>: at a paced 100,000 calls a second, of the call itself (service) and from
 *       the moment at which it should have been made (response), so that a stall is not hidden.
 *   <li><b>allocation</b>: on the calling thread; and on every thread, which adds the worker.
 * </ul>
 *
 * Two collections run before the first measured call: in real life the slots of a ring are old.
 */
final class Trial {
  private static final String CUSTOMER = "customer-4711";
  private static final long PACE_NANOS = 10_000;

  private final Peer peer;
  private final Path file;
  private final Plan plan;
  private int nextId;

  /** How many events each measure takes; the quick plan only shows that everything still runs. */
  record Plan(
      int warmup, int bursts, int burstSize, int pacedCalls, int sustained, long idleMillis) {
    static final Plan FULL = new Plan(1_000_000, 5, 200_000, 300_000, 5_000_000, 10_000);
    static final Plan QUICK = new Plan(20_000, 1, 10_000, 5_000, 50_000, 200);
  }

  private Trial(Peer peer, Path file, Plan plan) {
    this.peer = peer;
    this.file = file;
    this.plan = plan;
  }

  /** Arguments: candidate, workload, ring size, file, and {@code full} or {@code quick}. */
  public static void main(String[] args) throws Exception {
    Candidate candidate = Candidate.of(args[0]);
    Workload workload = Workload.valueOf(args[1]);
    Path file = Path.of(args[3]);
    Plan plan = args[4].equals("quick") ? Plan.QUICK : Plan.FULL;
    Peer peer = candidate.start(file, Integer.parseInt(args[2]), workload);
    new Trial(peer, file, plan).run();
  }

  private void run() throws Exception {
    sustained(1, plan.warmup());
    sustained(2, plan.warmup());
    System.gc();
    System.gc();
    bursts();
    paced();
    report("sustained1", sustainedWithCost(1));
    report("sustained2", sustained(2, plan.sustained()));
    idle();
    peer.close();
    Lines lines = Lines.read(file, nextId);
    report("missing", lines.missing());
    report("doubled", lines.doubled());
    System.exit(0);
  }

  private void bursts() throws Exception {
    Histogram nanosPerCall = new Histogram(3);
    for (int burst = 0; burst < plan.bursts(); burst++) {
      long start = System.nanoTime();
      call(nextId, plan.burstSize());
      nanosPerCall.recordValue(Math.max(1, (System.nanoTime() - start) / plan.burstSize()));
      nextId += plan.burstSize();
      awaitLines();
    }
    report("burstNanos", nanosPerCall.getValueAtPercentile(50));
  }

  private void paced() throws Exception {
    Histogram service = new Histogram(3);
    Histogram response = new Histogram(3);
    long start = System.nanoTime();
    for (int i = 0; i < plan.pacedCalls(); i++) {
      long due = start + i * PACE_NANOS;
      while (System.nanoTime() < due) {
        Thread.onSpinWait();
      }
      long before = System.nanoTime();
      peer.log(nextId + i, 101.25, CUSTOMER);
      long after = System.nanoTime();
      service.recordValue(after - before);
      response.recordValue(Math.max(0, after - due));
    }
    nextId += plan.pacedCalls();
    awaitLines();
    for (double percentile : new double[] {50, 99, 99.9, 99.99, 100}) {
      report("service" + percentile, service.getValueAtPercentile(percentile));
      report("response" + percentile, response.getValueAtPercentile(percentile));
    }
  }

  private double sustainedWithCost(int producers) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long gcBefore = gcMillis();
    long cpuBefore = system.getProcessCpuTime();
    long allBefore = allocatedByAll(threads);
    long callerBefore = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    call(nextId, plan.sustained());
    long callerAfter = threads.getCurrentThreadAllocatedBytes();
    nextId += plan.sustained();
    awaitLines();
    double rate = rate(plan.sustained(), System.nanoTime() - start);
    double events = plan.sustained();
    report("cpuNanos", (system.getProcessCpuTime() - cpuBefore) / events);
    report("bytesPerCall", (callerAfter - callerBefore) / events);
    report("bytesPerEvent", (allocatedByAll(threads) - allBefore) / events);
    report("gcMillis", gcMillis() - gcBefore);
    return rate;
  }

  private double sustained(int producers, int events) throws Exception {
    int each = events / producers;
    CountDownLatch ready = new CountDownLatch(producers);
    CountDownLatch go = new CountDownLatch(1);
    Thread[] threads = new Thread[producers];
    for (int p = 0; p < producers; p++) {
      int firstId = nextId + p * each;
      threads[p] =
          new Thread(
              () -> {
                ready.countDown();
                awaitUninterruptibly(go);
                call(firstId, each);
              },
              "producer-" + p);
      threads[p].start();
    }
    ready.await();
    long start = System.nanoTime();
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    nextId += producers * each;
    awaitLines();
    return rate(producers * each, System.nanoTime() - start);
  }

  private void idle() throws InterruptedException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long settleUntil = System.nanoTime() + 500_000_000L;
    while (System.nanoTime() < settleUntil) {
      LockSupport.parkNanos(settleUntil - System.nanoTime());
    }
    long cpu = system.getProcessCpuTime();
    long start = System.nanoTime();
    Thread.sleep(plan.idleMillis());
    report("idlePercent", 100.0 * (system.getProcessCpuTime() - cpu) / (System.nanoTime() - start));
  }

  private void call(int firstId, int count) {
    for (int i = 0; i < count; i++) {
      peer.log(firstId + i, 100 + (i & 1023) / 4.0, CUSTOMER);
    }
  }

  /**
   * Waits until the file has stopped growing, looking every millisecond. Libraries that keep their
   * last lines in a buffer end with the file as it is: those lines come with the next event.
   */
  private void awaitLines() throws IOException {
    long size = -1;
    int unchanged = 0;
    while (unchanged < 30) {
      LockSupport.parkNanos(1_000_000);
      long now = Files.exists(file) ? Files.size(file) : 0;
      unchanged = now == size ? unchanged + 1 : 0;
      size = now;
      if (unchanged == 0) {
        lastGrowth = System.nanoTime();
      }
    }
  }

  private long lastGrowth;

  private double rate(int events, long elapsedNanos) {
    long settled = Math.max(1, elapsedNanos - (System.nanoTime() - lastGrowth));
    return events * 1e3 / settled;
  }

  private static long allocatedByAll(ThreadMXBean threads) {
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }

  private static long gcMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void report(String measure, double value) {
    System.out.println(Comparison.PREFIX + measure + " " + value);
  }
}
