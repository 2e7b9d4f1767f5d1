package dev.heartwood.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.faults.LoopDisk;
import dev.heartwood.service.entry.LogEntry;
import dev.heartwood.service.ingest.Accounting;
import dev.heartwood.service.ingest.Origin;
import dev.heartwood.service.ingest.UnavailableException;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.storage.memory.MemoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
  private static final int MEGABYTES = 24;
  private static final String RULES = "rules: []";

  @TempDir Path directory;

  @Test
  void a_full_disk_refuses_counts_exactly_and_goes_on_when_it_has_room() throws Exception {
    try (LoopDisk disk = LoopDisk.make(directory, MEGABYTES)) {
      ServiceOptions options =
          Services.options(disk.root().resolve("data"))
              .withSegmentBytes(256 << 10)
              .withRules(RULES);
      Path ballast = disk.root().resolve("ballast");
      Files.write(ballast, new byte[2 << 20]);
      long stored = 0;
      long refused = 0;
      try (LogService service = LogService.open(options, (path, entries) -> new MemoryStorage())) {
        Random random = new Random(7);
        while (refused < 20) {
          try {
            service.ingest(Contents.info(noise(random)), Origin.LOCAL);
            stored++;
          } catch (UnavailableException e) {
            assertThat(e.reason()).isEqualTo(UnavailableException.Reason.DISK_FULL);
            refused++;
          }
        }
        assertThat(service.health().ready()).isFalse();
        assertThat(service.health().reasons()).anyMatch(why -> why.contains("the disk is full"));
        check(service, stored, refused);

        Files.delete(ballast);
        await()
            .ignoreException(UnavailableException.class)
            .until(() -> service.ingest(Contents.info("room again"), Origin.LOCAL) != null);
        stored++;
        Accounting.Counts counts = service.accounting().total();
        refused = counts.rejectedTotal(); // the attempts until there was room are among them
        check(service, stored, refused);
        await().untilAsserted(() -> assertThat(service.health().ready()).isTrue());
      }
      try (LogService service = LogService.open(options, (path, entries) -> new MemoryStorage())) {
        check(service, stored, refused);
        List<LogEntry> kept =
            Services.replayed(service, ReplayStart.BEGINNING, Condition.EVERYTHING);
        assertThat(kept).hasSize((int) stored);
      }
    }
  }

  private static void check(LogService service, long stored, long refused) throws IOException {
    Accounting.Counts counts = service.accounting().total();
    assertThat(counts.stored()).isEqualTo(stored);
    assertThat(counts.rejected()).containsEntry("disk_full", refused).hasSize(1);
    assertThat(counts.received()).isEqualTo(stored + refused);
  }

  /** Not to be compressed. */
  private static String noise(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 30_000; i++) {
      text.append((char) (' ' + random.nextInt(95)));
    }
    return text.toString();
  }
}
