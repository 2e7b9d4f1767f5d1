package dev.heartwood.examples.docs;

import static dev.heartwood.testing.LogAssertions.assertThat;

import dev.heartwood.testing.CaptureLogs;
import dev.heartwood.testing.CapturedLogs;
import dev.heartwood.testing.LogCapture;
import dev.heartwood.testing.LogCaptureExtension;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** The samples of docs/testing.md. */
class TestingPageTest {
  @Nested
  @CaptureLogs
  class OrderServiceTest {
    @Test
    void says_what_it_placed(CapturedLogs logs) {
      new OrderService().place("order-42");

      assertThat(logs)
          .hasLogged(Level.INFO, "order order-42 placed")
          .hasKeyValue("orderId", "order-42")
          .hasNoProblems();
    }
  }

  @Nested
  class WithAnExtensionAsAField {
    @RegisterExtension
    final LogCaptureExtension capture =
        LogCaptureExtension.builder().level(Level.DEBUG, "com.shop").failOnError().build();

    @Test
    void sees_a_level_that_is_switched_off(CapturedLogs logs) {
      LoggerFactory.getLogger("com.shop.orders").debug("looked at");
      assertThat(logs).hasLogged(Level.DEBUG, "looked at");
    }
  }

  @Test
  void captures_a_part_of_a_test() {
    try (LogCapture capture = LogCapture.of(OrderService.class)) {
      new OrderService().place("order-43");
      assertThat(capture.logs()).hasLogged("order order-43 placed");
    }
  }

  @Test
  @CaptureLogs
  void asks_and_waits(CapturedLogs logs) {
    MDC.put("tenant", "acme");
    new OrderService().place("order-42");
    MDC.remove("tenant");
    new OrderService().mail();

    assertThat(logs).record(Level.INFO, "order order-42 placed").hasMdc("tenant", "acme");
    assertThat(logs).containsSubsequence("order order-42 placed", "mail sent").hasNo(Level.ERROR);

    logs.await(Duration.ofSeconds(5), record -> record.message().equals("mail sent"));
    Awaitility.await().untilAsserted(() -> assertThat(logs).hasLogged("mail sent"));
  }

  @Test
  @CaptureLogs
  void hands_tasks_to_a_pool(CapturedLogs logs) {
    ExecutorService sharedPool = Executors.newSingleThreadExecutor();

    ExecutorService pool = logs.wrap(sharedPool);
    CompletableFuture.runAsync(() -> new OrderService().place("order-44"), pool).join();

    assertThat(logs).hasLogged("order order-44 placed");
    sharedPool.shutdown();
  }

  @Test
  @CaptureLogs(failOnError = true)
  void allows_an_error_that_it_expects(CapturedLogs logs) {
    logs.allow("payment of order-8 refused"); // any other ERROR fails the test
    LoggerFactory.getLogger("com.shop").error("payment of order-8 refused");
    assertThat(logs).hasSize(1);
  }

  private static final class OrderService {
    private final Logger logger = LoggerFactory.getLogger(OrderService.class);

    void place(String order) {
      logger.atInfo().addKeyValue("orderId", order).log("order {} placed", order);
    }

    void mail() {
      logger.info("mail sent");
    }
  }
}
