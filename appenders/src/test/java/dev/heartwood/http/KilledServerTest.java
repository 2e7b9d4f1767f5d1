package dev.heartwood.http;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed again and again while batches are sent, and started on the same port. */
class KilledServerTest {
  private static final int KILLS = Integer.getInteger("heartwood.http.kills", 3);
  private static final int EVENTS_PER_KILL = 4_000;

  @TempDir Path dir;

  @Test
  void every_accepted_event_arrives_in_order_and_twice_only_in_a_batch_sent_again()
      throws Exception {
    int port = HttpHandlerTest.freePort();
    HttpConfig config =
        HttpConfig.to("http://localhost:" + port + "/logs")
            .maxBatchEvents(20)
            .maxRetries(1000)
            .retryDelay(Duration.ofMillis(5))
            .maxRetryDelay(Duration.ofMillis(50))
            .retryTimeout(Duration.ofMinutes(1))
            .status((level, message, cause) -> {})
            .build();
    HttpHandler http = new HttpHandler(config, HttpHandlerTest.LINES);
    AsyncConfig ring = AsyncConfig.DEFAULT.withAppendTimeout(Duration.ofMinutes(1));
    int events = KILLS * EVENTS_PER_KILL;
    Process server = FileServer.start(port, dir);
    try (AsyncHandler async = new AsyncHandler(ring, http)) {
      Thread logging =
          new Thread(() -> IntStream.range(0, events).forEach(i -> async.handle(event("" + i))));
      logging.start();
      for (int kill = 0; kill < KILLS; kill++) {
        long enough = http.counts().events() + 1_000;
        await().pollInterval(Duration.ofMillis(1)).until(() -> http.counts().events() > enough);
        FileServer.kill(server);
        server = FileServer.start(port, dir);
      }
      logging.join();
      assertThat(async.awaitDelivered(Duration.ofSeconds(60))).isTrue();
      assertThat(async.delivery().delivered()).isEqualTo(events);
      assertThat(http.counts().retries()).as("the kills were felt").isPositive();
    } finally {
      FileServer.kill(server);
    }

    List<String> lines = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (FileServer.Taken batch : FileServer.taken(dir)) {
      if (keys.add(batch.key())) {
        lines.addAll(batch.lines());
      } else { // a kill between keeping it and answering
        assertThat(lines.subList(lines.size() - batch.lines().size(), lines.size()))
            .isEqualTo(batch.lines());
      }
    }
    assertThat(lines).isEqualTo(IntStream.range(0, events).mapToObj(i -> "" + i).toList());
  }
}
