package dev.heartwood.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.disk.Disk;
import dev.heartwood.disk.DiskFile;
import dev.heartwood.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several threads that want their records to be durable. */
@Timeout(120)
class GroupCommitTest {
  private static final int PRODUCERS = 4;
  private static final JournalConfig CONFIG =
      JournalConfig.DEFAULT.withSegmentBytes(JournalConfig.MIN_SEGMENT_BYTES);

  @TempDir Path directory;

  @Test
  void producers_on_their_own_threads_keep_their_order_and_each_record_is_durable()
      throws Exception {
    int each = 1_500;
    ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS + 1);
    try (Journal journal = Journal.open(directory, CONFIG)) {
      Future<long[]> reading = threads.submit(() -> countDurable(journal, PRODUCERS * each));
      List<Future<?>> producing = new ArrayList<>();
      for (int producer = 0; producer < PRODUCERS; producer++) {
        int number = producer;
        producing.add(threads.submit(() -> produce(journal, number, each)));
      }
      for (Future<?> producer : producing) {
        producer.get(100, TimeUnit.SECONDS);
      }
      assertThat(reading.get(100, TimeUnit.SECONDS)).containsOnly(each);
      assertThat(journal.durableEnd()).isEqualTo(PRODUCERS * each);
      assertThat(journal.stats().appended()).isEqualTo(PRODUCERS * each);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Void produce(Journal journal, int producer, int count) throws IOException {
    for (long n = 0; n < count; n++) {
      byte[] payload = Payloads.numbered(n * PRODUCERS + producer, 60);
      long sequence = journal.append(n, payload, 0, payload.length);
      if (n % 3 == producer % 3) {
        journal.awaitDurable(sequence);
        assertThat(journal.durableEnd()).isGreaterThan(sequence);
      }
      if (n % 100 == 0) {
        Thread.currentThread().interrupt(); // must not matter
      }
    }
    journal.awaitDurable(journal.end() - 1);
    assertThat(Thread.interrupted()).isTrue();
    return null;
  }

  private static long[] countDurable(Journal journal, int count)
      throws IOException, InterruptedException {
    long[] next = new long[PRODUCERS];
    try (JournalReader reader = journal.reader(0, Visibility.DURABLE)) {
      for (int i = 0; i < count; i++) {
        assertThat(reader.next(Duration.ofSeconds(60))).isTrue();
        assertThat(reader.sequence()).isEqualTo(i).isLessThan(journal.durableEnd());
        long number = Payloads.number(reader.payload());
        assertThat(number / PRODUCERS).isEqualTo(next[(int) (number % PRODUCERS)]++);
      }
    }
    return next;
  }

  /** A disk whose forces wait until they are let through. */
  private static class GatedDisk extends DelegatingDisk {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile boolean gated;

    GatedDisk(Disk disk) {
      super(disk);
    }

    @Override
    void force(DiskFile file) throws IOException {
      pass();
      file.force();
    }

    void pass() {
      if (gated) {
        entered.countDown();
        try {
          open.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** Here they wait when they are done. */
  private static final class SlowToReturn extends GatedDisk {
    SlowToReturn(Disk disk) {
      super(disk);
    }

    @Override
    void force(DiskFile file) throws IOException {
      file.force();
      pass();
    }
  }

  @Test
  void one_force_serves_all_who_came_before_it_and_one_more_all_who_came_during_it()
      throws Exception {
    GatedDisk disk = new GatedDisk(new SimulatedDisk(1));
    Journal journal =
        Journal.open(disk, Path.of("/journal"), CONFIG, (l, m, c) -> {}, () -> 42, true);
    ExecutorService threads = Executors.newFixedThreadPool(5);
    try {
      Payloads.append(journal, "leads");
      disk.gated = true;
      Future<?> leader = threads.submit(() -> awaitDurable(journal, 0));
      disk.entered.await();
      List<Future<?>> followers = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        long sequence = Payloads.append(journal, "follows");
        followers.add(threads.submit(() -> awaitDurable(journal, sequence)));
      }
      assertThat(journal.durableEnd()).isZero();
      disk.open.countDown();
      leader.get(60, TimeUnit.SECONDS);
      for (Future<?> follower : followers) {
        follower.get(60, TimeUnit.SECONDS);
      }

      assertThat(journal.durableEnd()).isEqualTo(5);
      assertThat(journal.stats().forces()).isEqualTo(2);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Void awaitDurable(Journal journal, long sequence) throws IOException {
    journal.awaitDurable(sequence);
    return null;
  }

  @Test
  void what_came_to_a_segment_during_its_force_is_forced_though_the_segment_was_closed_meanwhile()
      throws Exception {
    SimulatedDisk simulated = new SimulatedDisk(1);
    GatedDisk disk = new SlowToReturn(simulated);
    Journal journal =
        Journal.open(disk, Path.of("/journal"), CONFIG, (l, m, c) -> {}, () -> 42, false);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Payloads.append(journal, "forced");
      disk.gated = true;
      Future<?> leader = threads.submit(() -> awaitDurable(journal, 0));
      disk.entered.await();
      disk.gated = false; // for the upkeep's
      while (journal.stats().segments() < 2) {
        Payloads.append(journal, "comes during the force");
      }
      disk.open.countDown();
      leader.get(60, TimeUnit.SECONDS);

      journal.awaitDurable(journal.end() - 1);

      for (long seed = 0; seed < 20; seed++) {
        SimulatedDisk after = simulated.afterPowerLoss(seed);
        try (Journal recovered =
            Journal.open(after, Path.of("/journal"), CONFIG, (l, m, c) -> {}, () -> 42, true)) {
          assertThat(Payloads.texts(recovered)).isEqualTo(Payloads.texts(journal));
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void all_who_wait_for_a_force_that_fails_get_the_error() throws Exception {
    SimulatedDisk simulated = new SimulatedDisk(1);
    GatedDisk disk = new GatedDisk(simulated);
    Journal journal =
        Journal.open(disk, Path.of("/journal"), CONFIG, (l, m, c) -> {}, () -> 42, true);
    Payloads.append(journal, "a");
    Payloads.append(journal, "b");
    disk.gated = true;
    List<CompletableFuture<Throwable>> waiting = new ArrayList<>();
    for (long sequence = 0; sequence < 2; sequence++) {
      waiting.add(failureOf(journal, sequence));
    }
    disk.entered.await();
    long[] left = {1};
    simulated.at(
        (number, call, path) ->
            call == SimulatedDisk.Call.FORCE && left[0]-- > 0
                ? SimulatedDisk.Fault.INPUT_OUTPUT_ERROR
                : null);
    disk.open.countDown();

    for (CompletableFuture<Throwable> each : waiting) {
      assertThat(each.get(60, TimeUnit.SECONDS)).isInstanceOf(ForceFailedException.class);
    }
    assertThat(journal.stats().failedForces()).isEqualTo(1);
    assertThatThrownBy(() -> journal.awaitDurable(0, 2)).isInstanceOf(ForceFailedException.class);
    assertThat(Payloads.texts(journal)).containsExactly("a", "b");
  }

  private static CompletableFuture<Throwable> failureOf(Journal journal, long sequence) {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                journal.awaitDurable(sequence);
                failure.complete(null);
              } catch (Throwable e) {
                failure.complete(e);
              }
            })
        .start();
    return failure;
  }
}
