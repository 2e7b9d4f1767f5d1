package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogMarker;
import dev.heartwood.LogRecord;
import dev.heartwood.ThrownData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MarkerFactory;

class LogbackEventTest {
  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> list = new ListAppender<>();
  private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();
  private Logger logger;

  @BeforeEach
  void attach() {
    context.setMDCAdapter(mdc);
    list.setContext(context);
    list.start();
    logger = context.getLogger("orders");
    logger.setLevel(Level.TRACE);
    logger.addAppender(list);
  }

  @Test
  void shows_everything_that_the_fluent_api_carries() {
    mdc.put("tenant", "acme");
    logger
        .atWarn()
        .setMessage("order {} filled")
        .addArgument(42)
        .addKeyValue("amount", 12.5)
        .addKeyValue("note", (Object) null)
        .addMarker(MarkerFactory.getMarker("AUDIT"))
        .setCause(new IllegalStateException("late"))
        .log();

    LogRecord record = last().toRecord();

    assertThat(record.level()).isEqualTo(org.slf4j.event.Level.WARN);
    assertThat(record.loggerName()).isEqualTo("orders");
    assertThat(record.threadName()).isEqualTo(Thread.currentThread().getName());
    assertThat(record.template()).isEqualTo("order {} filled");
    assertThat(record.arguments()).containsExactly("42");
    assertThat(record.message()).isEqualTo("order 42 filled");
    assertThat(record.keyValues())
        .containsExactly(new KeyValue("amount", 12.5), new KeyValue("note", null));
    assertThat(record.markers()).containsExactly(new LogMarker("AUDIT", List.of()));
    assertThat(record.mdc()).containsExactly(Map.entry("tenant", "acme"));
    assertThat(record.thrown().message()).isEqualTo("late");
    assertThat(record.timestamp()).isEqualTo(list.list.get(0).getInstant());
    assertThat(record.caller()).isNull();
  }

  @Test
  void drops_null_values_of_the_mdc() {
    mdc.put("tenant", "acme");
    mdc.put("user", null);
    logger.info("x");

    assertThat(last().mdc()).containsExactly(Map.entry("tenant", "acme"));
  }

  @Test
  void maps_every_level() {
    logger.trace("a");
    logger.debug("b");
    logger.info("c");
    logger.warn("d");
    logger.error("e");

    assertThat(list.list)
        .extracting(event -> LogbackEvent.of(event).level())
        .containsExactly(
            org.slf4j.event.Level.TRACE,
            org.slf4j.event.Level.DEBUG,
            org.slf4j.event.Level.INFO,
            org.slf4j.event.Level.WARN,
            org.slf4j.event.Level.ERROR);
  }

  @Test
  void copies_a_throwable_as_if_it_had_been_read_directly() {
    var cause = new IllegalArgumentException("cause");
    var thrown = new IllegalStateException("outer", cause);
    thrown.addSuppressed(new RuntimeException("suppressed"));
    logger.error("failed", thrown);

    assertThat(last().thrown()).isEqualTo(ThrownData.of(thrown));
  }

  @Test
  void cuts_a_cyclic_cause() {
    var first = new RuntimeException("first");
    var second = new RuntimeException("second", first);
    first.initCause(second);
    logger.error("failed", first);

    ThrownData thrown = last().thrown();
    assertThat(thrown.cause().cause().cyclic()).isTrue();
    assertThat(thrown.cause().cause().cause()).isNull();
  }

  @Test
  void leaves_the_message_pending_only_while_all_arguments_are_immutable() {
    logger.info("n={}", 1);
    LogEvent immutable = last();
    assertThat(immutable.messagePending()).isTrue();
    assertThat(immutable.message()).isEqualTo("n=1");
    assertThat(immutable.messagePending()).isFalse();

    logger.info("n={}", new StringBuilder("x"));
    assertThat(last().messagePending()).isFalse();
  }

  @Test
  void prepared_keeps_the_text_of_arguments_that_change_later() {
    var builder = new StringBuilder("before");
    logger.info("value={}", builder);
    LogbackEvent event = last().prepare();
    builder.append(" after");

    assertThat(event.message()).isEqualTo("value=before");
  }

  @Test
  void survives_null_as_message_and_as_arguments() {
    logger.info((String) null);
    assertThat(last().message()).isEqualTo("null");
    assertThat(last().template()).isEqualTo("null");

    logger.info("{} {}", null, null);
    assertThat(last().toRecord().arguments()).containsExactly("null", "null");
  }

  @Test
  void shows_the_caller_only_after_somebody_asked_for_it() {
    logger.info("where");
    LogbackEvent event = last();
    assertThat(event.caller()).isNull();

    LoggingEvent here = (LoggingEvent) event.original();
    here.setCallerData(new StackTraceElement[] {new StackTraceElement("A", "b", "A.java", 7)});

    assertThat(event.withCaller().caller()).hasToString("A.b(A.java:7)");
  }

  private LogbackEvent last() {
    return (LogbackEvent) LogbackEvent.of(list.list.get(list.list.size() - 1));
  }
}
