package dev.heartwood.testing;

import static dev.heartwood.testing.LogAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** Every way in which JUnit runs code for a test. */
class JUnitLifecycleTest {
  private static final Logger LOG = LoggerFactory.getLogger("quiet.lifecycle");

  @Test
  void one_instance_for_all_tests_shows_each_test_its_own_logs() {
    TestRun.inParallel(OneInstance.class).testEvents().assertStatistics(s -> s.succeeded(20));
  }

  @Test
  void a_class_sees_what_it_logs_around_its_tests() {
    assertThat(TestRun.failures(TestRun.of(AroundTests.class))).isEmpty();
  }

  @Test
  void templates_factories_nested_classes_and_timeouts_are_captured() {
    var run = TestRun.of(Forms.class);
    assertThat(TestRun.failures(run)).isEmpty();
    run.testEvents().assertStatistics(s -> s.succeeded(2 + 2 + 2 + 1 + 1 + 1));
  }

  @Test
  void a_registered_extension_captures_as_it_was_built() {
    assertThat(TestRun.failures(TestRun.of(Registered.class))).isEmpty();
  }

  @Test
  void nothing_stays_on_the_thread_when_a_test_is_over() {
    TestRun.of(Forms.class, AroundTests.class);
    assertThat(MDC.get(CapturedLogs.MDC_KEY)).isNull();
    assertThat(TestIdentity.current()).isNull();
  }

  @CaptureLogs
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class OneInstance {
    private final CapturedLogs logs;

    OneInstance(CapturedLogs logs) {
      this.logs = logs;
    }

    @RepeatedTest(20)
    void sees_its_own(CapturedLogs own) {
      LOG.info("of {}", own.testId());
      assertThat(logs).hasSize(1).hasLogged("of " + own.testId());
    }
  }

  @CaptureLogs
  static class AroundTests {
    @BeforeAll
    static void before(CapturedLogs logs) {
      LOG.info("before all");
      assertThat(logs).hasLogged("before all");
    }

    @Test
    void sees_only_itself(CapturedLogs logs) {
      LOG.info("test");
      assertThat(logs.messages()).containsExactly("test");
    }

    @AfterAll
    static void after(CapturedLogs logs) {
      LOG.info("after all");
      assertThat(logs.messages()).containsExactly("before all", "after all");
    }
  }

  @ExtendWith(LogCaptureExtension.class)
  static class Forms {
    @BeforeEach
    void prepare() {
      LOG.info("prepared");
    }

    @AfterEach
    void finish(CapturedLogs logs) {
      assertThat(logs).hasLogged("prepared");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void parameterized(String value, CapturedLogs logs) {
      LOG.info(value);
      assertThat(logs.messages()).containsExactly("prepared", value);
    }

    @RepeatedTest(2)
    void repeated(CapturedLogs logs) {
      assertThat(logs).hasSize(1);
    }

    @TestFactory
    Stream<DynamicTest> dynamic(CapturedLogs logs) {
      return Stream.of("x", "y")
          .map(
              name ->
                  dynamicTest(
                      name,
                      () -> {
                        LOG.info("dynamic {}", name);
                        assertThat(logs).hasLogged("prepared").hasLogged("dynamic " + name);
                      }));
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = SEPARATE_THREAD)
    void on_a_thread_of_its_own(CapturedLogs logs) {
      LOG.info("elsewhere");
      assertThat(logs.messages()).containsExactly("prepared", "elsewhere");
    }

    @Test
    void preemptive_timeout(CapturedLogs logs) {
      assertTimeoutPreemptively(Duration.ofMinutes(1), () -> LOG.info("preemptive"));
      assertThat(logs).hasLogged("preemptive");
    }

    @Nested
    class Inner {
      @Test
      void nested(CapturedLogs logs) {
        LOG.info("nested");
        assertThat(logs.messages()).containsExactly("prepared", "nested");
      }
    }
  }

  static class Registered {
    @RegisterExtension
    final LogCaptureExtension capture =
        LogCaptureExtension.builder().level(Level.TRACE, "quiet").withoutMdcKey().build();

    @Test
    void is_injected_and_asked(CapturedLogs logs) {
      LOG.trace("fine");
      assertThat(logs).hasLogged(Level.TRACE, "fine");
      assertThat(capture.logs().messages()).isEqualTo(logs.messages());
      assertThat(MDC.get(CapturedLogs.MDC_KEY)).isNull();
    }
  }
}
