package dev.heartwood.testing;

import static dev.heartwood.testing.LogAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.LogRecord;
import dev.heartwood.TestEvents;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;

class LogCaptureTest {
  private static final Logger LOG = LoggerFactory.getLogger("quiet.orders.Service");

  @Test
  void reads_go_by_every_part_of_a_record() {
    try (LogCapture capture = LogCapture.start()) {
      CapturedLogs logs = capture.logs();
      MDC.put("user", "ada");
      LOG.atWarn()
          .addMarker(MarkerFactory.getMarker("AUDIT"))
          .addKeyValue("orderId", 42)
          .addKeyValue("total", new BigDecimal("9.50"))
          .setCause(new IllegalStateException("outer", new ArithmeticException("inner")))
          .log("order {} refused", 42);
      MDC.remove("user");
      LOG.info("something else");

      List<LogRecord> refused = List.of(logs.replay().get(0));
      assertThat(logs.byLevel(Level.WARN)).isEqualTo(refused);
      assertThat(logs.atLeast(Level.WARN)).isEqualTo(refused);
      assertThat(logs.atLeast(Level.INFO)).hasSize(2);
      assertThat(logs.byLogger("quiet.orders")).hasSize(2);
      assertThat(logs.byLogger("quiet.order")).isEmpty();
      assertThat(logs.byMdc("user", "ada")).isEqualTo(refused);
      assertThat(logs.byKeyValue("orderId", 42L)).isEqualTo(refused);
      assertThat(logs.byKeyValue("total", 9.5)).isEqualTo(refused);
      assertThat(logs.byMarker("AUDIT")).isEqualTo(refused);
      assertThat(logs.byThrown(ArithmeticException.class)).isEqualTo(refused);
      assertThat(logs.byThrown(RuntimeException.class)).isEmpty();
      assertThat(logs.containing("42 ref")).isEqualTo(refused);
      assertThat(logs.where(r -> r.template().contains("{}"))).isEqualTo(refused);
      assertThat(logs)
          .hasThrown(ArithmeticException.class, "inner")
          .hasMarker("AUDIT")
          .hasMdc("user", "ada");
    }
  }

  @Test
  void a_read_is_a_copy_that_nothing_changes() {
    try (LogCapture capture = LogCapture.start()) {
      LOG.info("one");
      List<LogRecord> before = capture.logs().replay();
      LOG.info("two");
      assertThat(before).hasSize(1);
      assertThatThrownBy(before::clear).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void arguments_are_kept_as_they_were_at_the_call() {
    try (LogCapture capture = LogCapture.start()) {
      var mutable = new StringBuilder("before");
      LOG.info("value {}", mutable);
      mutable.append(" and after");
      assertThat(capture.logs()).hasLogged("value before");
    }
  }

  @Test
  void one_class_alone_is_captured_on_request() {
    try (LogCapture capture = LogCapture.of(LogCaptureTest.class)) {
      LOG.info("from another");
      LoggerFactory.getLogger(LogCaptureTest.class.getName() + ".part").info("from this");
      assertThat(capture.logs().messages()).containsExactly("from this");
    }
  }

  @Test
  void a_capture_within_another_sees_its_part_and_the_outer_one_all() throws Exception {
    try (LogCapture outer = LogCapture.start()) {
      Thread child;
      LogCapture inner = LogCapture.start();
      try (inner) {
        LOG.info("inner");
        child = new Thread(() -> LOG.info("later"));
      }
      child.start(); // the capture that it was made in is over, the one around it is not
      child.join();
      LOG.info("outer");
      assertThat(inner.logs().messages()).containsExactly("inner");
      assertThat(outer.logs().messages()).containsExactly("inner", "later", "outer");
    }
  }

  @Test
  void the_newest_records_are_kept() {
    try (LogCapture capture = LogCapture.start(CaptureConfig.DEFAULT.withMaxRecords(3))) {
      for (int i = 0; i < 10; i++) {
        LOG.info("{}", i);
      }
      assertThat(capture.logs().messages()).containsExactly("7", "8", "9");
      assertThat(capture.logs().lost()).isEqualTo(7);
    }
  }

  @Test
  void the_newest_record_of_each_key_is_found() {
    try (LogCapture capture = LogCapture.start(CaptureConfig.DEFAULT.withKey("kvp:orderId"))) {
      LOG.atInfo().addKeyValue("orderId", 1).log("placed");
      LOG.atInfo().addKeyValue("orderId", 2).log("placed");
      LOG.atInfo().addKeyValue("orderId", 1).log("shipped");
      LOG.info("no key");
      assertThat(capture.logs().latest("1").map(LogRecord::message)).hasValue("shipped");
      assertThat(capture.logs().latest("3")).isEmpty();
      assertThat(capture.logs().latest()).hasSize(2);
    }
    assertThatThrownBy(() -> CaptureConfig.DEFAULT.withKey("order"))
        .hasMessageContaining("key must be kvp:NAME");
  }

  @Test
  void wrapped_tasks_and_executors_work_for_the_test() throws Exception {
    ScheduledExecutorService pool = Executors.newSingleThreadScheduledExecutor();
    try (LogCapture capture = LogCapture.start()) {
      ScheduledExecutorService wrapped = capture.logs().wrap(pool);
      wrapped.schedule(() -> LOG.info("1"), 0, TimeUnit.MILLISECONDS).get();
      wrapped.schedule(says("2"), 0, TimeUnit.MILLISECONDS).get();
      wrapped.submit(() -> LOG.info("3")).get();
      wrapped.submit(() -> LOG.info("4"), "done").get();
      wrapped.submit(says("5")).get();
      wrapped.execute(() -> LOG.info("6"));
      wrapped.invokeAll(List.of(says("7"), says("8")));
      wrapped.invokeAll(List.of(says("9")), 1, TimeUnit.MINUTES);
      wrapped.invokeAny(List.of(says("10")));
      wrapped.invokeAny(List.of(says("11")), 1, TimeUnit.MINUTES);
      pool.submit(capture.logs().wrap(says("12"))).get();
      assertThat(capture.logs().messages())
          .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12");
      wrapped.shutdown();
      assertThat(wrapped.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      assertThat(pool.isTerminated()).isTrue();
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void a_task_wrapped_for_a_capture_that_is_over_belongs_to_nobody() {
    LogCapture over = LogCapture.start();
    over.close();
    try (LogCapture capture = LogCapture.start()) {
      over.logs().wrap(() -> LOG.info("too late")).run();
      assertThat(capture.logs()).isEmpty();
      assertThat(capture.logs().unattributed()).extracting(LogRecord::message).contains("too late");
      LOG.info("still here");
      assertThat(capture.logs()).hasLogged("still here");
    }
    assertThat(over.logs()).isEmpty();
  }

  @Test
  void a_handler_puts_the_records_of_other_loggers_in() throws Exception {
    try (LogCapture capture = LogCapture.start()) {
      capture.logs().handler().handle(TestEvents.event("without Logback"));
      assertThat(capture.logs()).hasLogged(Level.INFO, "without Logback");
    }
  }

  private static Callable<String> says(String message) {
    return () -> {
      LOG.info(message);
      return message;
    };
  }
}
