package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.helpers.NOPAppender;
import ch.qos.logback.core.status.Status;
import dev.heartwood.async.DropReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Logback's own tests ask of its AsyncAppender, asked of the drop-in. */
@Timeout(30)
class AsyncAppenderLikeLogbacksTest {
  private final LoggerContext context = new LoggerContext();
  private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();
  private final AsyncAppender async = new AsyncAppender();
  private final GatedAppender list = GatedAppender.open("list");
  private final GatedAppender gated = GatedAppender.closed("gated");

  @BeforeEach
  void setUp() {
    context.setMDCAdapter(mdc);
    async.setContext(context);
    async.setName("ASYNC");
    for (GatedAppender appender : List.of(list, gated)) {
      appender.setContext(context);
      appender.start();
    }
  }

  @AfterEach
  void tearDown() {
    gated.open();
    async.stop();
  }

  @Test
  void delivers_what_was_appended_and_stops_its_appender() {
    async.addAppender(list);
    async.start();
    async.doAppend(event("one"));
    async.stop();

    assertStoppedWith(list, "one");
  }

  @Test
  void can_be_stopped_with_nothing_in_the_queue() {
    async.addAppender(list);
    async.start();
    async.stop();

    assertStoppedWith(list);
  }

  @Test
  void prepares_events_for_deferred_processing() {
    async.addAppender(list);
    async.start();
    mdc.put("k", "v");
    async.doAppend(event("one"));
    mdc.clear();
    async.stop();

    ILoggingEvent event = list.events().get(0);
    assertThat(event.getMDCPropertyMap()).containsEntry("k", "v");
    assertThat(event.hasCallerData()).isFalse();
  }

  @Test
  void includes_caller_data_on_request() {
    async.addAppender(list);
    async.setIncludeCallerData(true);
    async.start();
    async.doAppend(event("one"));
    async.stop();

    ILoggingEvent event = list.events().get(0);
    assertThat(event.hasCallerData()).isTrue();
    assertThat(event.getCallerData()[0].getClassName()).isEqualTo(getClass().getName());
  }

  @Test
  void survives_an_appender_that_throws() {
    ThrowingAppender bad = new ThrowingAppender();
    bad.setName("bad");
    bad.setContext(context);
    bad.start();
    async.addAppender(bad);
    async.start();
    for (int i = 0; i < 10; i++) {
      async.doAppend(event("n" + i));
    }
    assertThat(async.awaitDelivered(Duration.ofSeconds(10))).isTrue();

    assertThat(bad.calls).isEqualTo(10);
    assertThat(messages(Status.ERROR)).contains("Appender [bad] failed to append.");
  }

  @Test
  void waits_for_room_and_loses_nothing() {
    async.addAppender(list);
    async.setQueueSize(10);
    async.setMaxFlushTime(2000);
    async.start();
    for (int i = 0; i < 200; i++) {
      async.doAppend(event("n" + i));
    }
    async.stop();

    assertThat(list.events()).hasSize(200);
    assertNoComplaint();
  }

  @Test
  void never_blocks_when_told_so() {
    async.addAppender(gated);
    async.setQueueSize(8);
    async.setNeverBlock(true);
    async.start();
    async.doAppend(event("first"));
    gated.awaitEntered();
    for (int i = 0; i < 2000; i++) {
      async.doAppend(event("n" + i));
    }
    gated.open();
    assertThat(async.awaitDelivered(Duration.ofSeconds(10))).isTrue();

    assertThat(async.delivery().get("gated").dropped(DropReason.FULL)).isEqualTo(2001 - 8);
    assertThat(messages(Status.ERROR)).isEmpty();
  }

  @Test
  void loses_only_discardable_events_when_the_queue_is_nearly_full() {
    async.addAppender(gated);
    async.setQueueSize(8);
    async.setDiscardingThreshold(2);
    async.start();
    async.doAppend(event("n0"));
    gated.awaitEntered();
    for (int i = 1; i < 7; i++) {
      async.doAppend(event("n" + i));
    }
    assertThat(async.getRemainingCapacity()).isEqualTo(1);
    async.doAppend(event("discarded"));
    async.doAppend(event(Level.WARN, "kept"));
    gated.open();
    async.stop();

    assertThat(gated.messages())
        .contains("n0", "n1", "n2", "n3", "n4", "n5", "n6", "kept")
        .doesNotContain("discarded");
  }

  @Test
  void does_not_discard_when_the_threshold_is_zero() {
    async.addAppender(list);
    async.setQueueSize(5);
    async.setDiscardingThreshold(0);
    async.start();
    for (int i = 0; i < 100; i++) {
      async.doAppend(event("n" + i));
    }
    async.stop();

    assertThat(list.events()).hasSize(100);
  }

  @Test
  void lets_a_subclass_say_what_can_be_discarded() {
    AsyncAppender lossy =
        new AsyncAppender() {
          @Override
          protected boolean isDiscardable(ILoggingEvent event) {
            return event.getMessage().startsWith("noise");
          }
        };
    lossy.setContext(context);
    lossy.addAppender(gated);
    lossy.setQueueSize(8);
    lossy.setDiscardingThreshold(8);
    lossy.start();
    lossy.doAppend(event("first"));
    gated.awaitEntered();
    lossy.doAppend(event("noise"));
    lossy.doAppend(event("signal"));
    gated.open();
    lossy.stop();

    assertThat(gated.messages()).contains("first", "signal").doesNotContain("noise");
  }

  @Test
  void refuses_a_queue_of_no_size() {
    async.addAppender(startedNop());
    async.setQueueSize(0);
    assertThat(async.getQueueSize()).isZero();
    async.start();

    assertThat(async.isStarted()).isFalse();
    assertThat(messages(Status.ERROR)).anyMatch(text -> text.contains("Invalid queue size [0]"));
  }

  @Test
  void refuses_to_start_without_an_appender() {
    async.start();

    assertThat(async.isStarted()).isFalse();
    assertThat(messages(Status.ERROR)).contains("No attached appenders found.");
  }

  @Test
  void stops_when_the_flush_time_is_over() {
    async.addAppender(gated);
    async.setMaxFlushTime(1);
    async.start();
    for (int i = 0; i < 10; i++) {
      async.doAppend(event("n" + i));
    }
    gated.awaitEntered();
    async.stop();

    assertThat(messages(Status.WARN))
        .anyMatch(text -> text.startsWith("Max queue flush timeout (1 ms) exceeded. "));
  }

  @Test
  void says_when_the_queue_was_flushed_in_time() {
    async.addAppender(list);
    async.start();
    async.stop();

    assertThat(messages(Status.INFO)).contains("Queue flush finished successfully within timeout.");
  }

  @Test
  void keeps_the_interrupt_flag_of_the_caller() {
    async.addAppender(list);
    async.start();
    Thread.currentThread().interrupt();
    async.doAppend(event("one"));

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void logs_for_an_interrupted_caller() {
    async.addAppender(list);
    async.start();
    async.doAppend(event("one"));
    Thread.currentThread().interrupt();
    async.doAppend(event("two"));
    async.doAppend(event("three"));
    assertThat(Thread.interrupted()).isTrue();
    async.stop();

    assertThat(list.messages()).containsExactly("one", "two", "three");
  }

  @Test
  void keeps_the_interrupt_flag_of_whoever_stops_it() {
    async.addAppender(list);
    async.start();
    async.doAppend(event("one"));
    Thread.currentThread().interrupt();
    async.stop();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(list.messages()).containsExactly("one");
  }

  @Test
  void sets_no_interrupt_flag_of_its_own() {
    async.addAppender(list);
    async.start();
    async.stop();

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void starting_twice_is_starting_once() {
    async.addAppender(list);
    async.start();
    async.start();
    async.doAppend(event("one"));
    async.stop();

    assertThat(list.messages()).containsExactly("one");
  }

  @Test
  void stops_although_the_appender_swallows_the_interrupt() {
    async.addAppender(gated);
    async.start();
    async.doAppend(event("one"));
    gated.awaitEntered();
    Thread opener = new Thread(gated::open);
    opener.start();
    async.stop();

    assertStoppedWith(gated, "one");
  }

  @Test
  void knows_how_full_it_is() {
    async.addAppender(gated);
    async.setQueueSize(8);
    async.start();
    async.doAppend(event("first"));
    gated.awaitEntered();
    async.doAppend(event("second"));
    async.doAppend(event("third"));

    assertThat(async.getNumberOfElementsInQueue()).isEqualTo(3);
    assertThat(async.getRemainingCapacity()).isEqualTo(5);
    gated.open();
    await().untilAsserted(() -> assertThat(async.getNumberOfElementsInQueue()).isZero());
  }

  private void assertStoppedWith(GatedAppender appender, String... messages) {
    assertThat(async.isStarted()).isFalse();
    assertThat(appender.isStarted()).isFalse();
    assertThat(appender.messages()).containsExactly(messages);
    assertThat(messages(Status.INFO))
        .contains("Worker thread will flush remaining events before exiting. ");
    assertNoComplaint();
  }

  private void assertNoComplaint() {
    assertThat(messages(Status.WARN)).isEmpty();
    assertThat(messages(Status.ERROR)).isEmpty();
  }

  private NOPAppender<ILoggingEvent> startedNop() {
    NOPAppender<ILoggingEvent> nop = new NOPAppender<>();
    nop.setContext(context);
    nop.start();
    return nop;
  }

  private List<String> messages(int level) {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getLevel() == level)
        .map(Status::getMessage)
        .toList();
  }

  private LoggingEvent event(String message) {
    return event(Level.INFO, message);
  }

  private LoggingEvent event(Level level, String message) {
    return new LoggingEvent(
        AsyncAppender.class.getName(), context.getLogger(getClass()), level, message, null, null);
  }

  private static final class ThrowingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private volatile int calls;

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one worker
    protected void append(ILoggingEvent event) {
      calls++;
      throw new IllegalStateException("boom");
    }
  }
}
