package dev.heartwood.spool;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.faults.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A spool on a real file system that is full, or read-only. */
@Timeout(60)
class FullDiskTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path dir;

  private final Remote remote = new Remote();
  private final List<String> reports = new CopyOnWriteArrayList<>();

  @Test
  void what_a_full_disk_refuses_is_counted_and_told_and_the_spool_goes_on() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 2_048)) {
      remote.down(true);
      SpoolingHandler spool = SpoolingHandler.open(config(disk), remote);
      AsyncConfig ring =
          AsyncConfig.DEFAULT.withStatus((level, text, cause) -> reports.add(level + " " + text));
      try (AsyncHandler async = new AsyncHandler(ring, spool)) {
        Path ballast = disk.fill(150_000);
        int logged = 0;
        while (async.delivery().failed() == 0) {
          logged = log(async, logged);
        }
        assertThat(reports)
            .anyMatch(
                line ->
                    line.matches(
                        "ERROR async: flush failed, and \\d+ events are lost: .*events not written to"
                            + " spool .*No space left on device"));

        Files.delete(ballast);
        long failed = async.delivery().failed();
        logged = log(async, logged);
        assertThat(async.delivery().failed()).isEqualTo(failed);
        remote.down(false);
        assertThat(async.awaitDelivered(LONG)).isTrue();
        assertThat(spool.stats().appended()).isEqualTo(logged - failed);
        assertThat(remote.arrived()).hasSize((int) (logged - failed)).doesNotHaveDuplicates();
        assertThat(numbers()).isSorted().contains(0, logged - 1);
      }
    }
  }

  @Test
  void a_file_system_that_is_full_or_read_only_is_an_error_at_start() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 64)) {
      Path directory = disk.root().resolve("spool");

      assertThatThrownBy(() -> SpoolingHandler.open(config(disk), remote))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot reserve 131072 bytes for " + directory)
          .hasMessageEndingWith("No space left on device");
      disk.makeReadOnly();
      assertThatThrownBy(() -> SpoolingHandler.open(config(disk), remote))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("Read-only file system");
    }
  }

  private int log(AsyncHandler async, int from) {
    for (int i = from; i < from + 200; i++) {
      async.handle(event(i + " " + "x".repeat(100)));
    }
    await().until(() -> async.delivery().inFlight() == 0);
    return from + 200;
  }

  private List<Integer> numbers() {
    List<Integer> numbers = new ArrayList<>();
    for (String message : remote.arrived()) {
      numbers.add(Integer.parseInt(message.substring(0, message.indexOf(' '))));
    }
    return numbers;
  }

  private SpoolConfig config(SmallDisk disk) {
    return SpoolConfig.in(disk.root().resolve("spool"))
        .maxBytes(1 << 20)
        .retryDelay(Duration.ofMillis(1))
        .maxRetryDelay(Duration.ofMillis(5))
        .breakerDelay(Duration.ofMillis(5))
        .status((level, message, cause) -> {})
        .build();
  }
}
