package dev.heartwood.examples.capture;

import static dev.heartwood.testing.LogAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.examples.capture.CardGateway.Refused;
import dev.heartwood.testing.CaptureLogs;
import dev.heartwood.testing.CapturedLogs;
import dev.heartwood.testing.LogCapture;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.event.Level;

/** Each test sees what it logged itself, although they all run at the same time. */
@CaptureLogs(key = "kvp:orderId", failOnError = true)
@Execution(ExecutionMode.CONCURRENT)
class PaymentServiceTest {
  private static final CardGateway OPEN_HANDED = (orderId, cents) -> {};
  private static final CardGateway STINGY =
      (orderId, cents) -> {
        throw new Refused("no cover");
      };

  @Test
  void says_who_paid_what(CapturedLogs logs) {
    new PaymentService(OPEN_HANDED, Runnable::run).pay("ada", 7, 1990);

    assertThat(logs)
        .hasNoProblems()
        .containsSubsequence("order 7 paid", "receipt for order 7 mailed");
    assertThat(logs)
        .record(Level.INFO, "order 7 paid")
        .hasMdc("customer", "ada")
        .hasKeyValue("cents", 1990)
        .hasTemplate("order {} paid");
  }

  @Test
  void a_payment_that_is_refused_twice_is_an_error_with_its_reason(CapturedLogs logs) {
    logs.allow("payment of order 8 refused"); // any other ERROR fails the test

    new PaymentService(STINGY, Runnable::run).pay("bob", 8, 500);

    assertThat(logs)
        .hasLogged(Level.WARN, "payment of order 8 refused")
        .hasLogged(Level.ERROR, "payment of order 8 refused")
        .hasThrown(Refused.class, "no cover")
        .hasNo("order 8 paid");
    assertThat(logs.latest("8").orElseThrow()).hasLevel(Level.ERROR);
  }

  @Test
  void waits_for_what_another_thread_logs(CapturedLogs logs) {
    new PaymentService(OPEN_HANDED, logs.wrap(ForkJoinPool.commonPool())).pay("eve", 9, 100);

    logs.await(Duration.ofSeconds(10), record -> record.message().endsWith("9 mailed"));
  }

  @Test
  @CaptureLogs(level = Level.DEBUG, logger = "dev.heartwood.examples")
  void sees_debug_that_is_switched_off_for_everybody_else(CapturedLogs logs) {
    new PaymentService(OPEN_HANDED, Runnable::run).pay("zoe", 10, 100);

    assertThat(logs).hasLogged(Level.DEBUG, "asking the gateway, attempt 1");
  }

  @Test
  void a_part_of_a_test_is_captured_without_the_annotation() {
    try (LogCapture capture = LogCapture.of(PaymentService.class)) {
      new PaymentService(OPEN_HANDED, Runnable::run).pay("kim", 11, 100);
      assertThat(capture.logs().messages()).startsWith("order 11 paid");
    }
  }
}
