package dev.heartwood.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.HostileText;
import dev.heartwood.KeyValue;
import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.TestEvents;
import dev.heartwood.spool.SpoolConfig;
import dev.heartwood.spool.SpoolingHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;
import tools.jackson.databind.ObjectMapper;

/** A spool whose destination was away. */
class SpoolDirectoryTest {
  @TempDir Path dir;

  @Test
  void shows_what_is_still_to_be_delivered() throws Exception {
    Path spool =
        spool(new Remote(3), events("first", "second", "third"), events("fourth", "fifth"));

    Run inspect = Run.of("inspect", spool);
    assertThat(inspect.fact("kind")).isEqualTo("spool");
    assertThat(inspect.fact("records")).isEqualTo("5");
    assertThat(inspect.out()).contains("  name delivery, at 3, epoch 1, lag 2\n");
    assertThat(Run.of("verify", spool).out()).isEqualTo(spool + ": spool, 5 good records, sound\n");
    assertThat(Run.of("dump", spool, "--pattern", "%msg%n").lines())
        .containsExactly("first", "second", "third", "fourth", "fifth");
    assertThat(Run.of("dump", spool, "--pattern", "%msg%n", "--undelivered").lines())
        .containsExactly("fourth", "fifth");
    Path saved = dir.resolve("saved");
    assertThat(Run.of("recover", spool, "--undelivered", "--to", saved).out())
        .isEqualTo("2 records saved to " + saved + "\n");
    assertThat(Run.of("dump", saved, "--pattern", "%msg%n").lines())
        .containsExactly("fourth", "fifth");
  }

  @Test
  void logged_data_stays_in_its_line_whatever_it_holds() throws Exception {
    HostileText hostile = new HostileText(20261124);
    List<LogEvent> events = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      events.add(TestEvents.event(hostile.next(), new KeyValue("k", hostile.next())));
    }
    Path spool = spool(new Remote(0), events);
    Run text = Run.of("dump", spool);
    Run json = Run.of("dump", spool, "--format", "json");

    assertThat(text.lines()).hasSize(200);
    assertThat(json.lines()).hasSize(200);
    for (String printed : List.of(text.out(), json.out())) {
      assertThat(printed.chars().filter(SpoolDirectoryTest::drivesTerminals)).isEmpty();
    }
    ObjectMapper mapper = new ObjectMapper();
    assertThat(json.lines()).allSatisfy(line -> mapper.readTree(line));
  }

  private static boolean drivesTerminals(int c) {
    return c < 0x20 && c != '\n' && c != '\t' || c >= 0x7F && c < 0xA0 || c == 0x202E;
  }

  @SafeVarargs
  private Path spool(Remote remote, List<LogEvent>... batches) throws Exception {
    Path directory = dir.resolve("spool");
    SpoolConfig config =
        SpoolConfig.in(directory)
            .closeTimeout(Duration.ZERO)
            .status((level, text, cause) -> {})
            .build();
    try (SpoolingHandler spool = SpoolingHandler.open(config, remote)) {
      for (List<LogEvent> batch : batches) {
        for (LogEvent each : batch) {
          spool.handle(each);
        }
        spool.flush();
        spool.awaitDelivered(remote.left > 0 ? Duration.ofSeconds(30) : Duration.ZERO);
      }
    }
    return directory;
  }

  private static List<LogEvent> events(String... messages) {
    List<LogEvent> events = new ArrayList<>();
    for (String each : messages) {
      events.add(TestEvents.event(Level.INFO, each));
    }
    return events;
  }

  /** Takes so many events and then no more. */
  private static final class Remote implements LogHandler {
    private volatile int left;

    Remote(int left) {
      this.left = left;
    }

    @Override
    public void handle(LogEvent event) throws IOException {
      if (left == 0) {
        throw new IOException("away");
      }
      left--;
    }
  }
}
