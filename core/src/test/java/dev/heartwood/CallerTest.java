package dev.heartwood;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.CallerBoundaryAware;
import org.slf4j.spi.LocationAwareLogger;
import org.slf4j.spi.LoggingEventBuilder;

class CallerTest {
  private final CallerKeeper handler = new CallerKeeper();
  private final Logger logger = Loggers.named("orders").level(Level.TRACE).handler(handler).build();

  @Test
  void finds_the_caller_of_the_classic_api() {
    int line = new Throwable().getStackTrace()[0].getLineNumber() + 1;
    logger.info("a {} {}", 1, 2);

    assertThat(caller().getClassName()).isEqualTo(CallerTest.class.getName());
    assertThat(caller().getMethodName()).isEqualTo("finds_the_caller_of_the_classic_api");
    assertThat(caller().getFileName()).isEqualTo("CallerTest.java");
    assertThat(caller().getLineNumber()).isEqualTo(line);
  }

  @Test
  void finds_the_caller_of_the_fluent_api() {
    logger.atInfo().addKeyValue("k", 1).log("a");

    assertThat(caller().getMethodName()).isEqualTo("finds_the_caller_of_the_fluent_api");
  }

  @Test
  void a_wrapper_of_the_fluent_api_names_itself_as_the_boundary() {
    FluentWrapper.log(logger, "a");

    assertThat(caller().getMethodName())
        .isEqualTo("a_wrapper_of_the_fluent_api_names_itself_as_the_boundary");
  }

  @Test
  void a_wrapper_of_the_location_aware_api_names_itself_as_the_boundary() {
    BridgeWrapper.log(logger, "a");

    assertThat(caller().getMethodName())
        .isEqualTo("a_wrapper_of_the_location_aware_api_names_itself_as_the_boundary");
  }

  @Test
  void a_boundary_that_is_not_on_the_stack_gives_the_first_frame_outside_logging() {
    ((LocationAwareLogger) logger)
        .log(null, "no.such.Boundary", LocationAwareLogger.INFO_INT, "a", null, null);

    assertThat(caller().getMethodName())
        .isEqualTo("a_boundary_that_is_not_on_the_stack_gives_the_first_frame_outside_logging");
  }

  @Test
  void a_deep_stack_costs_no_more_and_still_gives_the_caller() {
    atDepth(2_000, () -> logger.info("deep"));

    assertThat(caller().getMethodName()).contains("a_deep_stack_costs_no_more");
  }

  @Test
  void is_collected_only_if_a_handler_asks() {
    RecordingHandler plain = new RecordingHandler();
    Loggers.named("x").handler(plain).build().info("a");
    assertThat(plain.records().get(0).caller()).isNull();

    Loggers.named("x").handler(plain).handler(new CallerKeeper()).build().info("b");
    assertThat(plain.records().get(1).caller()).isNotNull();
  }

  @Test
  void a_lambda_is_a_caller_like_any_other() {
    Consumer<String> log = text -> logger.info(text);

    log.accept("a");

    assertThat(caller().getMethodName()).startsWith("lambda$a_lambda_is_a_caller");
  }

  private StackTraceElement caller() {
    return handler.records().get(0).caller();
  }

  private static void atDepth(int depth, Runnable action) {
    if (depth == 0) {
      action.run();
    } else {
      atDepth(depth - 1, action);
    }
  }

  private static final class CallerKeeper extends RecordingHandler {
    @Override
    public boolean needsCaller() {
      return true;
    }
  }

  private static final class FluentWrapper {
    static void log(Logger logger, String message) {
      LoggingEventBuilder builder = logger.atInfo();
      ((CallerBoundaryAware) builder).setCallerBoundary(FluentWrapper.class.getName());
      builder.log(message);
    }
  }

  private static final class BridgeWrapper {
    static void log(Logger logger, String message) {
      ((LocationAwareLogger) logger)
          .log(
              null,
              BridgeWrapper.class.getName(),
              LocationAwareLogger.INFO_INT,
              message,
              null,
              null);
    }
  }
}
