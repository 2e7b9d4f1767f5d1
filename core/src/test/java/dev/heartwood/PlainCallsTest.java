package dev.heartwood;

import static dev.heartwood.async.OnFull.DROP_NEWEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.async.DropReason;
import dev.heartwood.async.FanOutHandler;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Plain calls reach a ring without an event being made; nobody is to see a difference. */
class PlainCallsTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int CALLS = 10_000;
  private static final Exception FAILURE = new Exception("e");

  private final Instant now = Instant.parse("2026-11-20T12:00:00.123456789Z");
  private final LoggersConfig config =
      LoggersConfig.DEFAULT.withClock(() -> now).withContext(() -> Map.of("user", "eva"));

  @Test
  void a_call_by_its_parts_is_the_same_as_an_event() {
    RecordingHandler sink = new RecordingHandler();
    try (var async = new AsyncHandler(AsyncConfig.DEFAULT, sink);
        Loggers direct = new Loggers(config);
        Loggers asEvents = new Loggers(config)) {
      direct.addHandler(Logger.ROOT_LOGGER_NAME, async);
      asEvents.addHandler(Logger.ROOT_LOGGER_NAME, event -> async.handle(event));

      callAll(direct.getLogger("orders"));
      assertThat(async.awaitDelivered(LONG)).isTrue();
      List<LogRecord> byParts = sink.records();
      callAll(asEvents.getLogger("orders"));
      assertThat(async.awaitDelivered(LONG)).isTrue();

      List<LogRecord> all = sink.records();
      assertThat(byParts).isEqualTo(all.subList(byParts.size(), all.size()));
      assertThat(byParts.get(3).arguments()).containsExactly("1", "2.5");
    }
  }

  private static void callAll(Logger logger) {
    logger.info("none");
    logger.warn((String) null);
    logger.error("one {}", (Object) null);
    logger.info("two {} {}", 1, 2.5);
    logger.debug("not enabled {}", 1);
    logger.info("three {} {} {}", Long.MIN_VALUE, Double.NaN, -0.0);
    logger.info("many {}{}{}{}{}{}{}{}", 1, 2L, 3.0f, '4', true, null, new BigDecimal("7"), "8");
    logger.info("too few {} {}", "x");
    logger.info("not plain {}", new StringBuilder("text"));
    logger.info("throwable {}", 1, FAILURE);
    logger.info("empty", new Object[0]);
    logger.info("no array {}", (Object[]) null);
  }

  @Test
  void a_call_is_refused_once_the_ring_is_closed() {
    var async = new AsyncHandler(AsyncConfig.DEFAULT, new RecordingHandler());
    Logger logger = Loggers.named("orders").config(config).handler(async).build();
    async.close();

    logger.info("late {}", 1);

    assertThat(async.delivery().droppedTotal()).isEqualTo(1);
  }

  @Test
  void a_call_by_its_parts_reaches_each_view_of_a_fan_out() {
    RecordingHandler one = new RecordingHandler();
    RecordingHandler other = new RecordingHandler();
    RecordingHandler expected = new RecordingHandler();
    try (var fanOut =
            new FanOutHandler(
                List.of(
                    new AsyncHandler(AsyncConfig.DEFAULT, one),
                    new AsyncHandler(AsyncConfig.DEFAULT, other)));
        Loggers loggers = new Loggers(config);
        Loggers direct = new Loggers(config)) {
      assertThat(fanOut.takesCalls()).isTrue();
      loggers.addHandler(Logger.ROOT_LOGGER_NAME, fanOut);
      direct.addHandler(Logger.ROOT_LOGGER_NAME, event -> expected.handle(event));

      callAll(loggers.getLogger("orders"));
      callAll(direct.getLogger("orders"));

      assertThat(fanOut.awaitDelivered(LONG)).isTrue();
      assertThat(one.records()).isEqualTo(expected.records());
      assertThat(other.records()).isEqualTo(expected.records());
    }
  }

  @Test
  void a_call_by_its_parts_waits_for_a_full_view_only_when_all_others_have_it() {
    GatedHandler stuck = new GatedHandler();
    RecordingHandler moving = new RecordingHandler();
    AsyncConfig small =
        AsyncConfig.DEFAULT.withCapacity(4).withStatus((level, message, cause) -> {});
    try (var fanOut =
        new FanOutHandler(
            List.of(
                new AsyncHandler(
                    small.withName("stuck").withAppendTimeout(Duration.ofMillis(50)), stuck),
                new AsyncHandler(small.withName("dropping").withOnFull(DROP_NEWEST), stuck),
                new AsyncHandler(AsyncConfig.DEFAULT.withName("moving"), moving)))) {
      Logger logger = Loggers.named("orders").config(config).handler(fanOut).build();

      for (int i = 0; i < 10; i++) {
        logger.info("order {}", i);
      }

      assertThat(fanOut.views().get(2).awaitDelivered(LONG)).isTrue();
      assertThat(moving.records()).hasSize(10);
      Map<DropReason, Map<Level, Long>> waited = fanOut.deliveries().get("stuck").dropped();
      assertThat(waited.get(DropReason.TIMEOUT)).containsEntry(Level.INFO, 1L);
      assertThat(waited.get(DropReason.FULL)).containsEntry(Level.INFO, 5L);
      assertThat(fanOut.deliveries().get("dropping").dropped())
          .containsEntry(DropReason.FULL, Map.of(Level.INFO, 6L));
      stuck.open();
    }
  }

  @Test
  void a_plain_call_allocates_nothing_of_ours() {
    try (var async = new AsyncHandler(AsyncConfig.DEFAULT.withCapacity(2 * CALLS), handled -> {})) {
      Logger logger =
          Loggers.named("orders").config(config.withContext(Map::of)).handler(async).build();
      allocated(async, logger);
      assertThat(allocated(async, logger)).isLessThan(CALLS); // that is: not one per call
    }
  }

  private static long allocated(AsyncHandler async, Logger logger) {
    assertThat(async.awaitDelivered(LONG)).isTrue();
    Integer first = 4711;
    Double second = 2.5;
    Object[] three = {first, second, "EUR"};
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CALLS / 2; i++) {
      logger.info("order {} filled at {}", first, second);
      logger.info("order {} filled at {} for {}", three);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
