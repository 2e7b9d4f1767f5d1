package dev.heartwood.testing;

import static dev.heartwood.testing.LogAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.LogRecord;
import java.time.Duration;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JDK's own threads: some work for one test, some for whoever comes. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreadsOfOthersTest {
  private static final Logger LOG = LoggerFactory.getLogger("quiet.threads");

  @Test
  @Order(1) // the JDK makes its thread for timeouts once
  void a_timeout_of_a_future_gives_nothing_to_the_test_that_had_the_first_timeout() {
    try (LogCapture first = LogCapture.start()) {
      logAfterTimeout("timeout of the first").join();
      Thread other = asStranger(() -> logAfterTimeout("timeout of another").join());
      join(other);
      assertThat(first.logs()).isEmpty();
      assertThat(first.logs().unattributed())
          .extracting(LogRecord::message)
          .contains("timeout of the first", "timeout of another");
    }
  }

  @Test
  void a_delayed_task_gives_nothing_to_the_test_that_had_the_first_one() {
    try (LogCapture first = LogCapture.start()) {
      logDelayed("delay of the first").join();
      join(asStranger(() -> logDelayed("delay of another").join()));
      assertThat(first.logs()).isEmpty();
    }
  }

  @Test
  void a_parallel_stream_is_the_tests_own_on_its_thread_only() {
    try (LogCapture capture = LogCapture.start()) {
      Thread own = Thread.currentThread();
      IntStream.range(0, 200).parallel().forEach(i -> LOG.info("element {}", i));
      assertThat(capture.logs().replay())
          .allMatch(record -> record.threadName().equals(own.getName()));
      int all = capture.logs().replay().size() + elementsOf(capture.logs().unattributed());
      assertThat(all).isEqualTo(200);
    }
  }

  @Test
  void a_timer_that_outlives_its_test_is_unattributed_from_then_on() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    LogCapture first = LogCapture.start();
    Timer timer = new Timer("outlives", true);
    try {
      timer.schedule(task(() -> LOG.info("during the test")), 0);
      first.logs().await(Duration.ofSeconds(10), r -> r.message().equals("during the test"));
      first.close();
      try (LogCapture second = LogCapture.start()) {
        timer.schedule(
            task(
                () -> {
                  LOG.info("after the test");
                  ended.countDown();
                }),
            0);
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second.logs()).isEmpty();
        await()
            .untilAsserted(
                () ->
                    assertThat(second.logs().unattributed())
                        .extracting(LogRecord::message)
                        .contains("after the test"));
        assertThat(first.logs().messages()).containsExactly("during the test");
      }
    } finally {
      timer.cancel();
    }
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void virtual_threads_belong_to_the_test_that_starts_them() throws Exception {
    var start = Thread.class.getMethod("startVirtualThread", Runnable.class); // compiled for 17
    try (LogCapture capture = LogCapture.start()) {
      Thread virtual = (Thread) start.invoke(null, (Runnable) () -> LOG.info("virtual"));
      virtual.join();
      assertThat(capture.logs().messages()).containsExactly("virtual");
    }
  }

  private static CompletableFuture<Void> logAfterTimeout(String message) {
    var slow = new CompletableFuture<Void>();
    CompletableFuture<Void> logged = slow.thenRun(() -> LOG.info(message));
    slow.completeOnTimeout(null, 1, TimeUnit.MILLISECONDS); // last: the JDK's thread is to log
    return logged;
  }

  private static CompletableFuture<Void> logDelayed(String message) {
    return CompletableFuture.runAsync(
        () -> LOG.info(message), CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS));
  }

  private static TimerTask task(Runnable runnable) {
    return new TimerTask() {
      @Override
      public void run() {
        runnable.run();
      }
    };
  }

  /** On a thread that works for no test. */
  private static Thread asStranger(Runnable runnable) {
    Thread stranger =
        new Thread(
            () -> {
              TestIdentity.set(null);
              runnable.run();
            });
    stranger.start();
    return stranger;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static int elementsOf(List<LogRecord> records) {
    return (int) records.stream().filter(r -> r.message().startsWith("element ")).count();
  }
}
