package dev.heartwood.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.SettableClock;
import dev.heartwood.disk.SimulatedDisk;
import dev.heartwood.disk.SimulatedDisk.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A life with everything in it (rolls, seals, deletions by bytes and as consumed, a named reader,
 * close and recovery), ended at each of its calls to the disk, by a kill and by a loss of power.
 */
class KillPointsTest {
  private static final Path DIRECTORY = Path.of("/journal");
  private static final int RECORDS = 160;
  private static final int RECORD_BYTES = 3_000;

  /** What it had been promised by then. */
  private static final class Promises {
    private long appended;
    private long durable;
    private long committed;
  }

  private final SettableClock clock = new SettableClock();
  private final JournalConfig config =
      JournalConfig.DEFAULT
          .withSegmentBytes(JournalConfig.MIN_SEGMENT_BYTES)
          .withMaxBytes(5L * JournalConfig.MIN_SEGMENT_BYTES)
          .withSegmentAge(Duration.ofHours(1))
          .withDeleteConsumed(true)
          .withClock(clock);

  private Journal open(SimulatedDisk disk) throws IOException {
    return Journal.open(disk, DIRECTORY, config, (l, m, c) -> {}, () -> 42, true);
  }

  private void live(SimulatedDisk disk, Promises promises) throws IOException {
    for (int run = 1; run <= 2; run++) {
      Journal journal = open(disk);
      JournalReader reader = journal.reader("views", Visibility.WRITTEN);
      for (long n = promises.appended; n < RECORDS * run / 2; n++) {
        byte[] payload = Payloads.numbered(n, RECORD_BYTES);
        journal.append(n, payload, 0, payload.length);
        promises.appended = n + 1;
        if (n % 8 == 0) {
          journal.awaitDurable(n);
          promises.durable = n + 1;
        }
        if (n % 16 == 15 && n < 70) {
          while (reader.next()) {
            promises.committed = Math.max(promises.committed, reader.nextSequence());
          }
          reader.commit();
        }
      }
      clock.advance(Duration.ofHours(2));
      journal.maintain();
      reader.close();
      journal.close();
      promises.durable = promises.appended;
    }
  }

  @Test
  void recovers_from_a_crash_at_every_call() throws Exception {
    SimulatedDisk whole = new SimulatedDisk(1);
    Promises all = new Promises();
    live(whole, all);
    try (Journal journal = open(whole)) {
      JournalStats stats = journal.stats();
      assertThat(stats.sealedSegments()).isPositive();
      assertThat(stats.first()).isPositive();
    }
    assertThat(whole.calls()).isGreaterThan(300);

    for (long call = 1; call <= whole.calls(); call++) {
      SimulatedDisk disk = new SimulatedDisk(call);
      Promises promises = new Promises();
      crashAt(disk, call);
      try {
        live(disk, promises);
      } catch (SimulatedDisk.Crash e) {
        // as planned
      }
      check(disk.afterKill(), promises.appended, promises);
      check(disk.afterPowerLoss(call), promises.durable, promises);
      crashWhileRecovering(disk, call, promises);
    }
  }

  private static void crashAt(SimulatedDisk disk, long call) {
    long at = disk.calls() + call;
    disk.at((number, what, path) -> number == at ? Fault.CRASH : null);
  }

  /** And once more in one of the calls of the recovery. */
  private void crashWhileRecovering(SimulatedDisk disk, long call, Promises promises)
      throws IOException {
    SimulatedDisk again = disk.afterPowerLoss(call);
    crashAt(again, 1 + call % 12);
    try {
      open(again);
      again.crash();
    } catch (SimulatedDisk.Crash e) {
      // as planned
    }
    check(again.afterKill(), promises.durable, promises);
    check(again.afterPowerLoss(call + 1), promises.durable, promises);
  }

  private void check(SimulatedDisk disk, long promised, Promises promises) throws IOException {
    try (Journal journal = open(disk)) {
      assertThat(journal.end()).isBetween(promised, promises.appended + 1);
      assertThat(journal.first()).isLessThanOrEqualTo(journal.end());
      long next = journal.first();
      try (JournalReader reader = journal.reader(next, Visibility.WRITTEN)) {
        while (reader.next()) {
          assertThat(reader.sequence()).isEqualTo(next++);
          assertThat(Payloads.number(reader.payload())).isEqualTo(reader.sequence());
        }
      }
      assertThat(next).isEqualTo(journal.end());
      try (JournalReader reader = journal.reader("views", Visibility.WRITTEN)) {
        assertThat(reader.nextSequence())
            .isBetween(0L, Math.max(promises.committed, journal.end()));
      }
      byte[] more = Payloads.numbered(next, RECORD_BYTES);
      assertThat(journal.appendDurable(next, more, 0, more.length)).isEqualTo(next);
    }
    try (Journal journal = open(disk)) {
      assertThat(journal.stats().recovery().clean()).isTrue();
    }
  }
}
