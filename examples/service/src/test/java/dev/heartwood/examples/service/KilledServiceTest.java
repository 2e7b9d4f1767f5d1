package dev.heartwood.examples.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.LogRecord;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.http.ServiceConfig;
import dev.heartwood.http.ServiceHandler;
import dev.heartwood.service.cli.Main;
import dev.heartwood.spool.SpoolConfig;
import dev.heartwood.spool.SpoolStats;
import dev.heartwood.spool.SpoolingHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** A service in a process of its own that is killed and started again while others log. */
class KilledServiceTest {
  private static final int KILLS = Integer.getInteger("heartwood.service.kills", 3);
  private static final int EVENTS_PER_KILL = 10_000;

  @TempDir Path dir;

  @Test
  void nothing_that_was_logged_is_lost_or_there_twice() throws Exception {
    int port = freePort();
    String url = "http://localhost:" + port;
    int events = (KILLS + 1) * EVENTS_PER_KILL;
    Process service = start(port);
    try (SpoolingHandler spool = spooled(url);
        AsyncHandler async = new AsyncHandler(AsyncConfig.DEFAULT, spool)) {
      Thread logging =
          new Thread(
              () -> {
                for (int i = 0; i < events; i++) {
                  async.handle(event("order " + i));
                }
              });
      logging.start();
      for (int kill = 0; kill < KILLS; kill++) {
        long enough = spool.stats().delivered() + 500;
        await().pollInterval(Duration.ofMillis(1)).until(() -> delivered(spool) > enough);
        kill(service);
        service = start(port);
      }
      logging.join();
      assertThat(async.awaitDelivered(Duration.ofSeconds(30))).isTrue();
      assertThat(spool.awaitDelivered(Duration.ofSeconds(60))).isTrue();
      SpoolStats stats = spool.stats();
      assertThat(stats.delivered()).isEqualTo(events);
      assertThat(stats.failures()).as("the kills were felt").isPositive();

      List<String> kept = RunningService.replayed(url);
      assertThat(kept).isEqualTo(IntStream.range(0, events).mapToObj(i -> "order " + i).toList());
    } finally {
      kill(service);
    }
  }

  private static long delivered(SpoolingHandler spool) {
    return spool.stats().delivered();
  }

  private SpoolingHandler spooled(String url) throws IOException {
    ServiceConfig service =
        ServiceConfig.to(url, "shop")
            .http(
                http ->
                    http.maxBatchEvents(100)
                        .maxRetries(0)
                        .requestTimeout(Duration.ofSeconds(5))
                        .retryDelay(Duration.ofMillis(1)))
            .status((level, text, cause) -> {})
            .build();
    SpoolConfig spool =
        SpoolConfig.in(dir.resolve("spool"))
            .retryDelay(Duration.ofMillis(5))
            .maxRetryDelay(Duration.ofMillis(50))
            .breakerDelay(Duration.ofMillis(100))
            .status((level, text, cause) -> {})
            .build();
    return SpoolingHandler.open(spool, new ServiceHandler(service));
  }

  private static LogRecord event(String message) {
    return LogRecord.of(Instant.now(), Level.INFO, "shop.orders", message);
  }

  /**
   * Starts it as {@code java -jar heartwood-service.jar serve} does, and waits until it listens.
   */
  private Process start(int port) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--port",
                Integer.toString(port),
                "--data",
                dir.resolve("data").toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.contains("listening on ")) {
        return process;
      }
    }
    throw new IOException("the service did not start");
  }

  /** SIGKILL: no shutdown hook, no answer to what is in flight. */
  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
