package dev.heartwood.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.PersistenceConfig;
import dev.heartwood.store.StoreConfig;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on disk that was closed. */
class StoreDirectoryTest {
  private static final Instant TIME = Instant.parse("2026-11-24T20:15:00Z");

  @TempDir Path dir;

  private Path directory;

  @BeforeEach
  void fillStore() throws Exception {
    directory = dir.resolve("orders");
    StoreConfig config = StoreConfig.DEFAULT.withName("orders");
    PersistenceConfig persistence =
        PersistenceConfig.in(directory).withStatus((level, text, cause) -> {});
    try (CompactingStore store = CompactingStore.open(config, persistence)) {
      for (int i = 0; i < 5; i++) {
        store.append(i == 3 ? "\u00fcber \u20ac" : "order-" + i % 2, "message " + i, TIME);
      }
    }
  }

  @Test
  void inspect_says_that_it_is_a_store_and_shows_its_checkpoints() {
    Run inspect = Run.of("inspect", directory);

    assertThat(inspect.code()).isZero();
    assertThat(inspect.fact("kind")).isEqualTo("store");
    assertThat(inspect.fact("state")).isEqualTo("clean");
    assertThat(inspect.fact("records")).isEqualTo("5");
    assertThat(inspect.out()).containsPattern("  name store, at \\d, epoch 1, lag \\d\n");
    assertThat(inspect.out())
        .containsPattern(
            "  file checkpoint-0000000000000005, end 5, keys 3, bytes \\d+, state sound\n");
    assertThat(Run.of("inspect", directory, "--format", "json").out())
        .contains("\"kind\":\"store\"", "\"checkpoints\":[{\"file\":\"checkpoint-");
  }

  @Test
  void verify_reads_every_event_and_every_checkpoint() {
    assertThat(Run.of("verify", directory).out())
        .isEqualTo(directory + ": store, 5 good records, sound\n");
    Path journal = directory.resolve("journal");
    assertThat(Run.of("verify", journal).out())
        .isEqualTo(journal + ": store, 5 good records, sound\n");
  }

  @Test
  void a_flipped_bit_in_a_checkpoint_is_told() throws Exception {
    Path checkpoint = directory.resolve("checkpoint-0000000000000005");
    try (RandomAccessFile file = new RandomAccessFile(checkpoint.toFile(), "rw")) {
      file.seek(100);
      int found = file.read();
      file.seek(100);
      file.write(found ^ 1);
    }
    Run verify = Run.of("verify", directory);

    assertThat(verify.code()).isEqualTo(1);
    assertThat(verify.out())
        .isEqualTo(
            directory
                + ": store, 5 good records, damaged\n  damaged: checkpoint "
                + checkpoint
                + " has a wrong checksum\n");
    assertThat(Run.of("inspect", directory).out()).contains("state damaged\n");
  }

  @Test
  void dump_and_recover_show_the_events_and_change_nothing() throws Exception {
    List<String> before = everything();
    List<String> messages =
        List.of("message 0", "message 1", "message 2", "message 3", "message 4");

    assertThat(Run.of("dump", directory, "--pattern", "%msg%n").lines()).isEqualTo(messages);
    assertThat(Run.of("dump", directory, "--from", 3, "--positions", "--pattern", "%msg%n").lines())
        .containsExactly("3 message 3", "4 message 4");
    Path saved = dir.resolve("saved");
    assertThat(Run.of("recover", directory, "--to", saved).out())
        .isEqualTo("5 records saved to " + saved + "\n");
    assertThat(Run.of("dump", saved, "--pattern", "%msg%n").lines()).isEqualTo(messages);
    assertThat(everything()).isEqualTo(before);
  }

  private List<String> everything() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.sorted().map(StoreDirectoryTest::told).toList();
    }
  }

  private static String told(Path path) {
    try {
      return path
          + (Files.isRegularFile(path) ? " " + Arrays.hashCode(Files.readAllBytes(path)) : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
