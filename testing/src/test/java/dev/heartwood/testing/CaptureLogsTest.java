package dev.heartwood.testing;

import static dev.heartwood.testing.LogAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

@CaptureLogs
class CaptureLogsTest {
  private static final Logger LOG = LoggerFactory.getLogger(CaptureLogsTest.class);

  private final CapturedLogs ofConstructor;

  CaptureLogsTest(CapturedLogs logs) {
    ofConstructor = logs;
    LOG.info("constructed");
  }

  @BeforeEach
  void prepare(CapturedLogs logs) {
    LOG.info("prepared");
    assertThat(logs.messages()).isEqualTo(ofConstructor.messages());
  }

  @AfterEach
  void finish(CapturedLogs logs) {
    assertThat(logs.messages()).startsWith("constructed", "prepared");
  }

  @Test
  void a_test_sees_what_its_constructor_lifecycle_and_body_logged(CapturedLogs logs) {
    LOG.warn("order {} late", 42);
    assertThat(logs).containsSubsequence("constructed", "prepared", "order 42 late");
    assertThat(logs).hasSize(3).record(Level.WARN, "order 42 late").hasTemplate("order {} late");
  }

  @Test
  void child_threads_belong_to_the_test_that_started_them(CapturedLogs logs) throws Exception {
    Thread child = new Thread(() -> inNewThread(() -> LOG.info("from a grandchild")));
    child.start();
    child.join();
    assertThat(logs).hasLogged("from a grandchild").hasNo(Level.ERROR);
  }

  @Test
  void a_pool_belongs_to_nobody_until_it_is_wrapped(CapturedLogs logs) throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      pool.submit(() -> LOG.info("plain")).get();
      logs.wrap(pool).submit(() -> LOG.info("wrapped")).get();
    } finally {
      pool.shutdown();
    }
    assertThat(logs).hasLogged("wrapped").hasNo("plain");
    assertThat(logs.unattributed()).extracting("message").contains("plain");
  }

  @Test
  void an_mdc_taken_along_names_the_test(CapturedLogs logs) throws Exception {
    var mdc = MDC.getCopyOfContextMap();
    var seen = new AtomicReference<String>();
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      pool.submit(
              () -> {
                MDC.setContextMap(mdc);
                MDC.put("user", "ada");
                LOG.info("with MDC");
                seen.set(MDC.get(CapturedLogs.MDC_KEY));
              })
          .get();
    } finally {
      pool.shutdown();
    }
    assertThat(logs).record(Level.INFO, "with MDC").hasMdc("user", "ada");
    assertThat(seen.get()).isEqualTo(logs.testId());
    assertThat(logs.byMdc("user", "ada").get(0).mdc()).containsOnlyKeys("user");
  }

  @Test
  @CaptureLogs(level = Level.DEBUG, logger = "dev.heartwood")
  void a_granted_level_is_captured_in_both_apis(CapturedLogs logs) {
    LOG.debug("classic {}", 1);
    LOG.atDebug().addKeyValue("order", 42).log("fluent");
    LOG.trace("too fine");
    assertThat(logs)
        .hasLogged(Level.DEBUG, "classic 1")
        .hasLogged(Level.DEBUG, "fluent")
        .hasKeyValue("order", 42L)
        .hasNo(Level.TRACE);
  }

  private static void inNewThread(Runnable task) {
    Thread thread = new Thread(task);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
