package dev.heartwood.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class HandOffTest {
  private static final long LONG_NANOS = Duration.ofSeconds(30).toNanos();

  private final Numbers drain = new Numbers();
  private final HandOff<long[]> handOff =
      new HandOff<>(
          new HeapRing<>(4, () -> new long[1]), WaitStrategy.ADAPTIVE, "numbers", true, drain);

  @AfterEach
  void close() {
    drain.gate.countDown();
    handOff.seal();
    assertThat(handOff.awaitEnd(LONG_NANOS)).isTrue();
  }

  @Test
  void takes_what_was_published_in_order_and_ends_its_batch() {
    handOff.start();
    drain.gate.countDown();
    for (int i = 0; i < 100; i++) {
      put(i, LONG_NANOS);
    }
    await().until(() -> drain.batchedUpTo == 100);
    assertThat(drain.taken).hasSize(100).isSorted();
  }

  @Test
  void says_full_or_timed_out_or_closed() {
    handOff.start();
    for (int i = 0; i < 4; i++) {
      put(i, 0);
    }
    assertThat(handOff.claim(0)).isEqualTo(HandOff.FULL);
    assertThat(handOff.room()).isZero();
    assertThat(handOff.claim(1_000_000)).isEqualTo(HandOff.TIMED_OUT);
    assertThat(handOff.claim(LONG_NANOS)).isEqualTo(HandOff.FULL); // nothing moved since
    handOff.seal();
    assertThat(handOff.claim(LONG_NANOS)).isEqualTo(HandOff.CLOSED);
    assertThat(handOff.accepted()).isEqualTo(4);
  }

  @Test
  void accepts_nothing_after_it_was_sealed_and_takes_all_before() {
    put(1, 0);
    put(2, 0);
    handOff.seal();
    assertThat(handOff.accepted()).isEqualTo(2);
    assertThat(handOff.claim(0)).isEqualTo(HandOff.CLOSED);
    drain.gate.countDown();
    handOff.start();
    assertThat(handOff.awaitEnd(LONG_NANOS)).isTrue();
    assertThat(drain.taken).containsExactly(1L, 2L);
    assertThat(drain.ends).hasValue(1);
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_19, disabledReason = "nobody can stop a thread there")
  void an_error_while_another_is_dealt_with_does_not_end_the_worker() throws Exception {
    handOff.start(); // not what this is about
    var stopped = new CountDownLatch(1);
    var taken = new CountDownLatch(1);
    var worker = new AtomicReference<Thread>();
    Drain<long[]> failing =
        new Uneventful() {
          @Override
          public void take(long[] slot) {
            if (worker.getAndSet(Thread.currentThread()) == null) {
              throw new IllegalStateException("the first one fails");
            }
            taken.countDown();
          }

          @Override
          public void failed(Throwable cause) {
            if (cause instanceof IllegalStateException) {
              new Thread(() -> stop(worker.get())).start();
            } else {
              stopped.countDown();
            }
          }
        };
    var other =
        new HandOff<>(
            new HeapRing<>(4, () -> new long[1]), WaitStrategy.ADAPTIVE, "failing", true, failing);
    other.publish(other.claim(0));
    other.start();
    await().until(() -> stopped.getCount() == 0);
    other.publish(other.claim(0));
    await().until(() -> taken.getCount() == 0);
    other.seal();
    assertThat(other.awaitEnd(LONG_NANOS)).isTrue();
  }

  /** As the JVM does with an error that it tells late: in the nap after the one before. */
  private static void stop(Thread worker) {
    while (worker.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    try {
      Thread.class.getMethod("stop").invoke(worker);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void sealing_again_changes_nothing() {
    put(1, 0);
    handOff.seal();
    handOff.seal();
    assertThat(handOff.accepted()).isEqualTo(1);
    handOff.start();
  }

  @Test
  void skips_the_entry_at_which_the_drain_throws_and_goes_on() {
    handOff.start();
    drain.gate.countDown();
    put(1, 0);
    put(Numbers.POISON, 0);
    put(2, 0);
    await().until(() -> drain.batchedUpTo == 3);
    assertThat(drain.taken).containsExactly(1L, 2L);
    assertThat(drain.failures).hasValue(1);
  }

  @Test
  void ends_a_batch_on_request_while_entries_keep_coming() {
    handOff.start();
    put(1, 0);
    handOff.request(1);
    drain.gate.countDown();
    await().until(() -> drain.batchedUpTo >= 1);
  }

  @Test
  void makes_no_batch_of_every_entry_when_the_end_of_a_batch_takes_long() {
    handOff.start();
    int entries = 50;
    AtomicLong batches = new AtomicLong();
    Drain<long[]> slow =
        new Uneventful() {
          @Override
          public void endOfBatch(long position) {
            batches.incrementAndGet();
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos()); // as a request to a server
          }
        };
    HandOff<long[]> toServer =
        new HandOff<>(
            new HeapRing<>(64, () -> new long[1]), WaitStrategy.ADAPTIVE, "slow", true, slow);
    for (int i = 0; i < entries; i++) {
      toServer.publish(toServer.claim(0));
    }
    toServer.start();
    await().until(() -> batches.get() > 0);
    toServer.seal();
    assertThat(toServer.awaitEnd(LONG_NANOS)).isTrue();
    assertThat(batches.get()).isLessThan(entries / 2);
  }

  @Test
  void takes_a_nap_between_batches_though_an_entry_comes_while_each_ends() {
    handOff.start();
    assertThat(napsIn(50, 1)).isGreaterThan(25);
  }

  @Test
  void takes_no_nap_while_more_than_an_eighth_of_the_ring_waits() {
    handOff.start();
    assertThat(napsIn(50, 1 + 64 / 8)).isLessThan(25);
  }

  /** Of a ring with 64 places, into which so many entries come while each of its batches ends. */
  private static long napsIn(int batches, int entries) {
    AtomicReference<HandOff<long[]>> ring = new AtomicReference<>();
    AtomicLong naps = new AtomicLong(-1);
    Drain<long[]> busy =
        new Uneventful() {
          private long ended;

          @Override
          public void endOfBatch(long position) {
            if (++ended <= batches) {
              HandOff<long[]> itself = ring.get();
              for (int i = 0; i < entries; i++) { // as callers that come just then
                itself.publish(itself.claim(0));
              }
            } else {
              long waits =
                  ManagementFactory.getThreadMXBean()
                      .getThreadInfo(Thread.currentThread().getId())
                      .getWaitedCount();
              naps.compareAndSet(-1, waits);
            }
          }
        };
    ring.set(
        new HandOff<>(
            new HeapRing<>(64, () -> new long[1]), WaitStrategy.ADAPTIVE, "busy", true, busy));
    ring.get().publish(ring.get().claim(0));
    ring.get().start();
    await().until(() -> naps.get() >= 0);
    ring.get().seal();
    assertThat(ring.get().awaitEnd(LONG_NANOS)).isTrue();
    return naps.get();
  }

  @Test
  void nobody_starves_while_many_compete_for_little_room() throws Exception {
    handOff.start();
    drain.gate.countDown();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      int caller = i;
      callers.add(
          new Thread(
              () -> {
                for (int n = 0; n < 200; n++) {
                  put(caller * 1000L + n, LONG_NANOS);
                }
              }));
    }
    callers.forEach(Thread::start);
    for (Thread caller : callers) {
      caller.join();
    }
    await().until(() -> drain.batchedUpTo == 32 * 200);
    assertThat(drain.taken).doesNotHaveDuplicates();
  }

  @Test
  void gives_up_an_entry_that_is_claimed_and_never_published() {
    handOff.start();
    drain.gate.countDown();
    assertThat(handOff.claim(0)).isZero();
    handOff.seal();
    assertThat(handOff.awaitEnd(1_000_000)).isFalse();
    assertThat(handOff.abandon()).isTrue();
    assertThat(handOff.abandon()).isFalse();
    assertThat(handOff.awaitEnd(LONG_NANOS)).isTrue();
    assertThat(drain.ends).hasValue(1);
  }

  private void put(long number, long timeoutNanos) {
    long position = handOff.claim(timeoutNanos);
    assertThat(position).isNotNegative();
    handOff.entry(position)[0] = number;
    handOff.publish(position);
  }

  private static class Uneventful implements Drain<long[]> {
    @Override
    public void take(long[] entry) {}

    @Override
    public void endOfBatch(long position) {}

    @Override
    public void tick() {}

    @Override
    public void end() {}

    @Override
    public void failed(Throwable cause) {}
  }

  /** Takes numbers once its gate is open. */
  private static final class Numbers implements Drain<long[]> {
    static final long POISON = -1;

    final CountDownLatch gate = new CountDownLatch(1);
    final List<Long> taken = new CopyOnWriteArrayList<>();
    final AtomicLong failures = new AtomicLong();
    final AtomicLong ends = new AtomicLong();
    volatile long batchedUpTo;

    @Override
    public void take(long[] entry) {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (entry[0] == POISON) {
        throw new IllegalStateException("poison");
      }
      taken.add(entry[0]);
    }

    @Override
    public void endOfBatch(long position) {
      batchedUpTo = position;
    }

    @Override
    public void tick() {}

    @Override
    public void end() {
      ends.incrementAndGet();
    }

    @Override
    public void failed(Throwable cause) {
      failures.incrementAndGet();
    }
  }
}
