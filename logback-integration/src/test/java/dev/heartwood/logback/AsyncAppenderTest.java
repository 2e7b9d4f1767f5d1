package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.util.FileSize;
import dev.heartwood.GatedHandler;
import dev.heartwood.HeldHandler;
import dev.heartwood.LogHandler;
import dev.heartwood.LogRecord;
import dev.heartwood.RecordingHandler;
import dev.heartwood.TestEvents;
import dev.heartwood.async.Delivery;
import dev.heartwood.async.DropReason;
import dev.heartwood.async.FailReason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AsyncAppenderTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final LoggerContext context = new LoggerContext();
  private final AsyncAppender async = new AsyncAppender();
  private final RecordingHandler ours = new RecordingHandler();
  private final GatedAppender stock = GatedAppender.open("STOCK");
  private Logger logger;

  @TempDir Path dir;

  @BeforeEach
  void setUp() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    async.setContext(context);
    async.setName("ASYNC");
    stock.setContext(context);
    stock.start();
    logger = context.getLogger("orders");
    logger.setLevel(Level.DEBUG);
    logger.addAppender(async);
  }

  @AfterEach
  void tearDown() {
    context.stop();
  }

  private static Object textOf(Supplier<String> text) {
    return new Object() {
      @Override
      public String toString() {
        return text.get();
      }
    };
  }

  @Test
  void gives_stock_appenders_the_original_event() {
    GatedAppender direct = GatedAppender.open("DIRECT");
    direct.setContext(context);
    direct.start();
    logger.addAppender(direct);
    start(stock);
    logger.info("one {}", 1);
    delivered();

    assertThat(stock.events()).hasSize(1);
    assertThat(stock.events().get(0)).isSameAs(direct.events().get(0));
  }

  @Test
  void shows_every_view_the_event_as_it_was_at_the_call() {
    start(stock, handlerAppender());
    StringBuilder argument = new StringBuilder("before");
    Object[] arguments = {1, 2, 3};
    logger.info("value {}", argument);
    logger.info("values {} {} {}", arguments);
    argument.append(" after");
    arguments[0] = "changed";
    delivered();

    assertThat(ours.messages()).containsExactly("value before", "values 1 2 3");
    assertThat(stock.messages()).contains("value before");
  }

  @Test
  void renders_an_argument_once_for_a_view_of_ours() {
    AtomicInteger rendered = new AtomicInteger();
    start(handlerAppender());
    logger.info("value {}", textOf(() -> "rendered " + rendered.incrementAndGet()));
    delivered();

    assertThat(ours.messages()).containsExactly("value rendered 1");
    assertThat(ours.records().get(0).arguments()).containsExactly("rendered 1");
    assertThat(rendered).hasValue(1);
  }

  @Test
  void takes_what_a_to_string_logs() {
    start(stock, handlerAppender());
    logger.info(
        "outer {}",
        textOf(
            () -> {
              logger.info("inner");
              return "chatty";
            }));
    delivered();

    assertThat(stock.messages()).startsWith("inner").contains("outer chatty");
    assertThat(ours.messages()).startsWith("inner").contains("outer chatty");
    assertThat(async.delivery().values()).allMatch(delivery -> delivery.droppedTotal() == 0);
  }

  @Test
  void an_argument_that_logs_itself_ends_and_is_counted_in_every_view() {
    start(stock, handlerAppender());
    AtomicInteger rendered = new AtomicInteger();
    AtomicReference<Object> self = new AtomicReference<>();
    self.set(
        textOf(
            () -> {
              rendered.incrementAndGet();
              logger.info("inner {}", self.get());
              return "endless";
            }));
    logger.info("outer {}", self.get());
    logger.info("afterwards");
    delivered();

    assertThat(rendered).hasValueLessThan(20);
    for (Delivery delivery : async.delivery().values()) {
      assertThat(delivery.dropped(DropReason.RECURSION)).isPositive();
    }
    assertThat(stock.messages()).contains("inner endless", "outer endless", "afterwards");
    assertThat(ours.messages()).contains("inner endless", "outer endless", "afterwards");
  }

  @Test
  void a_filter_that_throws_breaks_no_caller_and_its_event_is_counted() {
    async.addFilter(
        new Filter<>() {
          @Override
          public FilterReply decide(ILoggingEvent event) {
            throw new StackOverflowError("filter");
          }
        });
    start(handlerAppender());
    logger.info("lost");
    delivered();

    assertThat(ours.messages()).doesNotContain("lost"); // at most told of
    assertThat(async.delivery().values())
        .allMatch(delivery -> delivery.dropped(DropReason.UNREADABLE) == 1);
    assertThat(messages(Status.ERROR)).anyMatch(text -> text.contains("failed to append"));
  }

  @Test
  void gives_stock_appenders_the_arguments_at_the_call_though_the_caller_reuses_its_array() {
    GatedAppender gated = GatedAppender.closed("GATED");
    gated.setContext(context);
    gated.start();
    start(gated);
    Object[] arguments = {1, 2, 3};
    logger.info("first {} {} {}", arguments);
    logger.info("second {} {} {}", arguments);
    gated.awaitEntered();
    arguments[0] = "changed";
    gated.open();
    delivered();

    assertThat(gated.messages()).contains("second 1 2 3");
  }

  @Test
  void renders_an_argument_that_can_change_once_for_all_views() {
    AtomicInteger calls = new AtomicInteger();
    Object argument =
        new Object() {
          @Override
          public String toString() {
            return "call " + calls.incrementAndGet();
          }
        };
    RecordingHandler second = new RecordingHandler();
    HandlerAppender other = handlerAppender("OTHER", second);
    start(handlerAppender(), other);
    logger.info("{}", argument);
    delivered();

    assertThat(ours.messages()).isEqualTo(second.messages());
  }

  @Test
  void collects_caller_data_only_when_a_view_prints_it() throws IOException {
    start(handlerAppender());
    logger.info("without");
    delivered();
    assertThat(ours.records().get(0).caller()).isNull();

    FileAppender file = file("%class{0}.%method %msg%n");
    async.addAppender(file);
    logger.info("with");
    delivered();
    assertThat(Files.readString(dir.resolve("app.log")))
        .isEqualTo("AsyncAppenderTest.collects_caller_data_only_when_a_view_prints_it with\n");
  }

  @Test
  void keeps_caller_data_for_every_view_on_request() {
    async.setIncludeCallerData(true);
    start(handlerAppender());
    logger.info("with");
    delivered();

    assertThat(ours.records().get(0).caller().getClassName()).isEqualTo(getClass().getName());
  }

  @Test
  void takes_and_lets_go_of_appenders_while_it_runs() {
    start(stock);
    logger.info("one");
    HandlerAppender added = handlerAppender();
    async.addAppender(added);
    logger.info("two");
    delivered();
    assertThat(async.detachAppender("STOCK")).isTrue();
    assertThat(async.isAttached(stock)).isFalse();
    logger.info("three");
    delivered();

    assertThat(stock.messages()).containsExactly("one", "two");
    assertThat(stock.isStarted()).isTrue();
    assertThat(ours.messages()).containsExactly("two", "three");
    assertThat(async.getAppender("OURS")).isSameAs(added);
    assertThat(async.delivery()).containsOnlyKeys("OURS");
  }

  @Test
  void stops_every_appender_on_request_and_goes_on_with_new_ones() {
    start(stock);
    logger.info("one");
    async.detachAndStopAllAppenders();
    assertThat(stock.messages()).containsExactly("one");
    assertThat(stock.isStarted()).isFalse();
    logger.info("nobody is there");

    async.addAppender(handlerAppender());
    logger.info("two");
    delivered();
    assertThat(ours.messages()).containsExactly("two");
  }

  @Test
  void flushes_a_stock_stream_appender_once_per_batch() {
    HeldStream out = new HeldStream();
    OutputStreamAppender<ILoggingEvent> stream = new OutputStreamAppender<>();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    stream.setContext(context);
    stream.setName("STREAM");
    stream.setEncoder(encoder);
    stream.setOutputStream(out);
    stream.start();
    start(stream);

    logger.info("first");
    out.awaitWrite();
    for (int i = 0; i < 100; i++) {
      logger.info("n{}", i);
    }
    out.open();
    delivered();

    assertThat(out.lines()).isEqualTo(101);
    assertThat(out.flushes()).isBetween(1, 5);
  }

  @Test
  void a_stock_appender_that_is_written_to_directly_as_well_still_flushes_each_event()
      throws IOException {
    ch.qos.logback.core.FileAppender<ILoggingEvent> file = new ch.qos.logback.core.FileAppender<>();
    configure(file, "%msg%n");
    file.start();
    start(file);
    logger.info("through the ring");
    delivered();

    file.doAppend(event("direct"));

    assertThat(Files.readString(dir.resolve("app.log"))).isEqualTo("through the ring\ndirect\n");
  }

  @Test
  void lets_go_of_a_stock_file_appender_as_it_was() throws IOException {
    ch.qos.logback.core.FileAppender<ILoggingEvent> file = new ch.qos.logback.core.FileAppender<>();
    configure(file, "%msg%n");
    file.start();
    start(file);
    logger.info("one");
    delivered();
    assertThat(Files.readString(dir.resolve("app.log"))).isEqualTo("one\n");

    async.detachAppender(file);
    assertThat(file.isImmediateFlush()).isTrue();
    file.doAppend(event("two"));
    assertThat(Files.readString(dir.resolve("app.log"))).isEqualTo("one\ntwo\n");
    file.stop();
  }

  @Test
  void keeps_header_and_mode_of_a_stock_file_appender() throws IOException {
    Files.writeString(dir.resolve("app.log"), "old\n");
    ch.qos.logback.core.FileAppender<ILoggingEvent> file = new ch.qos.logback.core.FileAppender<>();
    configure(file, "%msg%n");
    file.setAppend(false);
    ((PatternLayoutEncoder) file.getEncoder()).setOutputPatternAsHeader(true);
    file.getEncoder().start();
    file.start();
    start(file);
    logger.info("one");
    delivered();
    async.stop();

    assertThat(Files.readString(dir.resolve("app.log")))
        .isEqualTo("#logback.classic pattern: %msg%n\none\n");
  }

  @Test
  void refuses_more_appenders_than_it_can_have_and_starts_no_worker() {
    for (int i = 0; i < 65; i++) {
      async.addAppender(GatedAppender.open("VIEW" + i));
    }
    async.start();

    assertThat(async.isStarted()).isFalse();
    assertThat(messages(Status.ERROR))
        .containsExactly("Appender [ASYNC] not started: appender-refs must be 1 to 64, were 65");
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("heartwood-ASYNC/VIEW"));
  }

  @Test
  void refuses_one_more_appender_than_it_can_have_while_it_runs() {
    for (int i = 0; i < 64; i++) {
      GatedAppender appender = GatedAppender.open("VIEW" + i);
      appender.setContext(context);
      appender.start();
      async.addAppender(appender);
    }
    async.setRingBufferSize("2");
    async.start();
    async.addAppender(stock);

    assertThat(async.isAttached(stock)).isFalse();
    assertThat(messages(Status.ERROR))
        .containsExactly("Appender [STOCK] not attached: appender-refs must be 1 to 64, were 65");
  }

  @Test
  void counts_what_a_filter_that_throws_was_asked_about() {
    async.addFilter(
        new Filter<>() {
          @Override
          public FilterReply decide(ILoggingEvent event) {
            throw new IllegalStateException("broken");
          }
        });
    start(stock);
    logger.info("one");
    logger.info("two");
    delivered();

    assertThat(async.delivery().get("STOCK").dropped(DropReason.UNREADABLE)).isEqualTo(2);
    assertThat(messages(Status.ERROR)).contains("Appender [ASYNC] failed to append.");
  }

  @Test
  void counts_what_is_logged_after_its_stop() {
    start(stock);
    logger.info("in time");
    async.stop();
    logger.info("too late");

    Delivery counts = async.delivery().get("STOCK");
    assertThat(counts.delivered()).isEqualTo(1);
    assertThat(counts.dropped(DropReason.CLOSED)).isEqualTo(1);
  }

  @Test
  void warns_that_a_ring_behind_a_ring_drops_when_it_is_full() {
    GatedAppender stuck = GatedAppender.closed("STUCK");
    stuck.setContext(context);
    stuck.start();
    AsyncAppender inner = new AsyncAppender();
    inner.setContext(context);
    inner.setName("INNER");
    inner.setRingBufferSize("4");
    inner.addAppender(stuck);
    inner.start();
    start(inner);
    assertThat(messages(Status.WARN))
        .singleElement()
        .asString()
        .startsWith("Appender [INNER] is asynchronous itself: behind [ASYNC] it drops");

    logger.info("n");
    stuck.awaitEntered();
    for (int i = 0; i < 9; i++) {
      logger.info("n{}", i);
    }
    await()
        .untilAsserted(() -> assertThat(inner.delivery().get("STUCK").droppedTotal()).isEqualTo(6));
    stuck.open();
  }

  @Test
  void counts_what_an_appender_that_does_not_run_refuses() {
    start(stock);
    stock.stop();
    logger.info("lost");
    delivered();

    Delivery counts = async.delivery().get("STOCK");
    assertThat(counts.failed(FailReason.HANDLER)).isEqualTo(1);
    assertThat(counts.accepted()).isEqualTo(1);
    assertThat(messages(Status.WARN) + messages(Status.ERROR).toString())
        .contains("appender [STOCK] is not started");
  }

  @Test
  void counts_and_tells_discarded_events_like_other_losses() {
    GatedHandler gate = new GatedHandler();
    async.setQueueSize(8);
    async.setDiscardingThreshold(4);
    start(handlerAppender("GATE", gate));
    logger.info("n0");
    gate.awaitEntered();
    for (int i = 1; i < 20; i++) {
      logger.info("n{}", i);
    }
    logger.warn("important");
    gate.open();
    delivered();
    await()
        .untilAsserted(
            () -> assertThat(gate.messages()).anyMatch(m -> m.contains("15 events dropped")));

    Delivery counts = async.delivery().get("GATE");
    assertThat(counts.dropped(DropReason.FULL)).isEqualTo(15);
    assertThat(counts.filtered()).isZero();
    assertThat(counts.accepted()).isEqualTo(6);
    assertThat(gate.messages()).contains("important");
  }

  @Test
  void survives_a_sink_that_logs() {
    GatedAppender logging = GatedAppender.open("LOGGING");
    HandlerAppender echo =
        handlerAppender(
            "ECHO",
            event -> {
              ours.handle(event);
              logger.info("echo of " + event.message());
            });
    logging.setContext(context);
    logging.start();
    start(echo, logging);
    logger.info("one");
    delivered();
    await().untilAsserted(() -> assertThat(ours.messages()).contains("one", "echo of one"));

    assertThat(ours.messages().size()).isLessThan(5);
    assertThat(async.delivery().get("ECHO").dropped(DropReason.RECURSION)).isPositive();
  }

  @Test
  void a_worker_holds_an_appender_of_ours_for_a_run_of_events() {
    HeldHandler held = new HeldHandler();
    start(handlerAppender("HELD", held));
    logger.info("one");
    delivered();
    assertThat(held.messages()).containsExactly("one");
    assertThat(held.unheld()).isZero();
    await().until(() -> !held.isHeld());
  }

  @Test
  void hands_events_of_the_facade_to_a_logback_appender() throws IOException {
    LogRecord record = TestEvents.event("from elsewhere");
    AppenderHandler handler = new AppenderHandler(stock);
    handler.handle(record);

    ILoggingEvent event = stock.events().get(0);
    assertThat(event.getFormattedMessage()).isEqualTo("from elsewhere");
    assertThat(event.getInstant()).isEqualTo(TestEvents.TIME);
    assertThat(event.getLevel()).isEqualTo(Level.INFO);
    assertThat(event.getLoggerContextVO().getName()).isEqualTo(context.getName());
    assertThat(LogbackEvent.of(event).toRecord()).isEqualTo(record);
    handler.close();
    assertThat(stock.isStarted()).isFalse();
  }

  @Test
  void a_handler_is_an_appender_also_without_a_ring() {
    HandlerAppender direct = handlerAppender();
    logger.addAppender(direct);
    logger.info("one");
    assertThat(ours.messages()).containsExactly("one");
    assertThat(ours.flushes()).isEqualTo(1);
    direct.stop();
    assertThat(ours.isClosed()).isTrue();
  }

  @Test
  void refuses_a_handler_appender_without_a_handler() {
    HandlerAppender none = new HandlerAppender();
    none.setContext(context);
    none.setName("NONE");
    none.start();
    assertThat(none.isStarted()).isFalse();
    assertThat(messages(Status.ERROR))
        .contains("Appender [NONE] not started: handler must be given, was missing");
  }

  private ILoggingEvent event(String message) {
    return new RecordEvent(TestEvents.event(message), AppenderHandler.contextOf(async));
  }

  @SafeVarargs
  private void start(Appender<ILoggingEvent>... appenders) {
    for (Appender<ILoggingEvent> appender : appenders) {
      async.addAppender(appender);
    }
    async.start();
    assertThat(async.isStarted()).isTrue();
  }

  private void delivered() {
    assertThat(async.awaitDelivered(LONG)).isTrue();
  }

  private HandlerAppender handlerAppender() {
    return handlerAppender("OURS", ours);
  }

  private HandlerAppender handlerAppender(String name, LogHandler handler) {
    HandlerAppender appender = new HandlerAppender(handler);
    appender.setContext(context);
    appender.setName(name);
    appender.start();
    return appender;
  }

  private FileAppender file(String pattern) {
    FileAppender file = new FileAppender();
    configure(file, pattern);
    file.setBufferSize(new FileSize(1024));
    file.start();
    return file;
  }

  private void configure(ch.qos.logback.core.FileAppender<ILoggingEvent> file, String pattern) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.start();
    Encoder<ILoggingEvent> given = encoder;
    file.setContext(context);
    file.setName("FILE");
    file.setFile(dir.resolve("app.log").toString());
    file.setEncoder(given);
  }

  private List<String> messages(int level) {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getLevel() == level)
        .map(Status::getMessage)
        .toList();
  }

  /** Holds its first write until opened. */
  private static final class HeldStream extends OutputStream {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger lines = new AtomicInteger();
    private final AtomicInteger flushes = new AtomicInteger();

    @Override
    public void write(int b) {
      throw new AssertionError("written byte by byte");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      entered.countDown();
      try {
        if (!gate.await(LONG.toSeconds(), TimeUnit.SECONDS)) {
          throw new IOException("nobody opened the gate");
        }
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
      lines.incrementAndGet();
    }

    @Override
    public void flush() {
      flushes.incrementAndGet();
    }

    void awaitWrite() {
      await().until(() -> entered.getCount() == 0);
    }

    void open() {
      gate.countDown();
    }

    int lines() {
      return lines.get();
    }

    int flushes() {
      return flushes.get();
    }
  }
}
