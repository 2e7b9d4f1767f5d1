package dev.heartwood.benchmarks.peers;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** What this process has used so far: processor time, bytes allocated by live threads, pauses. */
record Cost(long cpuNanos, long bytes, long gcMillis) {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  static Cost now() {
    long bytes = 0;
    for (long allocated : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
      bytes += Math.max(0, allocated);
    }
    long gcMillis =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .sum();
    return new Cost(SYSTEM.getProcessCpuTime(), bytes, gcMillis);
  }

  static long allocatedByCaller() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  static long cpuOfCaller() {
    return THREADS.getCurrentThreadCpuTime();
  }

  Cost minus(Cost earlier) {
    return new Cost(
        cpuNanos - earlier.cpuNanos, bytes - earlier.bytes, gcMillis - earlier.gcMillis);
  }

  void report(Session session, double events, int producers) {
    session.report("cpu" + producers, cpuNanos / events);
    session.report("bytesPerEvent" + producers, bytes / events);
    session.report("gc" + producers, gcMillis * 1e6 / events);
  }
}
