package dev.heartwood.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.heartwood.async.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One AsyncAppender with two refs, one of which is stuck while its ring is full. */
@Timeout(60)
class StuckSinkTest {
  private static final int RING = 64;
  private static final Duration APPEND_TIMEOUT = Duration.ofMillis(500);

  private final LoggerContext context = new LoggerContext();
  private final AsyncAppender async = new AsyncAppender();
  private final GatedAppender stuck = GatedAppender.closed("STUCK");
  private final GatedAppender other = GatedAppender.open("OTHER");
  private Logger logger;

  @BeforeEach
  void start() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    async.setContext(context);
    async.setName("ASYNC");
    for (GatedAppender appender : List.of(stuck, other)) {
      appender.setContext(context);
      appender.start();
      async.addAppender(appender);
    }
    async.setRingBufferSize(Integer.toString(RING));
    async.setAppendTimeout(APPEND_TIMEOUT.toMillis() + " milliseconds");
    async.start();
    logger = context.getLogger("orders");
    logger.setLevel(Level.DEBUG);
    logger.addAppender(async);
  }

  @AfterEach
  void stop() {
    stuck.open();
    context.stop();
  }

  @Test
  void holds_up_nobody_else_waits_once_and_tells_what_was_lost() {
    logger.info("n0");
    stuck.awaitEntered();
    IntStream.range(1, RING).forEach(i -> logger.info("n" + i));

    long start = System.nanoTime();
    IntStream.range(RING, RING + 100).forEach(i -> logger.info("n" + i));
    Duration held = Duration.ofNanos(System.nanoTime() - start);

    assertThat(held).isLessThan(APPEND_TIMEOUT.plus(APPEND_TIMEOUT.dividedBy(2)));
    String[] all = IntStream.range(0, RING + 100).mapToObj(i -> "n" + i).toArray(String[]::new);
    await().untilAsserted(() -> assertThat(other.messages()).containsExactly(all));

    stuck.open();
    assertThat(async.awaitDelivered(Duration.ofSeconds(20))).isTrue();
    await().untilAsserted(() -> assertThat(noticesIn(stuck)).hasSize(1));

    Delivery counts = async.delivery().get("STUCK");
    assertThat(counts.droppedTotal()).isEqualTo(100);
    assertThat(counts.accepted()).isEqualTo(RING);
    assertThat(counts.delivered()).isEqualTo(RING);
    assertThat(stuck.messages()).hasSize(RING + 1);
    assertThat(noticesIn(stuck).get(0)).contains("100").contains("INFO");
    assertThat(noticesIn(other)).isEmpty();
    assertThat(async.delivery().get("OTHER").droppedTotal()).isZero();
  }

  @Test
  void holds_up_each_of_several_threads_once_and_counts_as_they_do() throws Exception {
    logger.info("n0");
    stuck.awaitEntered();
    IntStream.range(1, RING).forEach(i -> logger.info("n" + i));

    List<Caller> callers = IntStream.range(0, 4).mapToObj(id -> new Caller(logger, id)).toList();
    callers.forEach(Thread::start);
    for (Caller caller : callers) {
      caller.join();
      assertThat(caller.held).isLessThan(APPEND_TIMEOUT.multipliedBy(2)); // one wait, not two
    }
    long called = RING + 4 * 100;
    await().untilAsserted(() -> assertThat(other.events()).hasSize((int) called));
    for (int id = 0; id < 4; id++) {
      String prefix = "t" + id + " ";
      assertThat(other.messages())
          .filteredOn(message -> message.startsWith(prefix))
          .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(i -> prefix + i).toList());
    }

    stuck.open();
    assertThat(async.awaitDelivered(Duration.ofSeconds(20))).isTrue();
    await().untilAsserted(() -> assertThat(noticesIn(stuck)).hasSize(1));
    Delivery counts = async.delivery().get("STUCK");
    long lines = stuck.events().size() - 1;
    assertThat(counts.delivered()).isEqualTo(lines);
    assertThat(counts.droppedTotal()).isEqualTo(called - lines);
    assertThat(noticesIn(stuck).get(0)).contains(Long.toString(called - lines));
  }

  /** Logs a hundred times and remembers how long that took. */
  private static final class Caller extends Thread {
    private final Logger logger;
    private final int id;
    private volatile Duration held = Duration.ZERO;

    Caller(Logger logger, int id) {
      this.logger = logger;
      this.id = id;
    }

    @Override
    public void run() {
      long start = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        logger.info("t" + id + " " + i);
      }
      held = Duration.ofNanos(System.nanoTime() - start);
    }
  }

  private static List<String> noticesIn(GatedAppender appender) {
    return appender.events().stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(message -> message.contains("dropped"))
        .toList();
  }
}
