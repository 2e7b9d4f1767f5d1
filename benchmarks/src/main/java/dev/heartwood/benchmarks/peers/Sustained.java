package dev.heartwood.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many events a second reach the file at full speed, from the first call to the last byte,
 * waiting when the ring is full? In millions; with the costs of an event, and, when there are more
 * producers than cores, the longest call in ms.
 */
record Sustained(int producers, int events) implements Measure {
  private static final int MANY = 8;

  @Override
  public void run(Session session) throws Exception {
    session.warmMemory(events);
    int each = events / producers;
    CountDownLatch go = new CountDownLatch(1);
    LongAdder callerBytes = new LongAdder();
    List<Future<Long>> longestCalls = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      int first = session.takeOrders(each);
      longestCalls.add(
          session.producers.submit(
              () -> {
                go.await();
                long allocated = Cost.allocatedByCaller();
                long longest = calls(session, first, each).call();
                callerBytes.add(Cost.allocatedByCaller() - allocated);
                return longest;
              }));
    }
    Cost before = Cost.now();
    long start = System.nanoTime();
    go.countDown();
    long longest = 0;
    for (Future<Long> call : longestCalls) {
      longest = Math.max(longest, call.get());
    }
    long end = session.awaitLastByte();
    double logged = (double) each * producers;
    session.report("sustained" + producers, logged * 1e3 / (end - start));
    session.report("bytesPerCall" + producers, callerBytes.sum() / logged);
    Cost.now().minus(before).report(session, logged, producers);
    if (producers > MANY) {
      session.report("longestCall", longest / 1e6);
    }
  }

  private Callable<Long> calls(Session session, int first, int count) {
    return producers > MANY
        ? () -> longestOf(session, first, count)
        : () -> {
          session.logAll(first, count);
          return 0L;
        };
  }

  private static long longestOf(Session session, int first, int count) {
    long longest = 0;
    long before = System.nanoTime();
    for (int i = 0; i < count; i++) {
      session.log(first + i);
      long after = System.nanoTime();
      longest = Math.max(longest, after - before);
      before = after;
    }
    return longest;
  }
}
