package dev.heartwood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.Level;

class LoggersTest {
  private static final String ROOT = Logger.ROOT_LOGGER_NAME;

  private final List<String> reports = new CopyOnWriteArrayList<>();
  private final LoggersConfig config =
      LoggersConfig.DEFAULT
          .withStatus((level, message, cause) -> reports.add(level + " " + message))
          .withCloseTimeout(Duration.ofMillis(200));
  private final Loggers loggers = new Loggers(config);
  private final RecordingHandler handler = new RecordingHandler();

  @Test
  void the_root_passes_debug_unless_told_otherwise() {
    loggers.addHandler(ROOT, handler);

    loggers.getLogger("a").debug("yes");
    loggers.getLogger("a").trace("no");

    assertThat(handler.messages()).containsExactly("yes");
    assertThat(loggers.effectiveLevel("a")).isEqualTo(Threshold.DEBUG);
  }

  @Test
  void a_logger_inherits_the_level_of_the_nearest_name_above() {
    Logger before = loggers.getLogger("com.shop.orders.Api$Call");
    loggers.changeLevel("com.shop", Level.WARN);
    loggers.changeLevel("com.shop.orders.Api", Level.TRACE);

    assertThat(before.isTraceEnabled()).isTrue();
    assertThat(loggers.getLogger("com.shop.orders").isInfoEnabled()).isFalse();
    assertThat(loggers.getLogger("com.shopping").isDebugEnabled()).isTrue();
    assertThat(loggers.effectiveLevel("com.shop.cart")).isEqualTo(Threshold.WARN);

    loggers.inheritLevel("com.shop.orders.Api");
    assertThat(before.isInfoEnabled()).isFalse();
    loggers.changeLevel(ROOT, Threshold.OFF);
    loggers.inheritLevel("com.shop");
    assertThat(before.isErrorEnabled()).isFalse();
    loggers.inheritLevel(ROOT);
    assertThat(before.isDebugEnabled()).isTrue();
  }

  @Test
  void the_root_answers_to_its_name_in_any_case() {
    assertThat(loggers.getLogger("root")).isSameAs(loggers.getLogger(ROOT));
    assertThat(loggers.getLogger("Root").getName()).isEqualTo(ROOT);
  }

  @Test
  void events_go_to_own_handlers_first_then_up_to_the_root_or_a_name_that_is_not_additive() {
    List<String> order = new ArrayList<>();
    loggers.addHandler(ROOT, event -> order.add("root"));
    loggers.addHandler("a", event -> order.add("a"));
    loggers.addHandler("a.b.c", event -> order.add("c1"));
    loggers.addHandler("a.b.c", event -> order.add("c2"));
    Logger logger = loggers.getLogger("a.b.c.D");

    logger.info("x");
    assertThat(order).containsExactly("c1", "c2", "a", "root");

    order.clear();
    loggers.changeAdditive("a", false);
    logger.info("x");
    assertThat(order).containsExactly("c1", "c2", "a");

    order.clear();
    loggers.changeAdditive("a.b.c", false);
    loggers.getLogger("a.b").info("x");
    assertThat(order).containsExactly("a");
  }

  @Test
  void a_handler_is_attached_to_a_name_once_and_detached_without_being_closed() {
    Logger logger = loggers.getLogger("a");
    loggers.addHandler(ROOT, handler);
    loggers.addHandler(ROOT, handler);

    logger.info("once");
    loggers.removeHandler(ROOT, handler);
    logger.info("nobody");

    assertThat(handler.messages()).containsExactly("once");
    assertThat(handler.isClosed()).isFalse();
    assertThat(reports).containsExactly("WARN logger a has no handler, its events go nowhere");
  }

  @Test
  void there_is_one_logger_per_name_under_races() throws Exception {
    for (int round = 0; round < 50; round++) {
      String name = "race." + round;
      Set<Logger> seen = ConcurrentHashMap.newKeySet();
      RecordingHandler own = new RecordingHandler();
      inParallel(
          4,
          thread -> {
            Logger logger = loggers.getLogger(name);
            seen.add(logger);
            if (thread == 0) {
              loggers.addHandler(name, own);
            }
            return null;
          });

      assertThat(seen).hasSize(1);
      loggers.getLogger(name).info("routed");
      assertThat(own.messages()).containsExactly("routed");
    }
  }

  @Test
  void changes_at_runtime_lose_no_event_of_a_handler_that_stays() throws Exception {
    int perThread = 20_000;
    ConcurrentHashMap<String, List<String>> perThreadMessages = new ConcurrentHashMap<>();
    LogHandler kept =
        event ->
            perThreadMessages
                .computeIfAbsent(event.threadName(), t -> new ArrayList<>())
                .add(event.message());
    loggers.addHandler(ROOT, kept);
    Logger logger = loggers.getLogger("a.b");
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger changes = new AtomicInteger();
    Thread changer =
        new Thread(
            () -> {
              while (!done.get()) {
                RecordingHandler passing = new RecordingHandler();
                loggers.addHandler("a", passing);
                loggers.changeLevel("a", Level.values()[changes.get() % 3]); // ERROR passes all
                loggers.changeAdditive("a.b", true);
                loggers.removeHandler("a", passing);
                loggers.replaceConfiguration(loggers.configuration());
                changes.incrementAndGet();
              }
            });
    changer.start();

    inParallel(
        4,
        thread -> {
          for (int i = 0; i < perThread; i++) {
            logger.error("{}", i);
          }
          return null;
        });
    done.set(true);
    changer.join();

    assertThat(changes.get()).isPositive();
    assertThat(perThreadMessages).hasSize(4);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < perThread; i++) {
      expected.add(Integer.toString(i));
    }
    assertThat(perThreadMessages.values()).allSatisfy(m -> assertThat(m).isEqualTo(expected));
    assertThat(loggers.losses()).isEqualTo(new Losses(0, 0, 0));
  }

  @Test
  void a_handler_that_throws_breaks_neither_the_caller_nor_the_other_handlers() {
    loggers.addHandler(
        ROOT,
        event -> {
          throw new IOException("disk full");
        });
    loggers.addHandler(
        ROOT,
        event -> {
          throw new StackOverflowError("deep");
        });
    loggers.addHandler(ROOT, handler);

    assertThatCode(() -> loggers.getLogger("a").info("x")).doesNotThrowAnyException();
    loggers.getLogger("a").info("y");

    assertThat(handler.messages()).containsExactly("x", "y");
    assertThat(loggers.losses().failed()).isEqualTo(4);
    assertThat(reports).hasSize(1); // the rest within the pause is kept back
    assertThat(reports.get(0)).startsWith("ERROR handler LoggersTest").endsWith(" failed");
  }

  @Test
  void a_reporter_that_throws_does_not_break_the_caller() {
    Loggers fragile =
        new Loggers(
            LoggersConfig.DEFAULT.withStatus(
                (level, message, cause) -> {
                  throw new IllegalStateException("status");
                }));
    fragile.addHandler(
        ROOT,
        event -> {
          throw new IOException("disk full");
        });

    assertThatCode(() -> fragile.getLogger("a").info("x")).doesNotThrowAnyException();
    assertThatCode(fragile::close).doesNotThrowAnyException();
  }

  @Test
  void each_call_ends_its_own_batch() {
    loggers.addHandler(ROOT, handler);

    loggers.getLogger("a").info("x");
    loggers.getLogger("a").info("y");

    assertThat(handler.flushes()).isEqualTo(2);
  }

  @Test
  void an_argument_that_logs_itself_is_bounded_and_counted() {
    loggers.addHandler(ROOT, handler);
    Logger logger = loggers.getLogger("a");
    Object recursive =
        new Object() {
          @Override
          public String toString() {
            logger.info("rendering {}", this);
            return "me";
          }
        };

    logger.info("outer {}", recursive);

    assertThat(handler.messages())
        .containsExactly("rendering me", "rendering me", "rendering me", "outer me");
    assertThat(loggers.losses().recursive()).isEqualTo(1);
    assertThat(reports).containsExactly("WARN event of logger a refused: nested too deeply");
    logger.info("after");
    assertThat(handler.messages()).contains("after");
  }

  @Test
  void a_handler_that_logs_into_its_own_logger_is_bounded_and_counted() {
    AtomicInteger handled = new AtomicInteger();
    Logger logger = loggers.getLogger("a");
    loggers.addHandler(
        ROOT,
        event -> {
          handled.incrementAndGet();
          logger.info("again");
        });

    logger.info("first");

    assertThat(handled).hasValue(Loggers.MAX_NESTING);
    assertThat(loggers.losses().recursive()).isEqualTo(1);
  }

  @Test
  void closes_each_handler_once_in_the_order_of_the_configuration() {
    List<String> closed = new CopyOnWriteArrayList<>();
    LogHandler first = closing("first", closed);
    LogHandler second = closing("second", closed);
    loggers.addHandler(ROOT, first);
    loggers.addHandler("a", second);
    loggers.addHandler("b", first);

    loggers.close();
    loggers.close();

    assertThat(closed).containsExactly("first", "second");
  }

  @Test
  void a_handler_that_hangs_or_fails_at_close_is_reported_and_the_others_are_closed()
      throws Exception {
    List<String> closed = new CopyOnWriteArrayList<>();
    CountDownLatch gate = new CountDownLatch(1);
    loggers.addHandler(ROOT, new HangingHandler(gate));
    loggers.addHandler(ROOT, new FailingCloseHandler());
    loggers.addHandler(ROOT, closing("last", closed));

    Thread.currentThread().interrupt();
    loggers.close();
    boolean interruptKept = Thread.interrupted();
    gate.countDown();

    assertThat(interruptKept).isTrue();
    assertThat(closed).containsExactly("last");
    assertThat(reports)
        .containsExactly(
            "ERROR handler HangingHandler did not close within PT0.2S",
            "ERROR handler FailingCloseHandler failed to close");
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(t -> t.getName().equals("heartwood-close")));
  }

  @Test
  void events_after_close_are_counted_and_changes_refused() {
    loggers.addHandler(ROOT, handler);
    Logger logger = loggers.getLogger("a");
    loggers.close();

    logger.info("late");
    loggers.getLogger("new").info("later");

    assertThat(handler.messages()).isEmpty();
    assertThat(handler.isClosed()).isTrue();
    assertThat(loggers.losses()).isEqualTo(new Losses(0, 0, 2));
    assertThatThrownBy(() -> loggers.addHandler(ROOT, handler))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("loggers are closed");
  }

  @Test
  void replaces_all_that_is_set_and_gives_back_what_is_no_longer_attached() {
    RecordingHandler gone = new RecordingHandler();
    RecordingHandler fresh = new RecordingHandler();
    loggers.addHandler(ROOT, handler);
    loggers.addHandler("a", gone);
    loggers.changeLevel("a", Level.ERROR);
    Logger logger = loggers.getLogger("a.B");

    Map<String, LoggerConfig> next = new LinkedHashMap<>();
    next.put("root", LoggerConfig.DEFAULT.withLevel(Level.INFO).withHandlers(List.of(handler)));
    next.put("a", LoggerConfig.DEFAULT.withHandlers(List.of(fresh)).withAdditive(false));
    List<LogHandler> removed = loggers.replaceConfiguration(next);
    logger.info("x");
    logger.debug("y");

    assertThat(removed).containsExactly(gone);
    assertThat(fresh.messages()).containsExactly("x");
    assertThat(handler.messages()).isEmpty();
    assertThat(loggers.configuration().keySet()).containsExactly(ROOT, "a");
  }

  @Test
  void waits_for_all_handlers_within_one_deadline() {
    LogHandler late =
        new RecordingHandler() {
          @Override
          public boolean awaitDelivered(Duration timeout) {
            return false;
          }
        };
    loggers.addHandler(ROOT, handler);
    assertThat(loggers.awaitDelivered(Duration.ZERO)).isTrue();

    loggers.addHandler(ROOT, late);
    assertThat(loggers.awaitDelivered(Duration.ofSeconds(1))).isFalse();
  }

  @Test
  void refuses_a_close_timeout_of_zero() {
    assertThatThrownBy(() -> LoggersConfig.DEFAULT.withCloseTimeout(Duration.ZERO))
        .hasMessage("closeTimeout must be more than zero, was PT0S");
  }

  @Test
  void reads_thresholds_by_name() {
    assertThat(Threshold.parse(" warn ")).isEqualTo(Threshold.WARN);
    assertThat(Threshold.of(Level.TRACE)).isEqualTo(Threshold.TRACE);
    assertThatThrownBy(() -> Threshold.parse("LOUD"))
        .hasMessage("level must be one of ALL, TRACE, DEBUG, INFO, WARN, ERROR, OFF, was LOUD");
  }

  private static LogHandler closing(String name, List<String> closed) {
    return new RecordingHandler() {
      @Override
      public void close() {
        closed.add(name);
      }
    };
  }

  private static void inParallel(int threads, ThreadAction action) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<Void>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        Callable<Void> call =
            () -> {
              start.await();
              return action.run(thread);
            };
        results.add(executor.submit(call));
      }
      start.countDown();
      for (Future<Void> result : results) {
        result.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private interface ThreadAction {
    Void run(int thread) throws Exception;
  }

  private static final class HangingHandler extends RecordingHandler {
    private final CountDownLatch gate;

    HangingHandler(CountDownLatch gate) {
      this.gate = gate;
    }

    @Override
    public void close() {
      boolean open = false;
      while (!open) {
        try {
          gate.await();
          open = true;
        } catch (InterruptedException e) {
          // deaf on purpose
        }
      }
    }
  }

  private static final class FailingCloseHandler implements LogHandler {
    @Override
    public void handle(LogEvent event) {}

    @Override
    public void close() throws IOException {
      throw new IOException("cannot close");
    }
  }
}
