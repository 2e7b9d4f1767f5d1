package dev.heartwood.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What a failing test prints, and what fails a test. */
@ResourceLock(Resources.SYSTEM_ERR)
class FailureTest {
  private static final Logger LOG = LoggerFactory.getLogger("quiet.failure");

  @Test
  void what_was_captured_is_printed_only_when_the_test_fails() {
    assertThat(TestRun.errorOutputOf(Fails.class))
        .contains("fails() failed; 1 logged:", "DEBUG [main] quiet.failure - the cause of it");
    assertThat(TestRun.errorOutputOf(Passes.class)).isEmpty();
  }

  @Test
  void a_failure_after_the_test_method_counts_too() {
    assertThat(TestRun.errorOutputOf(FailsAfterwards.class)).contains("quiet.failure - told");
  }

  @Test
  void an_aborted_or_quiet_test_prints_nothing() {
    assertThat(TestRun.errorOutputOf(Aborts.class, FailsQuietly.class)).isEmpty();
  }

  @Test
  void an_unexpected_error_fails_the_test_on_request() {
    var run = TestRun.of(LogsErrors.class);
    run.testEvents().assertStatistics(s -> s.succeeded(3).failed(1));
    assertThat(TestRun.failures(run))
        .singleElement()
        .satisfies(
            thrown ->
                assertThat(thrown)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("unexpected ERROR")
                    .hasMessageContaining("ERROR quiet.failure - disk full"));
  }

  @CaptureLogs(level = Level.DEBUG)
  static class Fails {
    @Test
    void fails() {
      LOG.debug("the cause of it");
      fail("on purpose");
    }
  }

  @CaptureLogs(level = Level.DEBUG)
  static class Passes {
    @Test
    void passes() {
      LOG.debug("of no interest");
    }
  }

  @CaptureLogs(level = Level.DEBUG)
  static class FailsAfterwards {
    @Test
    void passes() {
      LOG.debug("told");
    }

    @AfterEach
    void fails() {
      fail("on purpose");
    }
  }

  @CaptureLogs(level = Level.DEBUG)
  static class Aborts {
    @Test
    void aborts() {
      LOG.debug("of no interest");
      abort("on purpose");
    }
  }

  @CaptureLogs(level = Level.DEBUG, printOnFailure = false)
  static class FailsQuietly {
    @Test
    void fails() {
      LOG.debug("of no interest");
      fail("on purpose");
    }
  }

  @CaptureLogs(failOnError = true, allowed = "expected by all", printOnFailure = false)
  static class LogsErrors {
    @Test
    void unexpected() {
      LOG.error("disk full");
    }

    @Test
    void allowed_by_the_class() {
      LOG.error("this is expected by all");
    }

    @Test
    void allowed_by_the_test(CapturedLogs logs) {
      logs.allow("disk");
      LOG.error("disk full");
    }

    @Test
    void only_a_warning() {
      LOG.warn("disk nearly full");
    }
  }
}
