package dev.heartwood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.LocationAwareLogger;
import org.slf4j.spi.LoggingEventBuilder;

class FacadeLoggerTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30.000000001Z");
  private static final Marker AUDIT = MarkerFactory.getMarker("AUDIT");

  private final RecordingHandler handler = new RecordingHandler();
  private final Map<String, String> context = new HashMap<>();
  private final Logger logger =
      Loggers.named("orders")
          .level(Threshold.ALL)
          .handler(handler)
          .config(
              LoggersConfig.DEFAULT.withClock(InstantSource.fixed(NOW)).withContext(() -> context))
          .build();

  /** One way to call the classic API, and what must come of it. */
  record Call(String name, Expectation expected, BiConsumer<Logger, Level> call) {
    @Override
    public String toString() {
      return name;
    }
  }

  record Expectation(String message, List<String> arguments, boolean thrown, boolean marked) {}

  static Stream<Call> calls() {
    Exception e = new IllegalStateException("boom");
    List<Call> calls = new ArrayList<>();
    for (boolean marked : new boolean[] {false, true}) {
      String with = marked ? "marker, " : "";
      calls.add(
          new Call(
              with + "message",
              new Expectation("m {}", List.of(), false, marked),
              (l, level) -> classic(l, level, marked, "m {}")));
      calls.add(
          new Call(
              with + "one argument",
              new Expectation("m 1", List.of("1"), false, marked),
              (l, level) -> classic1(l, level, marked, "m {}", 1)));
      calls.add(
          new Call(
              with + "one argument, null",
              new Expectation("m null", List.of("null"), false, marked),
              (l, level) -> classic1(l, level, marked, "m {}", null)));
      calls.add(
          new Call(
              with + "one argument that is a throwable",
              new Expectation("m {}", List.of(), true, marked),
              (l, level) -> classic1(l, level, marked, "m {}", e)));
      calls.add(
          new Call(
              with + "two arguments",
              new Expectation("m 1 2", List.of("1", "2"), false, marked),
              (l, level) -> classic2(l, level, marked, "m {} {}", 1, 2)));
      calls.add(
          new Call(
              with + "two arguments, the second a throwable",
              new Expectation("m 1 {}", List.of("1"), true, marked),
              (l, level) -> classic2(l, level, marked, "m {} {}", 1, e)));
      calls.add(
          new Call(
              with + "many arguments",
              new Expectation("m 1 null 3", List.of("1", "null", "3"), false, marked),
              (l, level) -> classicN(l, level, marked, "m {} {} {}", 1, null, 3)));
      calls.add(
          new Call(
              with + "many arguments, the last a throwable",
              new Expectation("m 1 2", List.of("1", "2"), true, marked),
              (l, level) -> classicN(l, level, marked, "m {} {}", 1, 2, e)));
      calls.add(
          new Call(
              with + "many arguments, null",
              new Expectation("m {}", List.of(), false, marked),
              (l, level) -> classicN(l, level, marked, "m {}", (Object[]) null)));
      calls.add(
          new Call(
              with + "throwable",
              new Expectation("m {}", List.of(), true, marked),
              (l, level) -> classicT(l, level, marked, "m {}", e)));
      calls.add(
          new Call(
              with + "throwable, null",
              new Expectation("m {}", List.of(), false, marked),
              (l, level) -> classicT(l, level, marked, "m {}", null)));
      calls.add(
          new Call(
              with + "message, null",
              new Expectation("null", List.of(), false, marked),
              (l, level) -> classic(l, level, marked, null)));
      calls.add(
          new Call(
              with + "message, null, with an argument",
              new Expectation("null", List.of("1"), false, marked),
              (l, level) -> classic1(l, level, marked, null, 1)));
    }
    return calls.stream();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void takes_every_form_of_the_classic_api_at_every_level(Call call) {
    for (Level level : Level.values()) {
      call.call().accept(logger, level);
    }

    assertThat(handler.records()).hasSize(5);
    for (int i = 0; i < 5; i++) {
      LogRecord record = handler.records().get(i);
      assertThat(record.level()).isEqualTo(Level.values()[i]);
      assertThat(record.message()).isEqualTo(call.expected().message());
      assertThat(record.arguments()).isEqualTo(call.expected().arguments());
      assertThat(record.thrown() != null).isEqualTo(call.expected().thrown());
      assertThat(record.markers())
          .isEqualTo(
              call.expected().marked() ? List.of(new LogMarker("AUDIT", List.of())) : List.of());
    }
  }

  @ParameterizedTest
  @EnumSource(Level.class)
  void answers_enabled_by_its_level_alone(Level least) {
    Logger limited = Loggers.named("x").level(least).handler(handler).build();

    for (Level level : Level.values()) {
      boolean enabled = level.toInt() >= least.toInt();
      assertThat(limited.isEnabledForLevel(level)).isEqualTo(enabled);
      assertThat(enabled(limited, level, false)).isEqualTo(enabled);
      assertThat(enabled(limited, level, true)).isEqualTo(enabled);
      for (boolean marked : new boolean[] {false, true}) {
        classic(limited, level, marked, "a");
        classic1(limited, level, marked, "a", 1);
        classic2(limited, level, marked, "a", 1, 2);
        classicN(limited, level, marked, "a", 1, 2, 3);
        classicT(limited, level, marked, "a", null);
      }
      limited.atLevel(level).log("b");
      limited.makeLoggingEventBuilder(level).log("c");
      ((LocationAwareLogger) limited).log(null, null, level.toInt(), "d", null, null);
    }

    long enabledLevels =
        Stream.of(Level.values()).filter(level -> level.toInt() >= least.toInt()).count();
    assertThat(handler.records()).hasSize((int) (13 * enabledLevels));
    assertThat(handler.records()).allMatch(r -> r.level().toInt() >= least.toInt());
  }

  @Test
  void off_passes_nothing() {
    Logger off = Loggers.named("x").level(Threshold.OFF).handler(handler).build();

    off.error("no");
    off.atError().log("no");

    assertThat(off.isErrorEnabled()).isFalse();
    assertThat(handler.records()).isEmpty();
  }

  @Test
  void keeps_all_that_the_fluent_api_gives() {
    Exception cause = new IllegalStateException("boom");
    context.put("user", "ada");
    context.put("gone", null);

    logger
        .atWarn()
        .addMarker(AUDIT)
        .addMarker(MarkerFactory.getMarker("BILLING"))
        .setMessage("order {} at {}")
        .addArgument(42)
        .addArgument(() -> "desk")
        .addKeyValue("orderId", 42)
        .addKeyValue("orderId", () -> 43L)
        .addKeyValue("note", (Object) null)
        .setCause(cause)
        .log();

    LogRecord record = handler.records().get(0);
    assertThat(record.timestamp()).isEqualTo(NOW);
    assertThat(record.level()).isEqualTo(Level.WARN);
    assertThat(record.loggerName()).isEqualTo("orders");
    assertThat(record.threadName()).isEqualTo(Thread.currentThread().getName());
    assertThat(record.template()).isEqualTo("order {} at {}");
    assertThat(record.message()).isEqualTo("order 42 at desk");
    assertThat(record.arguments()).containsExactly("42", "desk");
    assertThat(record.markers()).extracting(LogMarker::name).containsExactly("AUDIT", "BILLING");
    assertThat(record.keyValues())
        .containsExactly(
            new KeyValue("orderId", 42), new KeyValue("orderId", 43L), new KeyValue("note", null));
    assertThat(record.mdc()).isEqualTo(Map.of("user", "ada"));
    assertThat(record.thrown()).isEqualTo(ThrownData.of(cause));
    assertThat(record.caller()).isNull();
  }

  @Test
  void a_throwable_as_the_last_argument_of_a_fluent_call_is_its_throwable() {
    logger.atInfo().addArgument(1).addArgument(new Exception("last")).log("a {}");

    LogRecord record = handler.records().get(0);
    assertThat(record.message()).isEqualTo("a 1");
    assertThat(record.arguments()).containsExactly("1");
    assertThat(record.thrown().message()).isEqualTo("last");
  }

  @Test
  void a_level_that_slf4j_does_not_know_breaks_no_caller() {
    ((LocationAwareLogger) logger).log(null, null, 35, "a", null, null);

    assertThat(handler.records().get(0).level()).isEqualTo(Level.WARN);
  }

  @Test
  void an_explicit_cause_leaves_a_throwable_among_the_arguments() {
    logger.atInfo().setCause(new Exception("cause")).log("a {}", new Exception("argument"));

    LogRecord record = handler.records().get(0);
    assertThat(record.thrown().message()).isEqualTo("cause");
    assertThat(record.message()).isEqualTo("a java.lang.Exception: argument");
  }

  @Test
  @SuppressWarnings("deprecation") // SLF4J discourages references; Logback prints them
  void a_record_does_not_change_with_what_the_caller_changes_later() {
    StringBuilder argument = new StringBuilder("before");
    int[] array = {1, 2};
    List<String> value = new ArrayList<>(List.of("before"));
    Marker marker = new BasicMarkerFactory().getDetachedMarker("M");
    context.put("user", "before");
    LoggingEventBuilder builder =
        logger.atInfo().addMarker(marker).addArgument(argument).addArgument(array);

    builder.addKeyValue("list", value).log("{} {}");
    argument.append(" after");
    array[0] = 9;
    value.add("after");
    context.put("user", "after");
    marker.add(AUDIT);
    builder.addKeyValue("late", 1).addArgument("late").log("again {} {} {}");

    LogRecord first = handler.records().get(0);
    assertThat(first.message()).isEqualTo("before [1, 2]");
    assertThat(first.arguments()).containsExactly("before", "[1, 2]");
    assertThat(first.keyValues()).containsExactly(new KeyValue("list", List.of("before")));
    assertThat(first.mdc()).isEqualTo(Map.of("user", "before"));
    assertThat(first.markers()).containsExactly(new LogMarker("M", List.of()));
    assertThat(handler.records().get(1).message()).isEqualTo("again before after [9, 2] late");
  }

  @Test
  void renders_each_argument_once_for_message_and_arguments() {
    int[] rendered = {0};
    Object counting =
        new Object() {
          @Override
          public String toString() {
            return "rendering " + ++rendered[0];
          }
        };

    logger.info("a {}", counting);

    assertThat(handler.messages()).containsExactly("a rendering 1");
    assertThat(handler.records().get(0).arguments()).containsExactly("rendering 1");
  }

  @Test
  void an_argument_that_cannot_be_rendered_leaves_a_note() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new UnsupportedOperationException("no");
          }
        };

    assertThatCode(() -> logger.info("a {} b", broken)).doesNotThrowAnyException();

    assertThat(handler.messages())
        .containsExactly("a [FAILED toString(): java.lang.UnsupportedOperationException] b");
  }

  @Test
  void leaves_the_callers_array_alone() {
    Object[] arguments = {new StringBuilder("a"), 2, new Exception("e")};
    Object[] before = arguments.clone();

    logger.info("{} {}", arguments);

    assertThat(arguments).isEqualTo(before);
  }

  @Test
  void shows_handlers_the_callers_own_arguments_during_the_call() {
    StringBuilder argument = new StringBuilder("a");
    List<Object> seen = new ArrayList<>();
    Logger direct =
        Loggers.named("x")
            .handler(
                event -> {
                  assertThat(event.messagePending()).isTrue();
                  assertThat(event.argumentCount()).isEqualTo(2);
                  seen.add(event.argument(0));
                  seen.addAll(event.arguments());
                })
            .build();

    direct.info("{} {}", argument, null);

    assertThat(seen).hasSize(3);
    assertThat(seen.get(0)).isSameAs(argument);
    assertThat(seen.get(1)).isSameAs(argument);
    assertThat(seen.get(2)).isNull();
  }

  @Test
  void works_without_an_mdc_adapter() {
    Logger plain = Loggers.named("x").handler(handler).build();

    plain.info("a");

    assertThat(handler.records().get(0).mdc()).isEmpty();
  }

  @Test
  void takes_a_null_marker_for_none() {
    logger.info((Marker) null, "a");
    logger.atInfo().addMarker(null).log("b");

    assertThat(handler.messages()).containsExactly("a", "b");
    assertThat(handler.records()).allMatch(r -> r.markers().isEmpty());
  }

  @Test
  void a_key_that_is_null_is_printed_as_null() {
    logger.atInfo().addKeyValue(null, 1).log("a");

    assertThat(handler.records().get(0).keyValues()).containsExactly(new KeyValue("null", 1));
  }

  @Test
  void keeps_time_and_thread_of_an_event_that_is_passed_on() {
    var event = new org.slf4j.event.SubstituteLoggingEvent();
    event.setLevel(Level.INFO);
    event.setMessage("early");
    event.setTimeStamp(1234);
    event.setThreadName("starter");

    ((org.slf4j.spi.LoggingEventAware) logger).log(event);

    LogRecord record = handler.records().get(0);
    assertThat(record.timestamp()).isEqualTo(Instant.ofEpochMilli(1234));
    assertThat(record.threadName()).isEqualTo("starter");
    assertThat(record.message()).isEqualTo("early");
  }

  @Test
  void a_clock_that_fails_does_not_break_the_caller() {
    List<String> reports = new ArrayList<>();
    Logger timeless =
        Loggers.named("x")
            .handler(handler)
            .config(
                LoggersConfig.DEFAULT
                    .withClock(
                        () -> {
                          throw new IllegalStateException("no clock");
                        })
                    .withStatus((level, message, cause) -> reports.add(message)))
            .build();

    assertThatCode(() -> timeless.info("a")).doesNotThrowAnyException();

    assertThat(reports).containsExactly("event of logger x could not be completed");
  }

  private static boolean enabled(Logger l, Level level, boolean marked) {
    return switch (level) {
      case TRACE -> marked ? l.isTraceEnabled(AUDIT) : l.isTraceEnabled();
      case DEBUG -> marked ? l.isDebugEnabled(AUDIT) : l.isDebugEnabled();
      case INFO -> marked ? l.isInfoEnabled(AUDIT) : l.isInfoEnabled();
      case WARN -> marked ? l.isWarnEnabled(AUDIT) : l.isWarnEnabled();
      case ERROR -> marked ? l.isErrorEnabled(AUDIT) : l.isErrorEnabled();
    };
  }

  private static void classic(Logger l, Level level, boolean marked, String m) {
    switch (level) {
      case TRACE -> {
        if (marked) {
          l.trace(AUDIT, m);
        } else {
          l.trace(m);
        }
      }
      case DEBUG -> {
        if (marked) {
          l.debug(AUDIT, m);
        } else {
          l.debug(m);
        }
      }
      case INFO -> {
        if (marked) {
          l.info(AUDIT, m);
        } else {
          l.info(m);
        }
      }
      case WARN -> {
        if (marked) {
          l.warn(AUDIT, m);
        } else {
          l.warn(m);
        }
      }
      case ERROR -> {
        if (marked) {
          l.error(AUDIT, m);
        } else {
          l.error(m);
        }
      }
    }
  }

  private static void classic1(Logger l, Level level, boolean marked, String m, Object a) {
    switch (level) {
      case TRACE -> {
        if (marked) {
          l.trace(AUDIT, m, a);
        } else {
          l.trace(m, a);
        }
      }
      case DEBUG -> {
        if (marked) {
          l.debug(AUDIT, m, a);
        } else {
          l.debug(m, a);
        }
      }
      case INFO -> {
        if (marked) {
          l.info(AUDIT, m, a);
        } else {
          l.info(m, a);
        }
      }
      case WARN -> {
        if (marked) {
          l.warn(AUDIT, m, a);
        } else {
          l.warn(m, a);
        }
      }
      case ERROR -> {
        if (marked) {
          l.error(AUDIT, m, a);
        } else {
          l.error(m, a);
        }
      }
    }
  }

  private static void classic2(
      Logger l, Level level, boolean marked, String m, Object a, Object b) {
    switch (level) {
      case TRACE -> {
        if (marked) {
          l.trace(AUDIT, m, a, b);
        } else {
          l.trace(m, a, b);
        }
      }
      case DEBUG -> {
        if (marked) {
          l.debug(AUDIT, m, a, b);
        } else {
          l.debug(m, a, b);
        }
      }
      case INFO -> {
        if (marked) {
          l.info(AUDIT, m, a, b);
        } else {
          l.info(m, a, b);
        }
      }
      case WARN -> {
        if (marked) {
          l.warn(AUDIT, m, a, b);
        } else {
          l.warn(m, a, b);
        }
      }
      case ERROR -> {
        if (marked) {
          l.error(AUDIT, m, a, b);
        } else {
          l.error(m, a, b);
        }
      }
    }
  }

  private static void classicN(Logger l, Level level, boolean marked, String m, Object... a) {
    switch (level) {
      case TRACE -> {
        if (marked) {
          l.trace(AUDIT, m, a);
        } else {
          l.trace(m, a);
        }
      }
      case DEBUG -> {
        if (marked) {
          l.debug(AUDIT, m, a);
        } else {
          l.debug(m, a);
        }
      }
      case INFO -> {
        if (marked) {
          l.info(AUDIT, m, a);
        } else {
          l.info(m, a);
        }
      }
      case WARN -> {
        if (marked) {
          l.warn(AUDIT, m, a);
        } else {
          l.warn(m, a);
        }
      }
      case ERROR -> {
        if (marked) {
          l.error(AUDIT, m, a);
        } else {
          l.error(m, a);
        }
      }
    }
  }

  private static void classicT(Logger l, Level level, boolean marked, String m, Throwable t) {
    switch (level) {
      case TRACE -> {
        if (marked) {
          l.trace(AUDIT, m, t);
        } else {
          l.trace(m, t);
        }
      }
      case DEBUG -> {
        if (marked) {
          l.debug(AUDIT, m, t);
        } else {
          l.debug(m, t);
        }
      }
      case INFO -> {
        if (marked) {
          l.info(AUDIT, m, t);
        } else {
          l.info(m, t);
        }
      }
      case WARN -> {
        if (marked) {
          l.warn(AUDIT, m, t);
        } else {
          l.warn(m, t);
        }
      }
      case ERROR -> {
        if (marked) {
          l.error(AUDIT, m, t);
        } else {
          l.error(m, t);
        }
      }
    }
  }
}
