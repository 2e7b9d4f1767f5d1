package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ring counts is what the file holds. */
class BehindRingTest {
  private static final int THREADS = 4;
  private static final int EVENTS = 5_000;

  @TempDir Path dir;
  private final Reports reports = new Reports();

  @Test
  void every_event_is_in_one_of_the_rolled_files_once() throws Exception {
    RollingConfig rolling =
        RollingConfig.SizeAndTimeBased.of(dir + "/app-%d{yyyy-MM, UTC}.%i.log.gz", 200_000);
    FileConfig config = FileConfig.rolling(dir.resolve("app.log"), rolling).withStatus(reports);
    try (AsyncHandler async = ring(new FileHandler(config, new MessageEncoder()))) {
      Writers.run(THREADS, EVENTS, async);
      assertThat(async.awaitDelivered(Duration.ofSeconds(30))).isTrue();
      assertThat(async.delivery().delivered()).isEqualTo(THREADS * EVENTS);
    }
    List<String> lines =
        Tree.of(dir).values().stream().flatMap(text -> List.of(text.split(",")).stream()).toList();
    assertThat(lines).hasSize(THREADS * EVENTS).doesNotHaveDuplicates();
    assertThat(reports.problems()).isEmpty();
  }

  @Test
  void what_a_full_disk_refused_is_counted_as_failed() throws Exception {
    Path full = Path.of("/dev/full");
    assumeThat(Files.isWritable(full)).isTrue();
    Path link = Files.createSymbolicLink(dir.resolve("app.log"), full);
    FileConfig config = FileConfig.of(link).withStatus(reports).withRetryDelay(Duration.ZERO);
    try (AsyncHandler async = ring(new FileHandler(config, new MessageEncoder()))) {
      for (int i = 0; i < 1000; i++) {
        async.handle(event("lost " + i));
      }
      async.awaitDelivered(Duration.ofSeconds(30));
      assertThat(async.delivery().failed()).isEqualTo(1000);
      Files.delete(link);
      for (int i = 0; i < 1000; i++) {
        async.handle(event("kept " + i));
      }
      assertThat(async.awaitDelivered(Duration.ofSeconds(30))).isTrue();
      assertThat(async.delivery().failed()).isEqualTo(1000);
      assertThat(async.delivery().delivered()).isEqualTo(1000);
    }
    assertThat(Files.readAllLines(link))
        .filteredOn(line -> line.startsWith("kept"))
        .hasSize(1000)
        .doesNotHaveDuplicates();
  }

  private AsyncHandler ring(FileHandler file) {
    return new AsyncHandler(AsyncConfig.DEFAULT.withCapacity(256).withStatus(reports), file);
  }
}
