package dev.heartwood.store;

import static dev.heartwood.TestEvents.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heartwood.KeyValue;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.TestEvents;
import dev.heartwood.ThrownData;
import dev.heartwood.UndeliveredException;
import dev.heartwood.disk.LockedException;
import dev.heartwood.disk.SimulatedDisk;
import dev.heartwood.disk.SimulatedDisk.Call;
import dev.heartwood.disk.SimulatedDisk.Fault;
import dev.heartwood.journal.ForceFailedException;
import dev.heartwood.ring.WorkerThread;
import dev.heartwood.store.StoreOnDisk.View;
import dev.heartwood.wire.EventView;
import dev.heartwood.wire.EventWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class PersistentStoreTest {
  @TempDir Path directory;

  private final StoreOnDisk stores = new StoreOnDisk();
  private final SimulatedDisk disk = new SimulatedDisk(1);
  private final List<String> reports = new ArrayList<>();
  private final PersistenceConfig small =
      StoreOnDisk.SMALL.withStatus((level, message, cause) -> reports.add(message));

  @Test
  void is_after_a_restart_what_it_was() throws Exception {
    PersistenceConfig here = PersistenceConfig.in(directory).withStatus(StoreOnDisk.quiet());
    StoreConfig config = StoreConfig.DEFAULT.withName("prices");
    View before;
    try (CompactingStore store = CompactingStore.open(config, here)) {
      assertThat(store.append("tea", "3.20", TIME)).isZero();
      store.append("tea", "3.10", TIME.minusSeconds(1));
      store.append("milk", "0.90", TIME);
      store.append("milk", null, TIME.plusSeconds(1));
      before = View.of(store);
    }
    try (CompactingStore store = CompactingStore.open(config, here)) {
      assertThat(View.of(store)).isEqualTo(before);
      assertThat(store.latest("tea")).map(stored -> stored.record().message()).contains("3.20");
      assertThat(store.latest("milk")).isEmpty();
      assertThat(store.append("milk", "0.95", TIME)).as("its sequence").isEqualTo(4);
      assertThat(store.latest("milk")).as("older than the tombstone").isEmpty();
    }
  }

  @Test
  void gives_back_every_part_of_a_record() throws Exception {
    PersistenceConfig large = small.withSegmentBytes(1024 * 1024); // for the stack trace
    LogRecord whole =
        new LogRecord(
            TIME,
            Level.ERROR,
            "shop",
            "worker \uD800",
            "a {} and {}",
            List.of("1", "<null>"),
            "a 1 and <null>",
            List.of(new KeyValue("id", 7L), new KeyValue("on", true), new KeyValue("no", null)),
            List.of(new LogMarker("AUDIT", List.of())),
            Map.of("user", "ünal \uDC00"),
            ThrownData.of(new IOException("x", new IllegalStateException())),
            new StackTraceElement("Shop", "sell", "Shop.java", 12));
    EventWriter writer = new EventWriter(4096);
    writer.write(
        0,
        Level.INFO,
        "l",
        "t",
        "a {} of {}",
        List.of(1, 2.5),
        null,
        List.of(),
        List.of(),
        Map.of(),
        null,
        null);
    EventView view = new EventView();
    view.read(writer.array(), 0, writer.length());
    LogRecord sliced = view.toRecord();
    StoreConfig config = stores.config.withKey(event -> "k\uD83D\uDE00\uD800");
    View before;
    try (CompactingStore store = StoreOnDisk.open(disk, config, large)) {
      store.handle(sliced);
      store.handle(whole);
      before = View.of(store);
    }
    try (CompactingStore store = StoreOnDisk.open(disk, config, large)) {
      assertThat(View.of(store)).hasToString(before.toString()); // frames print as they did
      assertThat(sliced.message()).isEqualTo("a 1 of 2.5");
      assertThat(store.latest("k\uD83D\uDE00\uD800"))
          .map(stored -> stored.record().toString())
          .contains(whole.toString());
    }
  }

  @Test
  void a_key_that_is_the_name_of_the_logger_is_kept_whole_though_the_record_is_cut()
      throws Exception {
    StoreConfig config = stores.config.withKey(event -> event.loggerName());
    String longName = "n".repeat(1000);
    List<KeyValue> large = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      large.add(new KeyValue("k" + i, "v".repeat(1000)));
    }
    View before;
    try (CompactingStore store = StoreOnDisk.open(disk, config, small)) {
      for (String name : List.of("shop", "\u00FCnal", "k\uD83D\uDE00\uD800")) {
        store.handle(LogRecord.of(TIME, Level.INFO, name, "of " + name));
      }
      store.handle(
          new LogRecord(
              TIME,
              Level.INFO,
              longName,
              "t",
              "m",
              List.of(),
              "m",
              large,
              List.of(),
              Map.of(),
              null,
              null));
      before = View.of(store);
    }
    try (CompactingStore store = StoreOnDisk.open(disk, config, small)) {
      assertThat(View.of(store)).isEqualTo(before);
      assertThat(store.latest("k\uD83D\uDE00\uD800")).isPresent();
      assertThat(store.latest(longName))
          .hasValueSatisfying(
              stored -> assertThat(stored.record().loggerName()).isNotEqualTo(longName));
    }
  }

  @Test
  void random_lives_with_restarts_are_those_of_a_store_in_memory() throws Exception {
    int seeds = Integer.getInteger("heartwood.seeds", 20);
    for (long seed = 1; seed <= seeds; seed++) {
      Random random = new Random(seed);
      SimulatedDisk lives = new SimulatedDisk(seed);
      PersistenceConfig persistence =
          StoreOnDisk.SMALL
              .withFsync(random.nextBoolean())
              .withCheckpointRecords(1 + random.nextInt(100));
      CompactingStore store = stores.open(lives, persistence);
      CompactingStore memory = stores.inMemory(0);
      for (long n = 0; n < 400; n++) {
        stores.append(memory, n);
        stores.append(store, n);
        store.flush();
        switch (random.nextInt(25)) {
          case 0 -> {
            lives = lives.afterKill();
            store = stores.open(lives, persistence);
          }
          case 1 -> {
            store.close();
            store = stores.open(lives, persistence);
          }
          case 2 -> store.checkpoint();
          default -> {
            continue;
          }
        }
        assertThat(View.of(store)).as("seed %s, record %s", seed, n).isEqualTo(View.of(memory));
      }
      store.compact();
      memory.compact();
      store.checkpoint();
      assertThat(View.of(store)).as("seed %s", seed).isEqualTo(View.of(memory));
      store = stores.open(lives.afterKill(), persistence);
      assertThat(View.of(store)).as("compacted, seed %s", seed).isEqualTo(View.of(memory));
    }
  }

  @Test
  void opening_reads_the_checkpoint_the_log_and_what_came_after() throws Exception {
    CompactingStore store = stores.open(disk, small);
    stores.append(store, 0, 1_012);

    StoreRecovery recovery =
        stores.open(disk.afterKill(), small).persistence().orElseThrow().recovery();
    assertThat(recovery).isEqualTo(new StoreRecovery(1_000, 0, 12, 40, 12, 0));
    PersistenceStats stats = store.persistence().orElseThrow();
    assertThat(stats.checkpoints()).isEqualTo(40);
    assertThat(stats.journal().first()).as("kept by the journal from").isBetween(850L, 935L);
  }

  @Test
  void a_damaged_checkpoint_is_replaced_by_the_one_before() throws Exception {
    CompactingStore store = stores.open(disk, small);
    stores.append(store, 0, 212);
    View before = View.of(store);
    SimulatedDisk after = disk.afterKill();
    after.flip(StoreOnDisk.DIRECTORY.resolve("checkpoint-00000000000000c8"), 5_000);

    CompactingStore again = stores.open(after, small);

    assertThat(View.of(again)).isEqualTo(before);
    assertThat(again.persistence().orElseThrow().recovery())
        .isEqualTo(new StoreRecovery(175, 1, 12, 40, 37, 0));
    assertThat(reports).anyMatch(line -> line.contains("c8 has a wrong checksum"));
  }

  @Test
  void every_bit_of_a_checkpoint_counts() throws Exception {
    CompactingStore store = stores.open(disk, small);
    stores.append(store, 0, 60);
    View before = View.of(store);
    Path newest = StoreOnDisk.DIRECTORY.resolve("checkpoint-0000000000000032");
    long bits = disk.size(newest) * 8;
    for (long bit = 0; bit < bits; bit += 509) {
      SimulatedDisk after = disk.afterKill();
      after.flip(newest, bit);
      CompactingStore again = stores.open(after, small);
      assertThat(View.of(again)).as("bit %s", bit).isEqualTo(before);
      assertThat(again.persistence().orElseThrow().recovery().badCheckpoints()).isOne();
    }
  }

  @Test
  void without_any_checkpoint_it_is_made_from_the_journal() throws Exception {
    CompactingStore store = stores.open(disk, small.withCheckpointRecords(1_000));
    stores.append(store, 0, 150);

    CompactingStore again = stores.open(disk.afterKill(), small);

    assertThat(View.of(again)).isEqualTo(View.of(store));
    assertThat(again.persistence().orElseThrow().recovery())
        .isEqualTo(new StoreRecovery(-1, 0, 0, 0, 150, 0));
  }

  @Test
  void without_checkpoints_that_were_it_tells_what_is_lost() throws Exception {
    CompactingStore store = stores.open(disk, small);
    stores.append(store, 0, 500);
    SimulatedDisk after = disk.afterKill();
    for (String name : after.list(StoreOnDisk.DIRECTORY)) {
      if (name.startsWith("checkpoint")) {
        after.delete(StoreOnDisk.DIRECTORY.resolve(name));
      }
    }

    CompactingStore again = stores.open(after, small);

    long first = again.persistence().orElseThrow().journal().first();
    assertThat(first).isPositive();
    assertThat(View.of(again).replay()).isEqualTo(View.of(store).replay());
    assertThat(again.persistence().orElseThrow().recovery().lost()).isEqualTo(first);
    assertThat(reports).anyMatch(line -> line.contains(first + " records are lost"));
  }

  @Test
  void a_record_that_the_journal_cannot_read_leaves_a_notice_in_its_place() throws Exception {
    CompactingStore store = stores.open(disk, small.withCheckpointRecords(1_000));
    stores.append(store, 0, 30);
    List<StoredRecord> before = View.of(store).replay();
    store.close();
    for (String name : disk.list(StoreOnDisk.DIRECTORY)) {
      if (name.startsWith("checkpoint")) {
        disk.delete(StoreOnDisk.DIRECTORY.resolve(name));
      }
    }
    Path segment =
        StoreOnDisk.DIRECTORY
            .resolve("journal")
            .resolve(
                disk.list(StoreOnDisk.DIRECTORY.resolve("journal")).stream()
                    .filter(name -> name.matches(".*0000.*"))
                    .sorted()
                    .findFirst()
                    .orElseThrow());
    disk.flip(segment, 8 * 8_000);

    CompactingStore again = stores.open(disk, small);

    List<StoredRecord> after = View.of(again).replay();
    assertThat(after).hasSameSizeAs(before);
    assertThat(after.stream().filter(stored -> !before.contains(stored)))
        .singleElement()
        .satisfies(
            stored -> {
              assertThat(stored.record().message()).contains("is lost");
              assertThat(stored.key()).isNull();
            });
    assertThat(again.persistence().orElseThrow().recovery().lost()).isOne();
  }

  @Test
  void a_later_version_is_refused_and_not_touched() throws Exception {
    CompactingStore store = stores.open(disk, small);
    stores.append(store, 0, 30);
    store.close();
    Path newest = StoreOnDisk.DIRECTORY.resolve("checkpoint-000000000000001e");
    byte[] bytes = disk.bytes(newest);
    bytes[7] = 2;
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    try (var file = disk.open(newest)) {
      file.write(0, bytes, 0, bytes.length);
    }

    assertThatThrownBy(() -> stores.open(disk, small))
        .isInstanceOf(IOException.class)
        .hasMessage(newest + " must have version 1, had 2");
    assertThat(disk.bytes(newest)).isEqualTo(bytes);
  }

  @Test
  void a_full_disk_refuses_an_append_and_changes_nothing() throws Exception {
    CompactingStore store = stores.open(disk, small.withCheckpointRecords(1_000_000));
    stores.append(store, 0, 10);
    disk.capacity(70_000);
    long end = 10;
    IOException refusal = null;
    while (refusal == null) {
      try {
        stores.append(store, end);
        end++;
      } catch (IOException e) {
        refusal = e;
      }
    }
    View before = View.of(store);
    assertThat(before).isEqualTo(View.of(stores.inMemory(end)));
    assertThatThrownBy(() -> store.append("key", "x".repeat(9_000), TIME))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(View.of(store)).isEqualTo(before);

    disk.capacity(Long.MAX_VALUE);
    stores.append(store, end, end + 5);

    assertThat(View.of(store)).isEqualTo(View.of(stores.inMemory(end + 5)));
    assertThat(View.of(stores.open(disk.afterKill(), small))).isEqualTo(View.of(store));
  }

  @Test
  void a_checkpoint_that_fails_is_reported_and_leaves_the_one_before() throws Exception {
    CompactingStore store = stores.open(disk, small);
    stores.append(store, 0, 30);
    disk.at(
        (number, call, path) ->
            call == Call.FORCE && path.toString().contains("checkpoint")
                ? Fault.INPUT_OUTPUT_ERROR
                : null);
    stores.append(store, 30, 80);

    PersistenceStats stats = store.persistence().orElseThrow();
    assertThat(stats.failedCheckpoints()).isEqualTo(2);
    assertThat(stats.checkpointEnd()).isEqualTo(25);
    assertThat(reports).anyMatch(line -> line.contains("no checkpoint was written to /store"));
    assertThat(disk.list(StoreOnDisk.DIRECTORY)).doesNotContain("checkpoint.tmp");
    assertThat(View.of(stores.open(disk.afterKill(), small))).isEqualTo(View.of(store));
  }

  @Test
  void with_fsync_an_append_returns_when_it_is_durable() throws Exception {
    CompactingStore store = stores.open(disk, small.withFsync(true));
    stores.append(store, 0, 3);
    assertThat(store.append("key", "durable", TIME)).isEqualTo(3);

    assertThat(View.of(stores.open(disk.afterPowerLoss(7), small))).isEqualTo(View.of(store));
  }

  @Test
  void behind_a_ring_a_batch_is_seen_when_it_is_durable() throws Exception {
    CompactingStore store = stores.open(disk, small.withFsync(true));
    long forces = store.persistence().orElseThrow().journal().forces();
    onWorker(() -> stores.append(store, 0, 20));
    assertThat(store.endSequence()).isZero();
    assertThat(store.latest("often 1")).isEmpty();

    onWorker(store::flush);
    assertThat(View.of(store)).isEqualTo(View.of(stores.inMemory(20)));
    assertThat(store.persistence().orElseThrow().journal().forces()).isEqualTo(forces + 1);
    assertThat(View.of(stores.open(disk.afterPowerLoss(7), small))).isEqualTo(View.of(store));
  }

  @Test
  void what_nobody_flushed_is_made_durable_by_close() throws Exception {
    CompactingStore store = stores.open(disk, small.withFsync(true));
    onWorker(() -> stores.append(store, 0, 30));
    store.close();
    assertThat(View.of(store)).isEqualTo(View.of(stores.inMemory(30)));
    assertThat(View.of(stores.open(disk.afterPowerLoss(7), small))).isEqualTo(View.of(store));
  }

  @Test
  void a_force_that_fails_is_told_and_its_records_stay() throws Exception {
    CompactingStore store = stores.open(disk, small.withFsync(true));
    onWorker(() -> stores.append(store, 0, 3));
    failNextForce();
    assertThatThrownBy(() -> onWorker(store::flush))
        .isInstanceOfSatisfying(
            UndeliveredException.class, e -> assertThat(e.undelivered()).isEqualTo(3));
    failNextForce();
    assertThatThrownBy(() -> stores.append(store, 3)).isInstanceOf(ForceFailedException.class);
    stores.append(store, 4);

    assertThat(View.of(store)).isEqualTo(View.of(stores.inMemory(5)));
    assertThat(View.of(stores.open(disk.afterPowerLoss(3), small))).isEqualTo(View.of(store));
  }

  private void failNextForce() {
    boolean[] failed = new boolean[1];
    disk.at(
        (number, call, path) -> {
          boolean fails = call == Call.FORCE && !failed[0];
          failed[0] |= fails;
          return fails ? Fault.INPUT_OUTPUT_ERROR : null;
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  /** As a ring's worker does it. */
  private static void onWorker(Work work) throws Exception {
    IOException[] thrown = new IOException[1];
    Thread worker =
        new WorkerThread(
            "worker",
            true,
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                thrown[0] = e;
              }
            });
    worker.start();
    worker.join();
    if (thrown[0] != null) {
      throw thrown[0];
    }
  }

  @Test
  void a_directory_belongs_to_one_store_at_a_time() throws Exception {
    PersistenceConfig here = PersistenceConfig.in(directory);
    try (CompactingStore store = CompactingStore.open(stores.config, here)) {
      assertThatThrownBy(() -> CompactingStore.open(stores.config, here))
          .isInstanceOf(LockedException.class)
          .hasMessageContaining(directory + "/journal/journal.lock is held by");
      stores.append(store, 0);
    }
    try (CompactingStore store = CompactingStore.open(stores.config, here)) {
      assertThat(store.size()).isOne();
    }
  }

  @Test
  void what_is_too_long_is_cut_alike_in_memory_and_on_disk() throws Exception {
    StoreConfig config =
        stores.config.withRetention(Retention.DEFAULT).withKey(event -> event.loggerName());
    CompactingStore store = StoreOnDisk.open(disk, config, small);
    store.handle(TestEvents.event("x".repeat(100_000)));
    assertThat(store.latest("orders").orElseThrow().record().message())
        .startsWith("xxx")
        .hasSizeLessThan(13_000);
    assertThat(store.persistence().orElseThrow().cut()).isOne();
    assertThat(View.of(StoreOnDisk.open(disk.afterKill(), config, small)))
        .isEqualTo(View.of(store));

    assertThatThrownBy(() -> store.append("k".repeat(2_049), "message", TIME))
        .hasMessageContaining("key must have at most 2048 characters to be kept on disk, had 2049");
    assertThat(store.size()).isOne();
  }

  @Test
  void appends_go_on_while_a_checkpoint_is_written() throws Exception {
    PersistenceConfig here = PersistenceConfig.in(directory).withCheckpointRecords(1_000);
    StoreConfig config =
        StoreConfig.DEFAULT
            .withName("busy")
            .withMaxSnapshots(1)
            .withRetention(Retention.DEFAULT.withMaxRecords(3_000));
    View before;
    try (CompactingStore store = CompactingStore.open(config, here);
        Snapshot held = store.snapshot()) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        String name = "t" + t;
        threads.add(
            new Thread(
                () -> {
                  for (int n = 0; n < 5_000; n++) {
                    store.append(name + n % 500, "m" + n, TIME.plusMillis(n));
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> store.persistence().orElseThrow().checkpointEnd() >= 14_000);
      assertThat(held.endSequence()).isZero();
      assertThat(store.persistence().orElseThrow().failedCheckpoints()).isZero();
      before = View.of(closed(held, store));
    }
    try (CompactingStore store = CompactingStore.open(config, here)) {
      assertThat(View.of(store)).isEqualTo(before);
      assertThat(store.persistence().orElseThrow().recovery().replayed()).isZero();
    }
  }

  private static CompactingStore closed(Snapshot held, CompactingStore store) {
    held.close();
    return store;
  }

  @Test
  void wrong_options_are_named() {
    PersistenceConfig good = PersistenceConfig.in(directory);
    assertThatThrownBy(() -> good.withCheckpointRecords(0))
        .hasMessage("checkpointRecords must be at least 1, was 0");
    assertThatThrownBy(() -> good.withCheckpointBytes(0))
        .hasMessage("checkpointBytes must be at least 1, was 0");
    assertThatThrownBy(() -> good.withSegmentBytes(1))
        .hasMessage("segmentBytes must be 65536 to 1073741824, was 1");
  }
}
