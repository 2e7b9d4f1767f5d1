package dev.heartwood.service.storage.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.faults.ChildJvm;
import dev.heartwood.service.query.Condition;
import dev.heartwood.service.query.LogQuery;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that fills an index is killed, again and again.
 *
 * <p>{@code -Dheartwood.storage.kills=N} kills more often, {@code -Dheartwood.seed=N} at other
 * moments.
 */
class KilledStorageTest {
  private static final int KILLS = Integer.getInteger("heartwood.storage.kills", 3);

  @TempDir Path temporary;

  @Test
  void has_what_it_had_committed_and_takes_the_rest_once() throws Exception {
    long seed = Long.getLong("heartwood.seed", System.nanoTime());
    Random random = new Random(seed);
    Path index = temporary.resolve("index");
    long committed = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      committed = Math.max(committed, run_and_kill(index, random));
      try (LuceneStorage storage = LuceneStorage.open(index, StorageProcess.ENTRIES)) {
        assertThat(storage.committed())
            .describedAs("seed " + seed)
            .isGreaterThanOrEqualTo(committed);
        long end = storage.committed() + random.nextInt(1000);
        storage.add(StorageProcess.entries(storage.committed(), end));
        storage.refresh();
        has_each_once(storage, end, "seed " + seed);
      }
    }
    assertThat(committed).isPositive();
  }

  private long run_and_kill(Path index, Random random) throws Exception {
    Path errors = temporary.resolve("errors");
    String seed = Long.toString(random.nextInt());
    try (ChildJvm child =
        ChildJvm.start(List.of(), errors, StorageProcess.class, index.toString(), seed)) {
      String last = child.line();
      assertThat(last).describedAs(child.errors()).isNotNull();
      for (int commits = random.nextInt(6); commits > 0; commits--) {
        last = child.line();
      }
      LockSupport.parkNanos(random.nextInt(30_000_000)); // any moment will do
      child.kill();
      return Long.parseLong(last);
    }
  }

  private static void has_each_once(LuceneStorage storage, long end, String seed) throws Exception {
    BitSet seen = new BitSet();
    storage.scan(
        LogQuery.newest(Condition.EVERYTHING, 1),
        entry -> {
          int sequence = (int) entry.sequence();
          assertThat(seen.get(sequence)).describedAs(seed + ": " + sequence).isFalse();
          assertThat(entry).isEqualTo(StorageProcess.entry(sequence));
          seen.set(sequence);
          return true;
        });
    // a day that was committed before the kill, ahead of the others, may have more
    assertThat(seen.nextClearBit(0)).describedAs(seed).isGreaterThanOrEqualTo((int) end);
  }
}
