package dev.heartwood.testing;

import static dev.heartwood.testing.LogAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import dev.heartwood.logback.AsyncAppender;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** Captures of what the views behind the rings are given. */
@Isolated
class AfterRingTest {
  private static final Logger LOG = LoggerFactory.getLogger("quiet.ring");
  private static final LoggerContext CONTEXT = Slf4j.context();
  private static final CaptureConfig AFTER =
      CaptureConfig.DEFAULT.withPoint(CapturePoint.AFTER_RING);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path directory;

  @BeforeAll
  static void configure_two_rings() throws Exception {
    CONTEXT.reset();
    configure(
        """
        <configuration>
          <appender name="ONE" class="dev.heartwood.logback.FileAppender">
            <file>%1$s/one.log</file>
            <encoder><pattern>%%msg%%n</pattern></encoder>
          </appender>
          <appender name="TWO" class="dev.heartwood.logback.FileAppender">
            <file>%1$s/two.log</file>
            <encoder><pattern>%%msg%%n</pattern></encoder>
          </appender>
          <appender name="ASYNC1" class="dev.heartwood.logback.AsyncAppender">
            <appender-ref ref="ONE"/>
          </appender>
          <appender name="ASYNC2" class="dev.heartwood.logback.AsyncAppender">
            <appender-ref ref="TWO"/>
          </appender>
          <root level="INFO">
            <appender-ref ref="ASYNC1"/>
            <appender-ref ref="ASYNC2"/>
          </root>
        </configuration>
        """
            .formatted(directory));
  }

  @AfterAll
  static void restore() throws Exception {
    CONTEXT.reset();
    configure(
        "<configuration><root level='INFO'/><logger name='quiet' level='INFO'/></configuration>");
  }

  @Test
  void a_read_is_complete_and_each_event_is_there_once_although_two_rings_carry_it() {
    try (LogCapture capture = LogCapture.start(AFTER)) {
      for (int i = 0; i < 1_000; i++) {
        LOG.info("{}", i % 10);
      }
      assertThat(capture.logs()).hasSize(1_000);
      assertThat(capture.logs().messages().subList(0, 11))
          .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0");
      assertThat(capture.logs().unattributed()).isEmpty();
    }
  }

  @Test
  void child_threads_and_wrapped_executors_are_attributed_behind_the_ring_too() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try (LogCapture capture = LogCapture.start(AFTER)) {
      Thread child =
          new Thread(
              () -> {
                MDC.clear();
                LOG.info("child");
              });
      child.start();
      child.join();
      capture.logs().wrap(pool).submit(() -> LOG.info("wrapped")).get();
      pool.submit(() -> LOG.info("plain")).get();
      assertThat(capture.logs().messages()).containsExactly("child", "wrapped");
      assertThat(capture.logs().replay()).allMatch(record -> record.mdc().isEmpty());
      assertThat(capture.logs().unattributed()).extracting("message").containsExactly("plain");
      capture.logs().await(PATIENCE, record -> record.message().equals("wrapped"));
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void the_barrier_alone_shows_files_complete() throws Exception {
    try (LogCapture capture = LogCapture.start()) {
      LOG.info("look into the file");
      assertThat(capture.logs().awaitDelivered(PATIENCE)).isTrue();
      assertThat(Files.readAllLines(directory.resolve("one.log"))).contains("look into the file");
      assertThat(Files.readAllLines(directory.resolve("two.log"))).contains("look into the file");
    }
  }

  @Test
  void a_granted_level_travels_through_the_rings() throws Exception {
    try (LogCapture capture = LogCapture.start(AFTER.withLevel(Level.DEBUG))) {
      LOG.debug("granted");
      LOG.atDebug().log("granted fluently");
      assertThat(capture.logs().messages()).containsExactly("granted", "granted fluently");
    }
  }

  @Test
  void one_view_is_attached_to_each_ring_however_many_tests_ask() {
    for (int i = 0; i < 3; i++) {
      LogCapture.start(AFTER).close();
    }
    var async = (AsyncAppender) CONTEXT.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("ASYNC1");
    List<String> names = new ArrayList<>();
    async.iteratorForAppenders().forEachRemaining(appender -> names.add(appender.getName()));
    assertThat(names).hasSize(2);
  }

  @Test
  void tests_at_the_same_time_are_kept_apart_behind_the_ring() {
    TestRun.inParallel(Parallel.class).testEvents().assertStatistics(s -> s.succeeded(40));
  }

  @Test
  void a_context_without_a_ring_is_refused() throws Exception {
    var bare = new LoggerContext();
    CaptureHub hub = CaptureHub.of(bare);
    assertThatThrownBy(() -> hub.open(AFTER, true, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("AFTER_RING needs a started");
    assertThatThrownBy(() -> AFTER.withMdcKey(false))
        .hasMessageContaining("mdcKey must be true for AFTER_RING");
  }

  @CaptureLogs(point = CapturePoint.AFTER_RING)
  static class Parallel {
    @RepeatedTest(40)
    void sees_its_own(CapturedLogs logs) {
      String id = logs.testId();
      LOG.info("{} first", id);
      LOG.info("{} second", id);
      assertThat(logs.messages()).containsExactly(id + " first", id + " second");
    }
  }

  private static void configure(String xml) throws Exception {
    var configurator = new JoranConfigurator();
    configurator.setContext(CONTEXT);
    configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }
}
