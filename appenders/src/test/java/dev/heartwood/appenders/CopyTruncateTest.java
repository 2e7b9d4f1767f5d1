package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that another program copies and then truncates, as logrotate's copytruncate does. */
@Timeout(120)
class CopyTruncateTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int EVENTS = 50_000;

  @TempDir Path dir;

  private Path file;
  private AsyncConfig ring;

  @BeforeEach
  void configure() {
    file = dir.resolve("app.log");
    ring =
        AsyncConfig.DEFAULT
            .withRingFile(dir.resolve("app.ring"))
            .withRingFileBytes(1 << 20)
            .withStatus((level, text, cause) -> {});
  }

  @Test
  void while_nobody_logs_it_costs_nothing_and_the_next_start_repeats_nothing() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      try (AsyncHandler async = open()) {
        assertThat(async.delivery().redelivered()).isZero();
        for (int i = 0; i < 3; i++) {
          log(async, "run " + run + " " + i, 1_000);
          assertThat(async.awaitDelivered(LONG)).isTrue();
          lines.addAll(Files.readAllLines(copyAndTruncate(run + "-" + i)));
        }
        assertThat(async.delivery().delivered()).isEqualTo(3_000);
      }
    }
    assertThat(lines).hasSize(9_000).doesNotHaveDuplicates();
    assertThat(file).isEmptyFile();
  }

  @Test
  void while_others_log_no_line_is_torn_or_doubled_and_there_is_no_hole() throws Exception {
    List<Path> copies = new ArrayList<>();
    try (AsyncHandler async = open()) {
      Thread[] threads = new Thread[2];
      for (int t = 0; t < threads.length; t++) {
        String name = "thread-" + t;
        threads[t] = new Thread(() -> log(async, name, EVENTS));
        threads[t].start();
      }
      for (int i = 0; threads[0].isAlive() || threads[1].isAlive(); i++) {
        copies.add(copyAndTruncate("copy-" + i));
      }
      assertThat(async.awaitDelivered(LONG)).isTrue();
      copies.add(copyAndTruncate("last"));
      log(async, "after", 1_000);
      assertThat(async.awaitDelivered(LONG)).isTrue();
      copies.add(file);
      assertThat(async.delivery().delivered()).isEqualTo(2 * EVENTS + 1_000);
      assertThat(async.delivery().failed()).isZero();
    }
    Map<String, Integer> last = new HashMap<>();
    for (Path copy : copies) {
      String text = Files.readString(copy);
      String whole = text.substring(0, text.lastIndexOf('\n') + 1); // it may be copied in a write
      for (String line : whole.lines().toList()) {
        assertThat(line).matches("(thread-[01]|after) \\d+ " + Writers.FILL);
        String[] words = line.split(" ");
        int number = Integer.parseInt(words[1]);
        assertThat(number).isGreaterThan(last.getOrDefault(words[0], -1));
        last.put(words[0], number);
      }
    }
    assertThat(Files.readAllLines(file))
        .isEqualTo(
            IntStream.range(0, 1_000).mapToObj(i -> "after " + i + " " + Writers.FILL).toList());
  }

  private AsyncHandler open() {
    FileConfig config =
        FileConfig.of(file)
            .withBufferBytes(10_000)
            .withExternalCheck(Duration.ZERO)
            .withStatus((level, text, cause) -> {});
    return new AsyncHandler(ring, new FileHandler(config, new MessageEncoder()));
  }

  private static void log(AsyncHandler async, String name, int count) {
    for (int i = 0; i < count; i++) {
      async.handle(event(name + " " + i + " " + Writers.FILL));
    }
  }

  private Path copyAndTruncate(String name) throws IOException {
    Path copy = dir.resolve(name);
    if (Files.exists(file)) {
      Files.copy(file, copy);
      Files.write(file, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
    } else {
      Files.createFile(copy);
    }
    return copy;
  }
}
