package dev.heartwood.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.ingest.Accounting;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Field;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a service, again and again: every other time while it recovers, or begins, at any time in
 * its first second; else under load, in the second behind its first answer. {@code
 * -Dheartwood.service.kills=N} says how often, {@code -Dheartwood.seed} at which moments.
 */
class ServiceKillLoopTest {
  private static final int KILLS = Integer.getInteger("heartwood.service.kills", 4);
  private static final long SEED = Long.getLong("heartwood.seed", 20261125);
  private static final int CHECK_EVERY = 4;

  @TempDir Path directory;

  @Test
  void nothing_acknowledged_is_lost_or_doubled_and_counts_are_exact_after_a_kill()
      throws Exception {
    Random random = new Random(SEED);
    MappedByteBuffer notes = KilledService.notes(directory.resolve("notes"));
    long stored = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      long begun = kill;
      long before = KilledService.acknowledged(notes, 0);
      Process process = start();
      await().until(() -> KilledService.begun(notes) == begun || !process.isAlive());
      if (kill % 2 == 0 || kill == KILLS) {
        await().until(() -> KilledService.acknowledged(notes, 0) > before || !process.isAlive());
      }
      process.waitFor(random.nextInt(1000), TimeUnit.MILLISECONDS); // it does not end
      assertThat(process.isAlive()).as(printed()).isTrue();
      process.destroyForcibly();
      process.waitFor();
      if (kill % CHECK_EVERY == 0 || kill == KILLS) {
        stored = check(kill, notes);
      }
    }
    assertThat(stored).isPositive();
    System.out.println(KILLS + " kills, " + stored + " entries");
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            KilledService.class.getName(),
            directory.resolve("data").toString(),
            directory.resolve("notes").toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("out").toFile()))
        .start();
  }

  private String printed() throws IOException {
    Path out = directory.resolve("out");
    return Files.exists(out) ? Files.readString(out) : "";
  }

  private long check(int kill, MappedByteBuffer notes) throws Exception {
    long stored = 0;
    try (LogService service = LogService.open(KilledService.options(directory.resolve("data")))) {
      Set<String> ids = new HashSet<>();
      Accounting accounting = service.accounting();
      for (int producer = 0; producer < KilledService.PRODUCERS; producer++) {
        Condition own = new Condition.Is(Field.SERVICE, KilledService.service(producer));
        List<LogEntry> kept = Services.replayed(service, ReplayStart.BEGINNING, own);
        List<LogEntry> found = Services.found(service, own);
        String description = "producer " + producer + " after kill " + kill;

        long end = checkNumbers(kept, description);
        assertThat(end)
            .as(description)
            .isGreaterThanOrEqualTo(KilledService.acknowledged(notes, producer));
        found.sort(Comparator.comparingLong(LogEntry::sequence));
        assertThat(found).as(description).isEqualTo(kept);
        for (LogEntry each : kept) {
          assertThat(ids.add(each.id())).as(description).isTrue();
        }
        checkCounts(accounting, producer, kept.size(), end, description);
        stored += kept.size();
      }
      assertThat(accounting.total().stored()).isEqualTo(stored);
    }
    return stored;
  }

  /** Every number once and in order, but for those that were to be dropped. Returns their end. */
  private static long checkNumbers(List<LogEntry> kept, String description) {
    long next = 0;
    long end = 0;
    for (LogEntry each : kept) {
      next += next % KilledService.DROPPED == 0 ? 1 : 0;
      String[] words = each.content().message().split(" of ");
      assertThat(Long.parseLong(words[0])).as(description).isEqualTo(next);
      end = Long.parseLong(words[1]);
      next++;
    }
    long afterLast = next % KilledService.DROPPED == 0 ? next + 1 : next;
    assertThat(end).as(description + ": whole batches").isIn(next, afterLast);
    return end;
  }

  private static void checkCounts(
      Accounting accounting, int producer, long stored, long end, String description) {
    Accounting.Counts counts = accounting.byService().get(KilledService.service(producer));
    if (counts == null) {
      assertThat(end).as(description).isZero();
      return;
    }
    assertThat(counts.stored()).as(description).isEqualTo(stored);
    assertThat(counts.filteredTotal()).as(description).isEqualTo(end - stored);
    assertThat(counts.rejected()).as(description).isEmpty();
  }
}
