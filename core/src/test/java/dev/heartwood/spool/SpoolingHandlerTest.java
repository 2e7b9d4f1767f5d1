package dev.heartwood.spool;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heartwood.GatedHandler;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.LogRecord;
import dev.heartwood.SettableClock;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.disk.LockedException;
import dev.heartwood.filter.RedactingHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class SpoolingHandlerTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path dir;

  private final Remote remote = new Remote();
  private final List<String> reports = new CopyOnWriteArrayList<>();

  @Test
  void delivers_in_order_and_only_once_when_nothing_fails() throws Exception {
    try (SpoolingHandler spool = open(config())) {
      log(spool, 0, 5_000);
      assertThat(spool.awaitDelivered(LONG)).isTrue();
      assertThat(spool.stats())
          .isEqualTo(
              new SpoolStats(
                  0,
                  5_000,
                  0,
                  5_000,
                  0,
                  0,
                  0,
                  0,
                  0,
                  BreakerState.CLOSED,
                  new SpoolLag(0, 0, Duration.ZERO)));
    }
    assertThat(remote.isClosed()).isTrue();
    try (SpoolingHandler again = open(config())) {
      log(again, 5_000, 1);
    }
    assertThat(remote.arrived()).isEqualTo(numbers(0, 5_001));
    assertThat(reports).isEmpty();
  }

  @Test
  void a_batch_that_nobody_confirmed_comes_again_with_the_same_records() throws Exception {
    Named first = new Named();
    first.down = true;
    try (SpoolingHandler spool = SpoolingHandler.open(config().build(), first)) {
      log(spool, 0, 10);
      await().until(() -> first.attempts >= 2);
      log(spool, 10, 500);
    }
    List<Long> unconfirmed = first.batches.get(0);
    assertThat(first.batches).containsOnly(unconfirmed);

    Named second = new Named();
    try (SpoolingHandler spool = SpoolingHandler.open(config().build(), second)) {
      log(spool, 510, 10);
      assertThat(spool.awaitDelivered(LONG)).isTrue();
    }
    assertThat(second.batches.get(0)).isEqualTo(unconfirmed);
    assertThat(second.batches.stream().flatMap(List::stream))
        .containsExactlyElementsOf(LongStream.range(0, 520).boxed().toList());
    assertThat(second.spools).containsExactlyElementsOf(first.spools).hasSize(1);
  }

  @Test
  void another_destination_does_not_hold_back_what_it_has_taken() throws Exception {
    try (SpoolingHandler spool = SpoolingHandler.open(config().build(), new Named())) {
      log(spool, 0, 10);
      assertThat(spool.awaitDelivered(LONG)).isTrue();
    }
    assertThat(Files.exists(dir.resolve("reader-batch-end"))).isTrue();
    try (SpoolingHandler spool = open(config())) {
      assertThat(spool.lag().records()).isZero();
      assertThat(Files.exists(dir.resolve("reader-batch-end"))).isFalse();
    }
  }

  /** Keeps the sequences of each batch that it was asked to take. */
  private static final class Named implements SpoolDestination {
    private final List<Long> spools = new CopyOnWriteArrayList<>();
    private final List<List<Long>> batches = new CopyOnWriteArrayList<>();
    private final List<Long> batch = new ArrayList<>();
    private volatile boolean down;
    private volatile int attempts;

    @Override
    public void deliverFrom(long spool) {
      spools.add(spool);
    }

    @Override
    public void handle(LogEvent event) {
      throw new AssertionError("without its sequence");
    }

    @Override
    public void handle(LogEvent event, long sequence) {
      batch.add(sequence);
    }

    @Override
    public void flush() throws IOException {
      batches.add(List.copyOf(batch));
      batch.clear();
      attempts = batches.size();
      if (down) {
        throw new IOException("connection refused");
      }
    }
  }

  @Test
  void an_event_comes_out_as_it_went_in() throws Exception {
    LogRecord record = event("a message", new KeyValue("order", 42L));
    AtomicReference<LogRecord> out = new AtomicReference<>();
    try (SpoolingHandler spool =
        SpoolingHandler.open(config().build(), e -> out.set(e.toRecord()))) {
      spool.handle(record);
      spool.flush();
      assertThat(spool.awaitDelivered(LONG)).isTrue();
    }
    assertThat(out.get()).isEqualTo(record);
  }

  @Test
  void loses_nothing_while_the_destination_is_away_from_the_start_and_after_a_restart()
      throws Exception {
    remote.down(true);
    try (SpoolingHandler spool = open(config())) {
      log(spool, 0, 100);
      await().until(() -> remote.attempts() > 0);
    }
    try (SpoolingHandler spool = open(config())) {
      assertThat(spool.stats().found()).isEqualTo(100);
      log(spool, 100, 100);
      await().until(() -> spool.stats().failures() > 0);
      assertThat(spool.awaitDelivered(Duration.ofMillis(1))).isFalse();
      assertThat(spool.lag().records()).isEqualTo(200);
      remote.down(false);
      assertThat(spool.awaitDelivered(LONG)).isTrue();
      assertThat(spool.stats().delivered()).isEqualTo(200);
    }
    assertThat(remote.arrived()).isEqualTo(numbers(0, 200));
    assertThat(reports)
        .contains(
            "WARN spool [" + dir + "]: the destination does not take events now",
            "INFO spool [" + dir + "]: the destination takes events again");
  }

  @Test
  void an_open_breaker_tries_the_batch_that_failed_half_open_and_then_goes_on() throws Exception {
    AtomicReference<SpoolingHandler> self = new AtomicReference<>();
    List<BreakerState> triedAt = new CopyOnWriteArrayList<>();
    LogHandler watching =
        new LogHandler() {
          @Override
          public void handle(LogEvent event) throws IOException {
            remote.handle(event);
          }

          @Override
          public void flush() throws IOException {
            if (self.get() != null) {
              triedAt.add(self.get().stats().breaker());
            }
            remote.flush();
          }
        };
    remote.down(true);
    SpoolConfig config =
        config().breakerFailures(3).breakerDelay(Duration.ofMillis(20)).maxBatchEvents(50).build();
    try (SpoolingHandler spool = SpoolingHandler.open(config, watching)) {
      self.set(spool);
      assertThat(spool.stats().breaker()).isEqualTo(BreakerState.CLOSED);
      log(spool, 0, 500);
      await().until(() -> spool.stats().breaker() == BreakerState.OPEN);
      remote.down(false);
      assertThat(spool.awaitDelivered(LONG)).isTrue();
      assertThat(spool.stats().breaker()).isEqualTo(BreakerState.CLOSED);
      assertThat(spool.stats().failures()).isGreaterThanOrEqualTo(3);
    }
    assertThat(triedAt)
        .startsWith(BreakerState.CLOSED, BreakerState.CLOSED, BreakerState.CLOSED)
        .endsWith(BreakerState.CLOSED)
        .contains(BreakerState.HALF_OPEN)
        .doesNotContain(BreakerState.OPEN);
    assertThat(remote.batches()).hasSize(10).containsOnly(50);
    assertThat(remote.arrived()).isEqualTo(numbers(0, 500));
  }

  @Test
  void skips_what_is_refused_for_good_and_counts_it() throws Exception {
    remote.refuse("1").refuse("3");
    try (SpoolingHandler spool = open(config())) {
      log(spool, 0, 5);
      spool.handle(event("poison"));
      spool.handle(event("too long"));
      log(spool, 5, 1);
      assertThat(spool.awaitDelivered(LONG)).isTrue();
      assertThat(spool.stats().refused()).isEqualTo(4);
      assertThat(spool.stats().delivered()).isEqualTo(4);
      assertThat(spool.stats().lag().records()).isZero();
    }
    assertThat(remote.arrived()).containsExactly("0", "2", "4", "5");
    assertThat(reports).anyMatch(line -> line.contains("refused for good"));
  }

  @Test
  void sends_only_the_rest_again_when_a_part_was_taken() throws Exception {
    remote.down(true);
    try (SpoolingHandler spool = open(config())) {
      log(spool, 0, 10);
      await().until(() -> spool.stats().failures() > 0);
      remote.takeOnly(4).refuse("2").down(false);
      assertThat(spool.awaitDelivered(LONG)).isTrue();
      assertThat(spool.stats().delivered()).isEqualTo(9);
      assertThat(spool.stats().refused()).isEqualTo(1);
    }
    assertThat(remote.arrived()).containsExactly("0", "1", "3", "4", "5", "6", "7", "8", "9");
  }

  @Test
  void goes_on_where_a_handler_stopped_taking_events() throws Exception {
    List<String> arrived = new CopyOnWriteArrayList<>();
    LogHandler stumbling =
        new LogHandler() {
          private int calls;

          @Override
          public void handle(LogEvent event) throws IOException {
            if (++calls % 7 == 0) {
              throw new IOException("stumbled");
            }
            arrived.add(event.message());
          }
        };
    try (SpoolingHandler spool = SpoolingHandler.open(config().build(), stumbling)) {
      log(spool, 0, 100);
      assertThat(spool.awaitDelivered(LONG)).isTrue();
      assertThat(spool.stats().delivered()).isEqualTo(100);
    }
    assertThat(arrived).isEqualTo(numbers(0, 100));
  }

  @Test
  void a_full_spool_loses_its_oldest_counts_them_and_leaves_a_notice_in_their_place()
      throws Exception {
    remote.down(true);
    int events = 10_000;
    try (SpoolingHandler spool = open(config().maxBytes(SpoolConfig.MIN_BYTES))) {
      log(spool, 0, 1);
      await().until(() -> spool.stats().failures() > 0); // it holds the first by now
      for (int i = 1; i < events; i++) {
        spool.handle(event(i + " " + "x".repeat(100)));
        spool.flush();
      }
      await().until(() -> spool.stats().appended() == events);
      remote.down(false);
      assertThat(spool.awaitDelivered(LONG)).isTrue();
      SpoolStats stats = spool.stats();
      assertThat(stats.lost()).isPositive();
      assertThat(stats.damaged()).isZero();
      assertThat(stats.delivered() + stats.lost()).isEqualTo(events);
      assertThat(stats.notices()).isPositive();
      assertThat(remote.arrived()).hasSize((int) (stats.delivered() + stats.notices()));
    }
    int next = 0;
    for (String line : remote.arrived()) {
      if (line.endsWith("lost here: the spool was full")) {
        next += Integer.parseInt(line.substring(0, line.indexOf(' ')));
      } else {
        assertThat(line.split(" ")[0]).isEqualTo("" + next);
        next++;
      }
    }
    assertThat(next).isEqualTo(events);
  }

  @Test
  void a_damaged_spool_loses_what_is_damaged_counts_it_and_leaves_a_notice() throws Exception {
    remote.down(true);
    try (SpoolingHandler spool = open(config())) {
      for (int i = 0; i < 100; i++) {
        spool.handle(event("number " + i + "."));
        spool.flush();
      }
    }
    flipAByteOf("number 50.");
    remote.down(false);
    try (SpoolingHandler spool = open(config())) {
      assertThat(spool.awaitDelivered(LONG)).isTrue();
      assertThat(spool.stats().found()).isEqualTo(100);
      assertThat(spool.stats().damaged()).isEqualTo(1);
      assertThat(spool.stats().delivered()).isEqualTo(99);
      assertThat(spool.stats().notices()).isEqualTo(1);
    }
    assertThat(remote.arrived().subList(49, 52))
        .containsExactly("number 49.", "1 event lost here: the spool was damaged", "number 51.");
  }

  private void flipAByteOf(String text) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        int at = Files.readString(file, StandardCharsets.ISO_8859_1).indexOf(text);
        if (at >= 0) {
          byte[] bytes = Files.readAllBytes(file);
          bytes[at] ^= 1;
          Files.write(file, bytes);
          return;
        }
      }
    }
    throw new AssertionError("no file holds " + text);
  }

  @Test
  void shows_how_much_waits_and_for_how_long() throws Exception {
    remote.down(true);
    SettableClock clock = new SettableClock();
    try (SpoolingHandler spool = open(config().clock(clock))) {
      assertThat(spool.lag()).isEqualTo(new SpoolLag(0, 0, Duration.ZERO));
      log(spool, 0, 1);
      await().until(() -> spool.stats().failures() > 0);
      clock.advance(Duration.ofMinutes(3));
      log(spool, 1, 9);
      assertThat(spool.lag().records()).isEqualTo(10);
      assertThat(spool.lag().bytes()).isBetween(10 * 20L, 10 * 100L);
      assertThat(spool.lag().oldest()).isEqualTo(Duration.ofMinutes(3));
      remote.down(false);
      assertThat(spool.awaitDelivered(LONG)).isTrue();
      await().until(() -> spool.lag().equals(new SpoolLag(0, 0, Duration.ZERO)));
    }
  }

  @Test
  void takes_events_while_the_destination_hangs_and_closes_in_bounded_time() throws Exception {
    GatedHandler stuck = new GatedHandler();
    SpoolingHandler spool =
        SpoolingHandler.open(config().closeTimeout(Duration.ofMillis(50)).build(), stuck);
    log(spool, 0, 1);
    stuck.awaitEntered();
    log(spool, 1, 99);
    spool.close();
    stuck.open();

    try (SpoolingHandler again = open(config())) {
      assertThat(again.awaitDelivered(LONG)).isTrue();
    }
    assertThat(remote.arrived()).endsWith("98", "99").isSubsetOf(numbers(0, 100));
    assertThat(remote.arrived()).hasSizeGreaterThanOrEqualTo(99);
  }

  @Test
  void leaves_no_thread_behind() throws Exception {
    try (SpoolingHandler spool = open(config().name("gone"))) {
      log(spool, 0, 1);
    }
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().contains("gone")));
  }

  @Test
  void takes_nothing_after_it_was_closed() throws Exception {
    SpoolingHandler spool = open(config());
    spool.close();
    spool.close();
    assertThatThrownBy(() -> spool.handle(event("late"))).hasMessage("spool [spool] is closed");
  }

  @Test
  void refuses_a_directory_that_another_handler_has_open() throws Exception {
    try (SpoolingHandler spool = open(config())) {
      assertThatThrownBy(() -> open(config())).isInstanceOf(LockedException.class);
      log(spool, 0, 1);
    }
    assertThat(remote.arrived()).containsExactly("0");
  }

  @Test
  void refuses_a_redactor_behind_it() {
    LogHandler redacting = new RedactingHandler(event -> event, remote);
    assertThatThrownBy(() -> SpoolingHandler.open(config().build(), redacting))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a redactor must stand in front of a spool, was behind spool ["
                + dir
                + "]: it sees events after they are in the file");
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void refuses_what_the_destination_logs_into_it_while_it_delivers() throws Exception {
    AtomicReference<SpoolingHandler> self = new AtomicReference<>();
    List<Exception> thrown = new CopyOnWriteArrayList<>();
    LogHandler chatty =
        event -> {
          try {
            self.get().handle(event("sending " + event.message()));
          } catch (IOException e) {
            thrown.add(e);
          }
        };
    try (SpoolingHandler spool = SpoolingHandler.open(config().build(), chatty)) {
      self.set(spool);
      log(spool, 0, 3);
      assertThat(spool.awaitDelivered(LONG)).isTrue();
      assertThat(spool.stats().appended()).isEqualTo(3);
    }
    assertThat(thrown).hasSize(3);
  }

  @Test
  void cuts_an_event_that_is_longer_than_a_record_may_be() throws Exception {
    try (SpoolingHandler spool = open(config().maxBytes(SpoolConfig.MIN_BYTES))) {
      spool.handle(event("y".repeat(100_000)));
      assertThat(spool.awaitDelivered(LONG)).isTrue();
      assertThat(spool.stats().cut()).isEqualTo(1);
    }
    assertThat(remote.arrived())
        .singleElement()
        .asString()
        .startsWith("yyy")
        .hasSizeLessThan(17_000);
  }

  @Test
  void behind_a_ring_an_event_is_delivered_once_it_is_on_disk() throws Exception {
    remote.down(true);
    AsyncConfig ring = AsyncConfig.DEFAULT.withStatus((level, message, cause) -> {});
    SpoolingHandler spool = open(config());
    try (AsyncHandler async = new AsyncHandler(ring, spool)) {
      IntStream.range(0, 5_000).forEach(i -> async.handle(event("" + i)));
      await().until(() -> async.delivery().delivered() == 5_000);
      assertThat(async.awaitDelivered(Duration.ofMillis(1))).as("not at the destination").isFalse();
      assertThat(spool.lag().records()).isEqualTo(5_000);
      remote.down(false);
      assertThat(async.awaitDelivered(LONG)).isTrue();
    }
    assertThat(remote.arrived()).isEqualTo(numbers(0, 5_000));
  }

  @Test
  void an_interrupted_thread_loses_nothing_and_stays_interrupted() throws Exception {
    try (SpoolingHandler spool = open(config())) {
      Thread.currentThread().interrupt();
      log(spool, 0, 10);
      assertThat(Thread.interrupted()).isTrue();
      log(spool, 10, 10);
      assertThat(spool.awaitDelivered(LONG)).isTrue();
    }
    assertThat(remote.arrived()).isEqualTo(numbers(0, 20));
  }

  @Test
  void with_fsync_delivers_what_is_durable() throws Exception {
    try (SpoolingHandler spool = open(config().fsync(true))) {
      log(spool, 0, 50);
      assertThat(spool.awaitDelivered(LONG)).isTrue();
    }
    assertThat(remote.arrived()).isEqualTo(numbers(0, 50));
  }

  @Test
  void refuses_values_out_of_range() {
    assertRefused(config().maxBytes(1), "maxSpoolSize must be at least 262144 bytes, was 1");
    assertRefused(config().maxBatchEvents(0), "maxBatchEvents must be 1 to 100000, was 0");
    assertRefused(config().breakerFailures(0), "breakerFailures must be 1 to 1000000, was 0");
    assertRefused(
        config().breakerDelay(Duration.ofDays(2)), "breakerDelay must be 0 to PT24H, was PT48H");
    assertRefused(
        config().retryDelay(Duration.ofMillis(-1)), "retryDelay must be 0 to PT24H, was PT-0.001S");
    assertRefused(config().name(" "), "name must not be blank");
  }

  private static void assertRefused(SpoolConfig.Builder config, String message) {
    assertThatThrownBy(config::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private SpoolConfig.Builder config() {
    return SpoolConfig.in(dir)
        .retryDelay(Duration.ofMillis(1))
        .maxRetryDelay(Duration.ofMillis(5))
        .breakerFailures(1_000_000)
        .status(
            (Level level, String message, Throwable cause) -> reports.add(level + " " + message));
  }

  private SpoolingHandler open(SpoolConfig.Builder config) throws IOException {
    return SpoolingHandler.open(config.build(), remote);
  }

  private static void log(LogHandler handler, int first, int count) throws IOException {
    for (int i = first; i < first + count; i++) {
      handler.handle(event("" + i));
    }
    handler.flush();
  }

  private static List<String> numbers(int first, int end) {
    return IntStream.range(first, end).mapToObj(Integer::toString).toList();
  }
}
