package dev.heartwood.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.store.StoreOnDisk.View;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that appends to a store on disk, again and again, at any time: every other time
 * in its first second, so also while it recovers, else in the second behind its first append, so
 * also while it writes a checkpoint. What two of three processes leave the next one finds; what the
 * third leaves is compared with a store in memory. {@code -Dheartwood.store.kills=N} says how
 * often.
 */
class StoreKillLoopTest {
  private static final int KILLS = Integer.getInteger("heartwood.store.kills", 3);
  private static final long SEED = Long.getLong("heartwood.seed", 20261124);

  @TempDir Path directory;

  private final StoreOnDisk stores = new StoreOnDisk();
  private CompactingStore memory;
  private MappedByteBuffer notes;

  @Test
  void every_append_that_returned_is_there_after_a_kill() throws Exception {
    Random random = new Random(SEED);
    memory = stores.inMemory(0);
    notes = KilledStore.notes(directory.resolve("notes"));
    for (int kill = 1; kill <= KILLS; kill++) {
      long begun = kill;
      long before = notes.getLong(KilledStore.RETURNED);
      Process process = start();
      await().until(() -> notes.getLong(KilledStore.BEGUN) == begun);
      if (kill % 2 == 0 || kill == KILLS) {
        await().until(() -> notes.getLong(KilledStore.RETURNED) > before);
      }
      process.waitFor(random.nextInt(800), TimeUnit.MILLISECONDS); // it does not end
      assertThat(process.isAlive()).isTrue();
      process.destroyForcibly();
      process.waitFor();
      if (kill % 3 == 0 || kill == KILLS) {
        compare(kill);
      }
    }
    assertThat(memory.endSequence()).isPositive();
    System.out.println(KILLS + " kills, " + memory.endSequence() + " records");
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KilledStore.class.getName(),
            directory.resolve("store").toString(),
            directory.resolve("notes").toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void compare(int kill) throws IOException {
    long acked = notes.getLong(KilledStore.RETURNED);
    PersistenceConfig persistence = KilledStore.persistence(directory.resolve("store"));
    try (CompactingStore store = CompactingStore.open(stores.config, persistence)) {
      assertThat(store.endSequence()).as("after kill %s", kill).isBetween(acked, acked + 1);
      stores.append(memory, memory.endSequence(), store.endSequence());
      assertThat(View.of(store)).as("after kill %s", kill).isEqualTo(View.of(memory));
      StoreRecovery recovery = store.persistence().orElseThrow().recovery();
      assertThat(recovery.lost()).isZero();
      assertThat(recovery.badCheckpoints()).isZero();
    }
  }
}
