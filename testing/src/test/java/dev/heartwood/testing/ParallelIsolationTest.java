package dev.heartwood.testing;

import static dev.heartwood.testing.LogAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tests that run at the same time, and threads that work for one after another. */
class ParallelIsolationTest {
  private static final Logger LOG = LoggerFactory.getLogger("quiet.parallel");
  private static final AtomicInteger RUNS = new AtomicInteger();
  private static final int TESTS = 40;

  @Test
  void tests_at_the_same_time_see_their_own_logs_and_nothing_else() {
    RUNS.set(0);
    TestRun.inParallel(ManyThreads.class, ManyThreadsAgain.class)
        .testEvents()
        .assertStatistics(s -> s.started(2 * TESTS).succeeded(2 * TESTS));
    assertThat(RUNS).hasValue(2 * TESTS);
  }

  @Test
  void an_identity_inherited_from_a_finished_test_counts_as_unattributed() {
    TestRun.of(LeavesAThreadBehind.class).testEvents().assertStatistics(s -> s.succeeded(2));
  }

  @Test
  void a_pool_thread_born_in_one_running_test_gives_nothing_of_another_to_it() {
    try (LogCapture first = LogCapture.start()) {
      ExecutorService pool = Executors.newSingleThreadExecutor();
      try {
        CompletableFuture.runAsync(() -> LOG.info("born here"), pool).join();
        CompletableFuture<List<String>> other = new CompletableFuture<>();
        TestIdentity.set(null); // so that the stranger inherits nothing
        Thread stranger = new Thread(() -> other.complete(logThrough(pool)));
        stranger.start();
        assertThat(other.join()).containsExactly("wrapped by another");
      } finally {
        pool.shutdown();
      }
      assertThat(first.logs()).isEmpty();
    }
  }

  private static List<String> logThrough(ExecutorService pool) {
    try (LogCapture second = LogCapture.start()) {
      CompletableFuture.runAsync(() -> LOG.info("by another"), pool).join();
      CompletableFuture.runAsync(() -> LOG.info("wrapped by another"), second.logs().wrap(pool))
          .join();
      return second.logs().messages();
    }
  }

  @CaptureLogs
  static class ManyThreads {
    static ExecutorService shared;

    @BeforeAll
    static void open() {
      shared = Executors.newFixedThreadPool(2);
    }

    @AfterAll
    static void close() {
      shared.shutdown();
    }

    @RepeatedTest(TESTS)
    void logs_from_everywhere(CapturedLogs logs) throws Exception {
      everywhere(logs, shared);
    }
  }

  @CaptureLogs
  static class ManyThreadsAgain {
    private final CapturedLogs logs;

    ManyThreadsAgain(CapturedLogs logs) {
      this.logs = logs;
    }

    @RepeatedTest(TESTS)
    void logs_from_everywhere() throws Exception {
      ExecutorService own = Executors.newFixedThreadPool(2);
      try {
        everywhere(logs, own);
      } finally {
        own.shutdown();
      }
    }
  }

  private static void everywhere(CapturedLogs logs, ExecutorService pool) throws Exception {
    String id = "run-" + RUNS.incrementAndGet();
    LOG.info("{} own thread", id);
    Thread child = new Thread(() -> LOG.info("{} child thread", id));
    child.start();
    var wrapped = CompletableFuture.runAsync(() -> LOG.info("{} wrapped", id), logs.wrap(pool));
    var task = ForkJoinPool.commonPool().submit(logs.wrap(() -> LOG.info("{} wrapped task", id)));
    var plain = CompletableFuture.runAsync(() -> LOG.info("{} plain pool", id), pool);
    var common = ForkJoinPool.commonPool().submit(() -> LOG.info("{} common pool", id));
    child.join();
    wrapped.join();
    task.get();
    plain.join();
    common.get();

    assertThat(logs.messages())
        .contains(id + " own thread", id + " child thread", id + " wrapped", id + " wrapped task")
        .allMatch(message -> message.startsWith(id + " "))
        .doesNotContain(id + " plain pool");
    List<String> unattributed = new ArrayList<>();
    logs.unattributed().forEach(record -> unattributed.add(record.message()));
    assertThat(unattributed).contains(id + " plain pool");
  }

  @CaptureLogs
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  static class LeavesAThreadBehind {
    private static final LinkedBlockingQueue<String> TO_LOG = new LinkedBlockingQueue<>();

    @Test
    @Order(1)
    void starts_a_thread(CapturedLogs logs) {
      Thread longLived = new Thread(LeavesAThreadBehind::logWhatComes);
      longLived.setDaemon(true);
      longLived.start();
      TO_LOG.add("for the first");
      logs.await(Duration.ofSeconds(10), r -> r.message().equals("for the first"));
    }

    @Test
    @Order(2)
    void uses_it_again(CapturedLogs logs) {
      TO_LOG.add("for the second");
      await()
          .until(() -> logs.unattributed().stream().anyMatch(r -> r.message().endsWith("second")));
      assertThat(logs).isEmpty();
      TO_LOG.add("end");
    }

    private static void logWhatComes() {
      try {
        for (String next = TO_LOG.take(); !next.equals("end"); next = TO_LOG.take()) {
          LOG.info(next);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
