package dev.heartwood.http;

import static dev.heartwood.TestEvents.event;
import static dev.heartwood.http.TestServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heartwood.disk.LockedException;
import dev.heartwood.spool.BreakerState;
import dev.heartwood.spool.SpoolConfig;
import dev.heartwood.spool.SpoolingHandler;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spool in front of a real server, and both of them killed. */
class SpoolOverHttpTest {
  private static final int KILLS = Integer.getInteger("heartwood.http.kills", 3);
  private static final long APART = 1_000_000; // numbers of one process and of the next

  @TempDir Path dir;

  private Path spool;
  private Path kept;
  private int port;
  private String url;

  @BeforeEach
  void setUp() throws Exception {
    spool = dir.resolve("spool");
    kept = Files.createDirectory(dir.resolve("kept"));
    port = HttpHandlerTest.freePort();
    url = "http://localhost:" + port + "/logs";
  }

  @Test
  void a_server_that_is_dead_at_start_and_killed_later_gets_everything_in_order() throws Exception {
    int events = KILLS * 2_000;
    Process server = null;
    try (SpoolingHandler handler = SpoolingProcess.open(url, spool)) {
      log(handler, 0, 1_000);
      await().until(() -> handler.stats().breaker() == BreakerState.OPEN);
      assertThat(handler.lag().records()).isEqualTo(1_000);

      server = FileServer.start(port, kept);
      for (int kill = 0; kill < KILLS; kill++) {
        int from = 1_000 + kill * 2_000;
        long enough = handler.stats().delivered() + 500;
        log(handler, from, from + 2_000);
        await()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> handler.stats().delivered() > enough);
        FileServer.kill(server);
        server = FileServer.start(port, kept);
      }
      assertThat(handler.awaitDelivered(Duration.ofSeconds(60))).isTrue();
      assertThat(handler.stats().delivered()).isEqualTo(1_000 + events);
      assertThat(handler.stats().breaker()).isEqualTo(BreakerState.CLOSED);
    } finally {
      if (server != null) {
        FileServer.kill(server);
      }
    }
    List<Long> firsts = firstsInOrder();
    assertThat(firsts).isEqualTo(LongStream.range(0, 1_000 + events).boxed().toList());
  }

  @Test
  void a_wrong_token_keeps_every_event_until_it_is_right() throws Exception {
    List<String> reports = new CopyOnWriteArrayList<>();
    try (TestServer server = new TestServer()) {
      AtomicBoolean right = new AtomicBoolean();
      for (int i = 0; i < 10_000; i++) {
        server.then(
            exchange ->
                (right.get() ? status(204, "") : status(401, "no such token")).to(exchange));
      }
      HttpConfig config =
          HttpConfig.to(server.url())
              .status((level, text, cause) -> reports.add(level + " " + text))
              .build();
      try (SpoolingHandler handler =
          SpoolingHandler.open(
              SpoolConfig.in(spool)
                  .retryDelay(Duration.ofMillis(1))
                  .maxRetryDelay(Duration.ofMillis(5))
                  .breakerDelay(Duration.ofMillis(5))
                  .status((level, text, cause) -> {})
                  .build(),
              new HttpHandler(config, HttpHandlerTest.LINES))) {
        log(handler, 0, 500);
        await().until(() -> handler.stats().breaker() == BreakerState.OPEN);
        await().until(() -> handler.stats().failures() > 20);
        assertThat(handler.stats().refused()).isZero();
        assertThat(handler.lag().records()).isEqualTo(500);

        right.set(true);
        assertThat(handler.awaitDelivered(Duration.ofSeconds(60))).isTrue();
        assertThat(handler.stats().delivered()).isEqualTo(500);
        assertThat(handler.stats().refused() + handler.stats().lost()).isZero();
      }
      String what = "http [" + server.url() + "]";
      assertThat(reports)
          .containsExactly(
              "ERROR "
                  + what
                  + " takes no events until the set-up is right: answer 401: no such token",
              "INFO " + what + " takes events again");
    }
  }

  @Test
  void a_spool_that_another_process_has_is_refused_until_it_is_killed() throws Exception {
    Process process = start(0, APART);
    try (BufferedReader out = process.inputReader()) {
      long spooled = Long.parseLong(out.readLine());
      assertThatThrownBy(() -> SpoolingProcess.open(url, spool))
          .isInstanceOf(LockedException.class)
          .hasMessageContaining("is held by process " + process.pid());
      assertThat(process.isAlive()).isTrue();
      FileServer.kill(process);
      try (SpoolingHandler handler = SpoolingProcess.open(url, spool)) {
        assertThat(handler.lag().records()).isGreaterThanOrEqualTo(spooled);
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void a_process_that_is_killed_again_and_again_has_delivered_all_it_had_spooled()
      throws Exception {
    Random random = new Random(20261124);
    List<Long> ends = new ArrayList<>();
    Process server = FileServer.start(port, kept);
    try {
      for (int kill = 0; kill < KILLS; kill++) {
        Process process = start(kill * APART, APART);
        long acknowledged = kill * APART;
        try (BufferedReader out = process.inputReader()) {
          for (int batches = 20 + random.nextInt(300); batches > 0; batches--) {
            acknowledged = Long.parseLong(out.readLine());
          }
          process.toHandle().destroyForcibly();
          for (String line = out.readLine(); line != null; line = out.readLine()) {
            acknowledged = line.isEmpty() ? acknowledged : Math.max(acknowledged, number(line));
          }
        }
        ends.add(acknowledged);
      }
      Process last = start(KILLS * APART, 100);
      try (BufferedReader out = last.inputReader()) {
        assertThat(out.lines().toList()).isNotEmpty().doesNotContain("not delivered");
      }
      ends.add(KILLS * APART + 100);
    } finally {
      FileServer.kill(server);
    }
    List<Long> firsts = firstsInOrder();
    for (int run = 0; run <= KILLS; run++) {
      long start = run * APART;
      List<Long> ofRun = firsts.stream().filter(n -> n >= start && n < start + APART).toList();
      assertThat(ofRun).isEqualTo(LongStream.range(start, start + ofRun.size()).boxed().toList());
      assertThat(start + ofRun.size())
          .as("all that was acknowledged")
          .isGreaterThanOrEqualTo(ends.get(run));
    }
  }

  /** What a server keeps that knows what comes again by its key: each number once, in order. */
  private List<Long> firstsInOrder() throws Exception {
    List<Long> firsts = new ArrayList<>();
    Map<String, List<String>> byKey = new HashMap<>();
    for (FileServer.Taken batch : FileServer.taken(kept)) {
      List<String> before = byKey.putIfAbsent(batch.key(), batch.lines());
      if (before == null) {
        batch.lines().forEach(line -> firsts.add(number(line)));
      } else {
        assertThat(batch.lines()).isEqualTo(before);
      }
    }
    assertThat(firsts).isSorted().doesNotHaveDuplicates();
    return firsts;
  }

  private Process start(long number, long count) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            SpoolingProcess.class.getName(),
            url,
            spool.toString(),
            Long.toString(number),
            Long.toString(count))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static long number(String text) {
    return Long.parseLong(text);
  }

  private static void log(SpoolingHandler handler, int from, int to) throws Exception {
    for (int i : IntStream.range(from, to).toArray()) {
      handler.handle(event("" + i));
      if (i % 10 == 0) {
        handler.flush();
      }
    }
    handler.flush();
  }
}
