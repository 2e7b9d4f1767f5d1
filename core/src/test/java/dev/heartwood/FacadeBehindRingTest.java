package dev.heartwood;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** What the worker sees of a call is what the call was, whatever the caller does afterwards. */
class FacadeBehindRingTest {
  private final GatedHandler sink = new GatedHandler();
  private final Map<String, String> context = new HashMap<>();

  @Test
  void an_event_on_the_worker_equals_the_event_at_the_call() {
    LoggersConfig config = LoggersConfig.DEFAULT.withContext(() -> new HashMap<>(context));
    try (AsyncHandler async = new AsyncHandler(AsyncConfig.DEFAULT, sink);
        Loggers loggers = new Loggers(config)) {
      loggers.addHandler(Logger.ROOT_LOGGER_NAME, async);
      Logger logger = loggers.getLogger("orders");
      StringBuilder argument = new StringBuilder("before");
      List<String> value = new ArrayList<>(List.of("before"));
      Object[] array = {1, argument, null};
      context.put("user", "before");
      String thread = Thread.currentThread().getName();

      logger.info("one {}", argument);
      logger.info("two {} {}", argument, value);
      logger.info("three {} {} {}", array);
      logger.atInfo().addKeyValue("list", value).setCause(new Exception("e")).log("four");
      argument.append(" after");
      value.add("after");
      array[0] = 9;
      context.put("user", "after");
      Thread.currentThread().setName("renamed");
      sink.open();
      boolean delivered = loggers.awaitDelivered(Duration.ofSeconds(20));
      Thread.currentThread().setName(thread);

      assertThat(delivered).isTrue();
      assertThat(sink.messages())
          .containsExactly("one before", "two before [before]", "three 1 before null", "four");
      LogRecord last = sink.records().get(3);
      assertThat(last.keyValues()).containsExactly(new KeyValue("list", List.of("before")));
      assertThat(last.thrown().message()).isEqualTo("e");
      assertThat(sink.records())
          .allSatisfy(
              r -> {
                assertThat(r.mdc()).isEqualTo(Map.of("user", "before"));
                assertThat(r.threadName()).isEqualTo(thread);
              });
      assertThat(loggers.losses()).isEqualTo(new Losses(0, 0, 0));
    }
  }

  @Test
  void closing_the_loggers_drains_the_ring() {
    AsyncHandler async = new AsyncHandler(AsyncConfig.DEFAULT, sink);
    Loggers loggers = new Loggers();
    loggers.addHandler(Logger.ROOT_LOGGER_NAME, async);
    Logger logger = loggers.getLogger("orders");
    sink.open();
    for (int i = 0; i < 1000; i++) {
      logger.info("{}", i);
    }

    loggers.close();

    assertThat(sink.records()).hasSize(1000);
    assertThat(sink.isClosed()).isTrue();
  }
}
