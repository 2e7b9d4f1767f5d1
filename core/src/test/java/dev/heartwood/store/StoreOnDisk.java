package dev.heartwood.store;

import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.SettableClock;
import dev.heartwood.StatusReporter;
import dev.heartwood.disk.Disk;
import dev.heartwood.journal.JournalConfig;
import dev.heartwood.journal.TestJournals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.event.Level;

/**
 * Records by number, each with its own moment of receipt, so that what a store holds after the
 * first n of them is known: late ones, tombstones, timestamps from the future, keys that come back
 * and keys that do not.
 */
final class StoreOnDisk {
  static final Path DIRECTORY = Path.of("/store");

  static final PersistenceConfig SMALL = small(DIRECTORY);

  /** All that a reader can see of a store. */
  record View(StoreStats stats, long first, List<StoredRecord> replay, List<StoredRecord> latest) {
    static View of(CompactingStore store) {
      try (Snapshot now = store.snapshot()) {
        return new View(
            closedStats(store), now.firstSequence(), now.replay().toList(), now.latest());
      }
    }

    private static StoreStats closedStats(CompactingStore store) {
      StoreStats s = store.stats();
      return new StoreStats(
          s.appended(),
          s.retained(),
          s.retainedBytes(),
          s.evictedByCount(),
          s.evictedByBytes(),
          s.evictedByAge(),
          s.keys(),
          s.evictedKeys(),
          s.expiredTombstones(),
          s.late(),
          s.clamped(),
          s.keyFailures(),
          0,
          0,
          0);
    }
  }

  private final SettableClock clock = new SettableClock();
  final StoreConfig config;

  StoreOnDisk() {
    config =
        StoreConfig.DEFAULT
            .withName("orders")
            .withClock(clock)
            .withKey(event -> event.mdc().get("id"))
            .withRetention(new Retention(40, 200_000, Duration.ofSeconds(300)))
            .withMaxKeys(12)
            .withTombstoneRetention(Duration.ofSeconds(20))
            .withAllowedSkew(Duration.ofSeconds(3));
  }

  /** Quiet, with small files and frequent checkpoints. */
  static PersistenceConfig small(Path directory) {
    return PersistenceConfig.in(directory)
        .withSegmentBytes(JournalConfig.MIN_SEGMENT_BYTES)
        .withCheckpointRecords(25)
        .withStatus(quiet());
  }

  CompactingStore open(Disk disk, PersistenceConfig persistence) throws IOException {
    return open(disk, config, persistence);
  }

  static CompactingStore open(Disk disk, StoreConfig config, PersistenceConfig persistence)
      throws IOException {
    return CompactingStore.open(
        config,
        persistence,
        disk,
        (directory, layout, how) -> TestJournals.open(disk, directory, layout, how.status()),
        true);
  }

  /** In memory, after the first n records. */
  CompactingStore inMemory(long n) throws IOException {
    CompactingStore store = new CompactingStore(config);
    append(store, 0, n);
    return store;
  }

  void append(CompactingStore store, long from, long to) throws IOException {
    for (long n = from; n < to; n++) {
      append(store, n);
    }
  }

  void append(CompactingStore store, long n) throws IOException {
    clock.set(Instant.ofEpochSecond(1_000_000 + n));
    store.handle(record(n));
  }

  private LogRecord record(long n) {
    long mixed = n * 0x9E3779B97F4A7C15L >>> 33;
    String key = n % 3 == 0 ? "rare " + mixed % 40 : "often " + mixed % 5;
    Instant timestamp = clock.instant().plusSeconds(mixed % 13 - 8);
    String message = "record " + n + " " + "ü".repeat((int) (mixed % 1_500));
    return new LogRecord(
        timestamp,
        Level.WARN,
        "shop",
        "main",
        "record {}",
        List.of(),
        message,
        List.of(),
        n % 11 == 5 ? List.of(new LogMarker(CompactingStore.TOMBSTONE, List.of())) : List.of(),
        n % 17 == 0 ? Map.of() : Map.of("id", key),
        null,
        null);
  }

  static StatusReporter quiet() {
    return (level, message, cause) -> {};
  }
}
