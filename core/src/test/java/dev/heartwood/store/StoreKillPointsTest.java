package dev.heartwood.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.disk.SimulatedDisk;
import dev.heartwood.disk.SimulatedDisk.Fault;
import dev.heartwood.store.StoreOnDisk.View;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A life with everything in it (appends, checkpoints, segments that roll and go, close and
 * recovery), ended at each of its calls to the disk, by a kill and by a loss of power, and once
 * more while it recovers. What comes back is what a store in memory holds after the appends that
 * returned, or one more; and it goes on as that one does.
 */
class StoreKillPointsTest {
  private static final int RECORDS = 170;
  private static final int MORE = 60;

  private final StoreOnDisk stores = new StoreOnDisk();
  private final List<View> expected = new ArrayList<>();
  private View expectedLast;

  private void live(SimulatedDisk disk, PersistenceConfig persistence, long[] promised)
      throws IOException {
    for (int run = 1; run <= 2; run++) {
      CompactingStore store = stores.open(disk, persistence);
      for (long n = promised[0]; n < RECORDS * run / 2; n++) {
        stores.append(store, n);
        store.flush();
        promised[0] = n + 1;
      }
      store.close();
    }
  }

  private void remember() throws IOException {
    CompactingStore store = stores.inMemory(0);
    for (long n = 0; n <= RECORDS; n++) {
      expected.add(View.of(store));
      stores.append(store, n);
    }
    stores.append(store, RECORDS + 1, RECORDS + MORE);
    expectedLast = View.of(store);
  }

  @Test
  void a_store_in_the_page_cache_survives_a_kill_at_every_call() throws Exception {
    crashEverywhere(StoreOnDisk.SMALL);
  }

  @Test
  void a_durable_store_survives_a_loss_of_power_at_every_call() throws Exception {
    crashEverywhere(StoreOnDisk.SMALL.withFsync(true));
  }

  private void crashEverywhere(PersistenceConfig persistence) throws IOException {
    remember();
    SimulatedDisk whole = new SimulatedDisk(1);
    live(whole, persistence, new long[1]);
    try (CompactingStore store = stores.open(whole, persistence)) {
      PersistenceStats stats = store.persistence().orElseThrow();
      assertThat(stats.journal().first()).as("the journal lets go").isPositive();
      assertThat(stats.recovery().replayed()).as("closed with a checkpoint").isZero();
      assertThat(View.of(store)).isEqualTo(expected.get(RECORDS));
    }
    assertThat(whole.calls()).isGreaterThan(200);

    for (long call = 1; call <= whole.calls(); call++) {
      SimulatedDisk disk = new SimulatedDisk(call);
      long[] promised = new long[1];
      crashAt(disk, call);
      try {
        live(disk, persistence, promised);
      } catch (SimulatedDisk.Crash e) {
        // as planned
      }
      check(disk.afterKill(), persistence, promised[0], promised[0] + 1, call);
      long durable = persistence.fsync() ? promised[0] : 0;
      check(disk.afterPowerLoss(call), persistence, durable, promised[0] + 1, call);
      SimulatedDisk again = disk.afterKill();
      crashWhileRecovering(again, persistence, call);
      check(again.afterKill(), persistence, promised[0], promised[0] + 1, call);
    }
  }

  private static void crashAt(SimulatedDisk disk, long call) {
    long at = disk.calls() + call;
    disk.at((number, what, path) -> number == at ? Fault.CRASH : null);
  }

  private void crashWhileRecovering(SimulatedDisk disk, PersistenceConfig persistence, long call)
      throws IOException {
    crashAt(disk, 1 + call % 9);
    try {
      stores.open(disk, persistence);
      disk.crash();
    } catch (SimulatedDisk.Crash e) {
      // as planned
    }
  }

  private void check(
      SimulatedDisk disk, PersistenceConfig persistence, long least, long most, long call)
      throws IOException {
    try (CompactingStore store = stores.open(disk, persistence)) {
      long end = store.endSequence();
      assertThat(end).as("crash at call %s", call).isBetween(least, most);
      assertThat(View.of(store)).as("crash at call %s", call).isEqualTo(expected.get((int) end));
      StoreRecovery recovery = store.persistence().orElseThrow().recovery();
      assertThat(recovery.lost()).isZero();
      assertThat(recovery.badCheckpoints()).isZero();
      stores.append(store, end, RECORDS + MORE);
      store.flush();
      assertThat(View.of(store)).as("crash at call %s, then more", call).isEqualTo(expectedLast);
    }
  }
}
