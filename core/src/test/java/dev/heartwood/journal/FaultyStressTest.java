package dev.heartwood.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.disk.SimulatedDisk;
import dev.heartwood.disk.SimulatedDisk.Call;
import dev.heartwood.disk.SimulatedDisk.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Several threads write and read while the disk fails now and then, the upkeep goes on, and images
 * of what a loss of power would leave are taken. The long form: {@code
 * -Dheartwood.journal.stresses=1000}; {@code -Dheartwood.journal.seed=N} begins elsewhere.
 */
@Timeout(120)
class FaultyStressTest {
  private static final int STRESSES = Integer.getInteger("heartwood.journal.stresses", 3);
  private static final long FIRST = Long.getLong("heartwood.journal.seed", 1);
  private static final int PRODUCERS = 3;
  private static final int RECORDS = 4_000;
  private static final Path DIRECTORY = Path.of("/journal");
  private static final JournalConfig CONFIG =
      JournalConfig.DEFAULT.withSegmentBytes(JournalConfig.MIN_SEGMENT_BYTES);

  private final SimulatedDisk disk = new SimulatedDisk(1);
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger inDoubt = new AtomicInteger();

  static LongStream seeds() {
    return LongStream.range(FIRST, FIRST + STRESSES);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void readers_see_each_record_once_and_in_order_and_durable_ones_stay_whatever_fails(long seed)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS + 2);
    Journal journal = open(disk);
    failNowAndThen(seed);
    try {
      List<Future<Long>> readers = new ArrayList<>();
      for (Visibility each : Visibility.values()) {
        readers.add(threads.submit(() -> read(journal, each)));
      }
      List<Future<?>> producers = new ArrayList<>();
      for (int i = 0; i < PRODUCERS; i++) {
        int producer = i;
        producers.add(threads.submit(() -> produce(journal, producer)));
      }
      losePowerUntilDone(journal, producers);
      for (Future<?> producer : producers) {
        producer.get(100, TimeUnit.SECONDS);
      }
      disk.at(SimulatedDisk.Faults.NONE);
      journal.close();
      for (Future<Long> reader : readers) {
        assertThat(reader.get(100, TimeUnit.SECONDS)).isEqualTo(PRODUCERS * RECORDS);
      }
      assertThat(refused).hasPositiveValue();
      assertThat(inDoubt).hasPositiveValue();
      assertThat(journal.stats().failedWrites()).isPositive();
      assertThat(journal.stats().failedForces()).isPositive();
      assertThat(journal.stats().lostToFailedForces()).isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  private static Journal open(SimulatedDisk disk) throws IOException {
    return Journal.open(
        disk,
        DIRECTORY,
        CONFIG,
        (level, message, cause) -> {},
        () -> ThreadLocalRandom.current().nextLong(),
        false);
  }

  /** What is durable is found on each disk that the machine may have after that moment. */
  private void losePowerUntilDone(Journal journal, List<Future<?>> producers) throws IOException {
    for (long seed = 0; !producers.stream().allMatch(Future::isDone); seed++) {
      long durable = journal.durableEnd();
      try (Journal recovered = open(disk.afterPowerLoss(seed));
          JournalReader reader = recovered.reader(0, Visibility.WRITTEN)) {
        long count = 0;
        long[] next = new long[PRODUCERS];
        while (reader.next()) {
          assertThat(reader.sequence()).isEqualTo(count++);
          requireNext(reader, next);
        }
        assertThat(count).isGreaterThanOrEqualTo(durable);
      }
    }
  }

  private static void requireNext(JournalReader reader, long[] next) {
    long number = Payloads.number(reader.payload());
    assertThat(number / PRODUCERS).isEqualTo(next[(int) (number % PRODUCERS)]++);
  }

  private void failNowAndThen(long seed) {
    Random dice = new Random(seed); // used under the disk's monitor
    disk.at(
        (number, call, path) -> {
          int oneIn = call == Call.FORCE ? 20 : call == Call.WRITE ? 200 : 50;
          return dice.nextInt(oneIn) == 0 ? Fault.INPUT_OUTPUT_ERROR : null;
        });
  }

  private Void produce(Journal journal, int producer) {
    for (long n = 0; n < RECORDS; ) {
      byte[] payload = Payloads.numbered(n * PRODUCERS + producer, 60);
      try {
        long sequence = journal.append(n, payload, 0, payload.length);
        n++;
        if (n % 16 == 0) {
          awaitDurable(journal, sequence);
        }
      } catch (IOException e) {
        refused.incrementAndGet();
      }
    }
    return null;
  }

  private void awaitDurable(Journal journal, long sequence) {
    try {
      journal.awaitDurable(sequence);
      assertThat(journal.durableEnd()).isGreaterThan(sequence);
    } catch (IOException e) {
      inDoubt.incrementAndGet();
    }
  }

  private static long read(Journal journal, Visibility visibility)
      throws IOException, InterruptedException {
    long[] next = new long[PRODUCERS];
    long count = 0;
    try (JournalReader reader = journal.reader(0, visibility)) {
      while (reader.next(Duration.ofSeconds(60))) {
        assertThat(reader.sequence()).isEqualTo(count++);
        assertThat(reader.missing()).isZero();
        requireNext(reader, next);
      }
    }
    return count;
  }
}
