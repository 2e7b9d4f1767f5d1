package dev.heartwood.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heartwood.service.entry.LogContent;
import dev.heartwood.service.ingest.Batch;
import dev.heartwood.service.ingest.IdempotencyConflictException;
import dev.heartwood.service.ingest.Origin;
import dev.heartwood.service.ingest.UnavailableException;
import dev.heartwood.service.query.Condition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacklogTest {
  private static final int SEGMENT_BYTES = 256 << 10;

  @TempDir Path directory;

  @Test
  void an_index_that_fails_keeps_its_place_and_ingest_goes_on_until_its_bytes_are_used_up()
      throws Exception {
    FailingStorage storage = new FailingStorage();
    List<String> problems = new CopyOnWriteArrayList<>();
    ServiceOptions options =
        Services.options(directory)
            .withSegmentBytes(SEGMENT_BYTES)
            .withJournalBytes(8L * SEGMENT_BYTES)
            .withRules("rules: []")
            .withStatus((level, message, cause) -> problems.add(message));
    Random random = new Random(5);
    List<String> sent = new ArrayList<>();
    try (LogService service = LogService.open(options, (path, entries) -> storage)) {
      storage.fail(true);
      boolean full = false;
      while (!full) {
        LogContent content = Contents.info(noise(random));
        try {
          service.ingest(content, Origin.LOCAL);
          sent.add(content.message());
        } catch (UnavailableException e) {
          assertThat(e.reason()).isEqualTo(UnavailableException.Reason.BACKLOG_FULL);
          assertThat(e.retryAfter()).isPositive();
          full = true;
        }
      }
      assertThat(sent.size()).isGreaterThan(20);
      assertThat(service.info().backlog()).isEqualTo(sent.size());
      await() // the index may not have been tried yet
          .untilAsserted(
              () ->
                  assertThat(service.health().reasons())
                      .anyMatch(why -> why.equals("view index fails: the index is out of order")));
      assertThat(service.health().ready()).isFalse();
      assertThat(problems).anyMatch(each -> each.startsWith("view index fails"));

      storage.fail(false);
      assertThat(Services.messages(Services.found(service, Condition.EVERYTHING)))
          .containsExactlyInAnyOrderElementsOf(sent);
      await().untilAsserted(() -> assertThat(service.health().ready()).isTrue());
      assertThat(service.accounting().total().rejected()).containsEntry("backlog_full", 1L);
      assertThat(service.accounting().total().stored()).isEqualTo(sent.size());
    }
  }

  @Test
  void of_two_requests_with_one_key_at_a_time_one_is_stored_and_the_other_told_so()
      throws Exception {
    ServiceOptions options = Services.options(directory).withRules("rules: []");
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger conflicts = new AtomicInteger();
    try (LogService service = LogService.open(options, (path, entries) -> new FailingStorage())) {
      for (int round = 0; round < 50; round++) {
        Batch batch =
            Batch.of(Contents.numbered("shop", 0, 100))
                .withIdempotency(new Batch.Idempotency("round " + round, round));
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          Thread thread =
              new Thread(
                  () -> {
                    try {
                      start.await();
                      service.ingest(batch, Origin.LOCAL);
                      answered.incrementAndGet();
                    } catch (IdempotencyConflictException e) {
                      conflicts.addAndGet(e.isInProgress() ? 1 : 0);
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  });
          threads.add(thread);
          thread.start();
        }
        start.countDown();
        for (Thread thread : threads) {
          thread.join();
        }
      }
      assertThat(answered.get() + conflicts.get()).isEqualTo(200);
      assertThat(service.accounting().total().stored()).isEqualTo(5000);
      assertThat(service.accounting().total().received()).isEqualTo(20_000);
      assertThatThrownBy(
              () ->
                  service.ingest(
                      Batch.of(List.of()).withIdempotency(new Batch.Idempotency("round 1", 7)),
                      Origin.LOCAL))
          .isInstanceOf(IdempotencyConflictException.class);
    }
  }

  /** Not to be compressed. */
  private static String noise(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append((char) (' ' + random.nextInt(95)));
    }
    return text.toString();
  }
}
