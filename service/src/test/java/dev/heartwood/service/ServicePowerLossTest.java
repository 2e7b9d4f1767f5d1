package dev.heartwood.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.faults.LoopDisk;
import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.ingest.Accounting;
import dev.heartwood.service.ingest.BatchReceipt;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service on a disk that is copied while it takes batches, as a loss of power leaves it. {@code
 * -Dheartwood.powerlosses=N} says how often.
 */
@Timeout(600)
class ServicePowerLossTest {
  private static final int LOSSES = Integer.getInteger("heartwood.powerlosses", 3);
  private static final int MEGABYTES = 64;
  private static final int PRODUCERS = 4;
  private static final int BATCH = 20;
  private static final int BETWEEN_LOSSES = 500;

  @TempDir Path directory;

  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLongArray acknowledged = new AtomicLongArray(PRODUCERS);

  @Test
  void what_was_acknowledged_is_there_once_and_the_counts_are_those_of_what_is_stored()
      throws Exception {
    try (LoopDisk disk = LoopDisk.make(directory, MEGABYTES);
        LogService service = LogService.open(options(disk))) {
      List<CompletableFuture<Void>> producers = new ArrayList<>();
      for (int i = 0; i < PRODUCERS; i++) {
        int producer = i;
        producers.add(CompletableFuture.runAsync(() -> send(service, producer), this::start));
      }
      try {
        for (int loss = 0; loss < LOSSES; loss++) {
          long[] before = awaitMore();
          try (LoopDisk after = disk.afterPowerLoss(directory, "after-" + loss)) {
            check(after, before, "loss " + loss);
          }
          Files.delete(directory.resolve("after-" + loss + ".image"));
        }
      } finally {
        stop.set(true);
      }
      for (CompletableFuture<Void> each : producers) {
        each.get(60, TimeUnit.SECONDS);
      }
    }
  }

  private void start(Runnable task) {
    new Thread(task, "producer").start();
  }

  /** Waits until all have got on. Returns what was acknowledged then. */
  private long[] awaitMore() {
    long[] before = new long[PRODUCERS];
    for (int i = 0; i < PRODUCERS; i++) {
      int producer = i;
      long least = acknowledged.get(i) + BETWEEN_LOSSES;
      await().atMost(Duration.ofMinutes(1)).until(() -> acknowledged.get(producer) >= least);
    }
    for (int i = 0; i < PRODUCERS; i++) {
      before[i] = acknowledged.get(i);
    }
    return before;
  }

  private static ServiceOptions options(LoopDisk disk) {
    return Services.options(disk.root().resolve("data")).withRules("rules: []");
  }

  private void send(LogService service, int producer) {
    try {
      for (int next = 0; !stop.get(); next += BATCH) {
        List<LogContent> batch = Contents.numbered(service(producer), next, BATCH);
        BatchReceipt receipt = Services.send(service, batch);
        if (receipt.accepted() != BATCH) {
          throw new IllegalStateException("batch " + next + " was answered " + receipt);
        }
        acknowledged.set(producer, next + BATCH);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String service(int producer) {
    return "producer-" + producer;
  }

  private static void check(LoopDisk after, long[] acknowledged, String loss) throws Exception {
    try (LogService service = LogService.open(options(after))) {
      Accounting accounting = service.accounting();
      long stored = 0;
      for (int producer = 0; producer < PRODUCERS; producer++) {
        String description = loss + ", producer " + producer;
        Condition own = new Condition.Is(Field.SERVICE, service(producer));
        List<LogEntry> kept = Services.replayed(service, ReplayStart.BEGINNING, own);
        assertThat(kept.size() % BATCH).as(description + ": whole batches").isZero();
        assertThat((long) kept.size())
            .as(description)
            .isGreaterThanOrEqualTo(acknowledged[producer]);
        List<LogContent> sent = Contents.numbered(service(producer), 0, kept.size());
        assertThat(Services.messages(kept))
            .as(description)
            .isEqualTo(sent.stream().map(LogContent::message).toList());
        assertThat(Services.messages(Services.found(service, own)))
            .as(description)
            .containsExactlyInAnyOrderElementsOf(Services.messages(kept));
        Accounting.Counts counts = accounting.byService().get(service(producer));
        assertThat(counts.stored()).as(description).isEqualTo(kept.size());
        assertThat(counts.received()).as(description).isEqualTo(kept.size());
        stored += kept.size();
      }
      assertThat(accounting.total().stored()).as(loss).isEqualTo(stored);
    }
  }
}
