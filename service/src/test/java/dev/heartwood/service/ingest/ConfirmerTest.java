package dev.heartwood.service.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.service.ingest.UnavailableException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfirmerTest {
  private final List<Long> awaited = new CopyOnWriteArrayList<>();

  @Test
  void tells_nobody_before_the_disk_has_confirmed_and_then_everybody() {
    CountDownLatch disk = new CountDownLatch(1);
    try (Confirmer confirmer =
        new Confirmer(
            sequence -> {
              pass(disk);
              awaited.add(sequence);
            })) {
      List<CompletionStage<@Nullable Void>> all = new ArrayList<>();
      for (long sequence = 0; sequence < 100; sequence++) {
        all.add(confirmer.confirmed(sequence));
      }
      assertThat(all).noneMatch(ConfirmerTest::isDone);

      disk.countDown();
      await().until(() -> all.stream().allMatch(ConfirmerTest::isDone));
      assertThat(awaited).hasSize(100).contains(0L, 99L);
    }
  }

  @Test
  void waits_for_the_newest_of_a_round_first_so_that_one_force_serves_all_of_it() {
    CountDownLatch first = new CountDownLatch(1);
    try (Confirmer confirmer =
        new Confirmer(
            sequence -> {
              pass(first);
              awaited.add(sequence);
            })) {
      confirmer.confirmed(1);
      await().until(() -> confirmer.waiting() == 0); // it is in hand
      List<CompletionStage<@Nullable Void>> next =
          List.of(confirmer.confirmed(2), confirmer.confirmed(3), confirmer.confirmed(4));
      first.countDown();
      await().until(() -> next.stream().allMatch(ConfirmerTest::isDone));
      assertThat(awaited).containsExactly(1L, 4L, 3L, 2L);
    }
  }

  @Test
  void a_record_that_the_disk_did_not_confirm_fails_alone() {
    UnavailableException failed =
        new UnavailableException(Reason.UNCONFIRMED, "no", Duration.ofSeconds(1), null);
    try (Confirmer confirmer =
        new Confirmer(
            sequence -> {
              if (sequence == 2) {
                throw failed;
              }
            })) {
      CompletionStage<@Nullable Void> first = confirmer.confirmed(1);
      CompletionStage<@Nullable Void> second = confirmer.confirmed(2);
      CompletionStage<@Nullable Void> third = confirmer.confirmed(3);
      await().until(() -> isDone(first) && isDone(second) && isDone(third));
      assertThat(first.toCompletableFuture()).isCompleted();
      assertThat(third.toCompletableFuture()).isCompleted();
      assertThat(second.toCompletableFuture())
          .isCompletedExceptionally()
          .failsWithin(Duration.ZERO)
          .withThrowableOfType(java.util.concurrent.ExecutionException.class)
          .withCause(failed);
    }
  }

  @Test
  void forgets_nobody_at_the_end_and_nobody_after_it() {
    CountDownLatch disk = new CountDownLatch(1);
    Confirmer confirmer = new Confirmer(sequence -> pass(disk));
    CompletionStage<@Nullable Void> before = confirmer.confirmed(1);
    Thread closing = new Thread(confirmer::close);
    closing.start();
    disk.countDown();
    await().until(() -> !closing.isAlive());
    assertThat(before.toCompletableFuture()).isCompleted();
    assertThat(confirmer.confirmed(2).toCompletableFuture()).isCompleted();
  }

  private static boolean isDone(CompletionStage<@Nullable Void> stage) {
    return stage.toCompletableFuture().isDone();
  }

  private static void pass(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }
}
