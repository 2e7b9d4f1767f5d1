package dev.heartwood.testing;

import static dev.heartwood.testing.LogAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The capture within Logback: attached once, whatever happens to the context. */
@Isolated
class ContextTest {
  private static final Logger LOG = LoggerFactory.getLogger("quiet.context");
  private static final LoggerContext CONTEXT = Slf4j.context();

  private final ListAppender<ILoggingEvent> others = new ListAppender<>();

  @BeforeEach
  void watch() {
    others.setContext(CONTEXT);
    others.start();
    CONTEXT.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(others);
  }

  @AfterEach
  void restore() throws Exception {
    CONTEXT.reset();
    configure(
        "<configuration><root level='INFO'/><logger name='quiet' level='INFO'/></configuration>");
    CONTEXT.start();
  }

  @Test
  void captures_one_after_the_other_attach_one_appender_and_one_filter() {
    for (int i = 0; i < 5; i++) {
      LogCapture.start().close();
    }
    List<String> appenders = new ArrayList<>();
    CONTEXT
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .iteratorForAppenders()
        .forEachRemaining(appender -> appenders.add(appender.getClass().getSimpleName()));
    assertThat(appenders).containsOnlyOnce("CaptureAppender");
    assertThat(CONTEXT.getTurboFilterList()).filteredOn(LevelGrant.class::isInstance).hasSize(1);
  }

  @Test
  void a_running_capture_survives_reset_and_reconfiguration() throws Exception {
    try (LogCapture capture = LogCapture.start()) {
      CONTEXT.reset();
      configure("<configuration><root level='INFO'/></configuration>");
      LOG.info("after reset");
      assertThat(capture.logs().messages()).containsExactly("after reset");
    }
  }

  @Test
  void a_running_capture_survives_stop_and_reset_as_spring_boot_does_it() throws Exception {
    try (LogCapture capture = LogCapture.start(CaptureConfig.DEFAULT.withLevel(Level.DEBUG))) {
      for (int i = 0; i < 2; i++) {
        CONTEXT.stop();
        CONTEXT.reset();
        configure("<configuration><root level='INFO'/></configuration>");
        CONTEXT.start();
        LOG.info("info {}", i);
        LOG.debug("debug {}", i);
      }
      assertThat(capture.logs().messages())
          .containsExactly("info 0", "debug 0", "info 1", "debug 1");
    }
  }

  @Test
  void a_granted_level_changes_no_logger_and_reaches_no_other_appender() throws Exception {
    try (LogCapture capture =
        LogCapture.start(CaptureConfig.DEFAULT.withLevel(Level.DEBUG, "quiet.context"))) {
      List<Boolean> elsewhere = new ArrayList<>();
      TestIdentity.set(null);
      Thread stranger = new Thread(() -> elsewhere.add(LOG.isDebugEnabled()));
      stranger.start();
      stranger.join();
      assertThat(elsewhere).containsExactly(false);

      assertThat(LOG.isDebugEnabled()).isTrue();
      assertThat(LoggerFactory.getLogger("quiet.other").isDebugEnabled()).isFalse();
      LOG.debug("debug");
      LOG.info("info");
      assertThat(capture.logs().messages()).containsExactly("debug", "info");
      assertThat(others.list).extracting(ILoggingEvent::getFormattedMessage).containsOnly("info");
      assertThat(CONTEXT.getLogger("quiet.context").getLevel()).isNull();
    }
    assertThat(LOG.isDebugEnabled()).isFalse();
  }

  @Test
  void a_logger_that_passes_nothing_on_is_captured_once() {
    CONTEXT.getLogger("quiet.alone").setAdditive(false);
    try (LogCapture capture = LogCapture.start()) {
      LoggerFactory.getLogger("quiet.alone.child").info("alone");
      assertThat(capture.logs().messages()).containsExactly("alone");
    }
    CONTEXT.getLogger("quiet.alone").setAdditive(true);
    try (LogCapture capture = LogCapture.start()) {
      LoggerFactory.getLogger("quiet.alone.child").info("no longer");
      assertThat(capture.logs().messages()).containsExactly("no longer");
    }
  }

  private static void configure(String xml) throws Exception {
    var configurator = new JoranConfigurator();
    configurator.setContext(CONTEXT);
    configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }
}
