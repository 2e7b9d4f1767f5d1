package dev.heartwood.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Producers that write to a journal on a simulated disk, what they were promised, and whether the
 * journal keeps it. Everything follows from the seed.
 */
final class CrashModel {
  private static final int PRODUCERS = 3;

  /** A record tried again in another life is another record. */
  private static final int LIFE_SHIFT = 32;

  private static final Path DIRECTORY = Path.of("/journal");

  /** What a view has read, and where it would go on. */
  private static final class View {
    private final List<Long> numbers;
    private final Position next;
    private int agreed;

    View(List<Long> numbers, Position next) {
      this.numbers = numbers;
      this.next = next;
      agreed = numbers.size();
    }
  }

  private final Random random;
  private final JournalConfig config;
  private final List<View> views = new ArrayList<>();
  private SimulatedDisk disk;
  private boolean powerLost;
  private long life;

  // Of each producer: records that it tried to append, that were appended, that are durable.
  private final long[] tried = new long[PRODUCERS];
  private final long[] appended = new long[PRODUCERS];
  private final long[] durable = new long[PRODUCERS];
  private long durableEnd;

  CrashModel(long seed) {
    random = new Random(seed);
    disk = new SimulatedDisk(seed);
    config =
        JournalConfig.DEFAULT
            .withSegmentBytes(JournalConfig.MIN_SEGMENT_BYTES)
            .withCodec(random.nextBoolean() ? SegmentCodec.GZIP : SegmentCodec.NONE);
  }

  /** Some processes, one after the other; each is killed, or its machine loses power. */
  void run() throws IOException {
    int lives = 1 + random.nextInt(3);
    for (life = 0; life < lives; life++) {
      live();
      die();
    }
    disk.at(SimulatedDisk.Faults.NONE);
    try (Journal journal = open()) {
      check(journal);
    }
  }

  private Journal open() throws IOException {
    return Journal.open(disk, DIRECTORY, config, (l, m, c) -> {}, random::nextLong, true);
  }

  private void live() {
    plan(1 + random.nextInt(300));
    try {
      Journal journal = openWithFaults();
      if (journal == null) {
        return;
      }
      check(journal);
      int steps = random.nextInt(80);
      for (int i = 0; i < steps; i++) {
        step(journal);
      }
      look(journal);
      if (random.nextInt(4) == 0) {
        close(journal);
      }
    } catch (SimulatedDisk.Crash e) {
      // dead
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A crash in so many calls, or errors now and then, or nothing. */
  private void plan(long calls) {
    long crash = disk.calls() + calls;
    boolean errors = random.nextInt(3) == 0;
    Random dice = new Random(random.nextLong());
    disk.at(
        (number, call, path) -> {
          if (number == crash) {
            return SimulatedDisk.Fault.CRASH;
          }
          return errors && dice.nextInt(12) == 0 ? SimulatedDisk.Fault.INPUT_OUTPUT_ERROR : null;
        });
  }

  private Journal openWithFaults() {
    try {
      return open();
    } catch (IOException e) {
      return null; // an error at the start: the next life tries again
    }
  }

  private void step(Journal journal) throws IOException {
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> append(journal, 1 + random.nextInt(3));
      case 4, 5 -> append(journal, 1 + random.nextInt(60));
      case 6, 7, 8 -> makeDurable(journal);
      default -> look(journal);
    }
  }

  private void append(Journal journal, int count) throws IOException {
    JournalBatch batch = journal.newBatch();
    long[] after = tried.clone();
    System.arraycopy(appended, 0, after, 0, PRODUCERS);
    for (int i = 0; i < count; i++) {
      int producer = random.nextInt(PRODUCERS);
      byte[] payload = payload(producer, after[producer]++);
      batch.add(random.nextLong(), payload, 0, payload.length);
    }
    for (int i = 0; i < PRODUCERS; i++) {
      tried[i] = Math.max(tried[i], after[i]);
    }
    try {
      journal.append(batch);
    } catch (IOException e) {
      return; // nothing is appended
    }
    System.arraycopy(after, 0, appended, 0, PRODUCERS);
  }

  private byte[] payload(int producer, long n) {
    long mixed = (n * PRODUCERS + producer) * 0x9E3779B97F4A7C15L;
    int length = (mixed >>> 60) == 0 ? 4_000 : 8 + (int) (mixed >>> 40 & 0xFF);
    return Payloads.numbered((life << LIFE_SHIFT | n) * PRODUCERS + producer, length);
  }

  private void makeDurable(Journal journal) throws IOException {
    if (journal.end() == 0) {
      return;
    }
    try {
      journal.awaitDurable(journal.end() - 1);
    } catch (IOException e) {
      return; // nobody knows
    }
    System.arraycopy(appended, 0, durable, 0, PRODUCERS);
    assertThat(journal.durableEnd()).isEqualTo(journal.end());
    durableEnd = journal.end();
  }

  private void look(Journal journal) throws IOException {
    List<Long> numbers = new ArrayList<>();
    try (JournalReader reader = journal.reader(0, Visibility.WRITTEN)) {
      while (reader.next()) {
        numbers.add(Payloads.number(reader.payload()));
      }
      views.add(new View(numbers, journal.position(reader.nextSequence())));
    }
  }

  private void close(Journal journal) {
    try {
      journal.close();
      System.arraycopy(appended, 0, durable, 0, PRODUCERS);
      durableEnd = journal.end();
    } catch (IOException e) {
      // not durable
    }
  }

  private void die() {
    disk.crash();
    boolean power = random.nextInt(3) > 0;
    powerLost |= power;
    disk = power ? disk.afterPowerLoss(random.nextLong()) : disk.afterKill();
  }

  private void check(Journal journal) throws IOException {
    long[] found = new long[PRODUCERS];
    List<Long> numbers = new ArrayList<>();
    try (JournalReader reader = journal.reader(0, Visibility.WRITTEN)) {
      while (reader.next()) {
        byte[] payload = reader.payload();
        long number = Payloads.number(payload);
        int producer = (int) (number % PRODUCERS);
        long n = number / PRODUCERS & (1L << LIFE_SHIFT) - 1;
        assertThat(n).as("no hole, nothing twice").isEqualTo(found[producer]++);
        assertThat(reader.sequence()).isEqualTo(numbers.size());
        assertThat(reader.missing()).isZero();
        numbers.add(number);
      }
    }
    assertThat(journal.end()).isEqualTo(numbers.size()).isGreaterThanOrEqualTo(durableEnd);
    for (int i = 0; i < PRODUCERS; i++) {
      long promised = powerLost ? durable[i] : appended[i];
      assertThat(found[i]).as("kept of producer %s", i).isBetween(promised, tried[i]);
    }
    for (View view : views) {
      int agreed = (int) journal.agreedEnd(view.next);
      assertThat(agreed).isBetween((int) Math.min(view.agreed, durableEnd), view.agreed);
      assertThat(numbers.subList(0, agreed)).isEqualTo(view.numbers.subList(0, agreed));
      view.agreed = agreed;
    }
    for (int i = 0; i < PRODUCERS; i++) {
      appended[i] = found[i];
      tried[i] = found[i];
      durable[i] = found[i]; // opening makes durable what is there
    }
    durableEnd = journal.end();
    powerLost = false;
  }
}
