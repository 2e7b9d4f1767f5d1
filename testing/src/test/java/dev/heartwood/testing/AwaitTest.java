package dev.heartwood.testing;

import static dev.heartwood.testing.LogAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@CaptureLogs
class AwaitTest {
  private static final Logger LOG = LoggerFactory.getLogger("quiet.await");
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void a_record_that_is_there_is_returned_at_once(CapturedLogs logs) {
    LOG.info("there");
    assertThat(logs.await(Duration.ZERO, r -> r.message().equals("there"))).hasMessage("there");
  }

  @Test
  void a_record_that_comes_later_ends_the_wait(CapturedLogs logs) throws Exception {
    var asked = new CountDownLatch(1);
    Thread later = new Thread(() -> logAfter(asked));
    later.start();
    LOG.info("first");
    var found =
        logs.await(
            LONG,
            r -> {
              asked.countDown();
              return r.message().equals("later");
            });
    assertThat(found).hasMessage("later").hasThread(later.getName());
    later.join();
  }

  @Test
  void each_record_is_looked_at_once_and_no_sooner_than_it_is_there(CapturedLogs logs) {
    var looks = new AtomicInteger();
    for (int i = 0; i < 10; i++) {
      LOG.info("record {}", i);
    }
    assertThat(logs.await(LONG, 10, r -> looks.incrementAndGet() > 0)).hasSize(10);
    assertThat(looks).hasValue(10);
  }

  @Test
  void the_deadline_fails_the_test_and_lists_what_was_logged(CapturedLogs logs) {
    LOG.info("something else");
    long start = System.nanoTime();
    assertThatThrownBy(() -> logs.await(Duration.ofMillis(50), 2, r -> r.message().equals("never")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("0 of 2 matching records after PT0.05S")
        .hasMessageContaining("INFO quiet.await - something else");
    assertThat(System.nanoTime() - start)
        .isBetween(Duration.ofMillis(50).toNanos(), Duration.ofSeconds(20).toNanos());
  }

  @Test
  void a_predicate_that_logs_does_not_lock_itself_out(CapturedLogs logs) {
    LOG.info("look");
    logs.await(
        LONG,
        r -> {
          LOG.info("looked at {}", r.message());
          return r.message().equals("looked at look");
        });
    assertThat(logs).containsSubsequence("look", "looked at look");
  }

  @Test
  void an_interrupt_ends_the_wait_and_stays_set(CapturedLogs logs) {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> logs.await(LONG, r -> false)).hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_wait_for_ever_is_no_overflow(CapturedLogs logs) {
    LOG.info("there");
    assertThat(logs.await(Duration.ofSeconds(Long.MAX_VALUE), r -> true)).hasMessage("there");
  }

  @Test
  void awaitility_works_on_it(CapturedLogs logs) {
    new Thread(() -> LOG.info("from a thread")).start();
    await().untilAsserted(() -> assertThat(logs).hasLogged("from a thread"));
  }

  private static void logAfter(CountDownLatch latch) {
    try {
      latch.await();
      LOG.info("later");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
