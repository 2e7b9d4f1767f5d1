package dev.heartwood.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingReaderTest {
  private static final int CAPACITY = MappedRing.MIN_CAPACITY;

  private @TempDir Path directory;
  private Path file;
  private MappedRing ring;
  private long next;
  private long nanos;

  @BeforeEach
  void openRing() throws IOException {
    file = directory.resolve("app.ring");
    ring = MappedRing.open(file, CAPACITY, false, (level, text, cause) -> {}, () -> nanos);
    ring.recover(0);
  }

  @AfterEach
  void releaseRing() throws IOException {
    ring.release();
  }

  @Test
  void reads_what_is_to_be_delivered_beside_a_living_process_and_changes_nothing()
      throws Exception {
    publish("one");
    publish("two");
    publish("three");
    take();
    ring.free(next);
    byte[] before = Files.readAllBytes(file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));

    try (RingReader reader = RingReader.open(file, true)) {
      assertThat(textsOf(reader)).containsExactly("two", "three");
      assertThat(reader.damage()).isEmpty();
      assertThat(reader.passed()).isEqualTo(reader.toPass()).isEqualTo(48);
      RingFileState state = reader.files().get(0);
      assertThat(state.capacity()).isEqualTo(CAPACITY);
      assertThat(state.freed()).isEqualTo(24);
      assertThat(state.tail()).isEqualTo(72);
      assertThat(state.number()).isEqualTo(1);
      assertThat(state.version()).isEqualTo("1.0");
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(Files.getLastModifiedTime(file).toMillis()).isZero();
    assertThat(files()).containsExactlyInAnyOrder("app.ring", "app.ring.lock");
  }

  @Test
  void shows_what_was_delivered_and_is_not_zeroed_yet_only_when_asked() throws Exception {
    publish("one");
    long settled = publish("two");
    publish("three");
    setLong(RingFile.FREED, settled); // the process was killed before it zeroed

    assertThat(read(true)).containsExactly("two", "three");
    try (RingReader reader = RingReader.open(file, false)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.isDelivered()).isTrue();
      assertThat(reader.next()).isTrue();
      assertThat(reader.isDelivered()).isFalse();
    }
  }

  @Test
  void believes_the_checkpoint_about_what_is_settled() throws Exception {
    publish("one");
    long two = publish("two");
    ring.note(new Checkpoint(1, 1, 0, two, two, 7, 0, 10));

    assertThat(read(true)).containsExactly("two");
  }

  @Test
  void a_claim_that_was_not_completed_is_a_hole_and_no_damage() throws Exception {
    publish("one");
    ring.tryClaim(64);
    publish("two");
    setLong(RingFile.TAIL, ring.claimed() + 48);

    try (RingReader reader = RingReader.open(file, true)) {
      assertThat(textsOf(reader)).containsExactly("one", "two");
      assertThat(reader.holes()).isEqualTo(2);
      assertThat(reader.damage()).isEmpty();
    }
  }

  @Test
  void every_flipped_bit_of_a_frame_costs_at_most_that_event() throws Exception {
    List<String> texts = List.of("one", "the second", "and the third one");
    List<Long> positions = new ArrayList<>();
    for (String each : texts) {
      positions.add(publish(each));
    }
    long end = ring.claimed();
    for (long bit = 0; bit < end * 8; bit++) {
      flip(RingFile.FRAMES + bit / 8, (int) (bit % 8));
      try (RingReader reader = RingReader.open(file, true)) {
        List<String> read = textsOf(reader);
        List<String> rest = new ArrayList<>(texts);
        rest.removeAll(read);
        assertThat(rest).as("lost by bit " + bit).hasSizeLessThanOrEqualTo(1);
        assertThat(texts).as("bit " + bit).containsSubsequence(read);
        assertThat(read.size() == 3 || reader.holes() + reader.damage().size() > 0)
            .as("told of bit " + bit)
            .isTrue();
      }
      flip(RingFile.FRAMES + bit / 8, (int) (bit % 8));
    }
    assertThat(positions).containsExactly(0L, 24L, 56L);
  }

  @Test
  void says_where_the_damage_is() throws Exception {
    publish("one");
    publish("two");
    flip(RingFile.FRAMES + Frame.GAP, 0);

    try (RingReader reader = RingReader.open(file, true)) {
      assertThat(textsOf(reader)).containsExactly("two");
      assertThat(reader.damage())
          .containsExactly(new RingDamage(file.toAbsolutePath(), 0, RingFile.FRAMES, 24));
    }
  }

  @Test
  void after_another_boot_only_what_is_proven_is_read() throws Exception {
    publish("one");
    publish("two");
    publish("three");
    setLong(RingFile.BOOT, 0);
    setLong(RingFile.FRAMES + 24, 0); // a page that was not written in time

    try (RingReader reader = RingReader.open(file, true)) {
      assertThat(textsOf(reader)).containsExactly("one", "three");
      assertThat(reader.damage()).singleElement().extracting(RingDamage::bytes).isEqualTo(24L);
      assertThat(reader.files().get(0).thisBoot()).isFalse();
    }
  }

  @Test
  void positions_that_contradict_each_other_are_hints_only() throws Exception {
    publish("one");
    publish("two");
    setLong(RingFile.HEAD, 16); // beyond what is freed

    assertThat(read(true)).containsExactly("one", "two");
  }

  @Test
  void a_file_that_was_cut_is_read_as_far_as_it_goes() throws Exception {
    publish("one");
    publish("two");
    publish("three");
    Path copy = directory.resolve("copy.ring");
    Files.write(copy, Arrays.copyOf(Files.readAllBytes(file), RingFile.FRAMES + 50));

    try (RingReader reader = RingReader.open(copy, true)) {
      assertThat(textsOf(reader)).containsExactly("one", "two");
      assertThat(reader.damage()).singleElement().extracting(RingDamage::position).isEqualTo(48L);
      assertThat(reader.files().get(0).isWhole()).isFalse();
    }
  }

  @Test
  void later_generations_follow_the_first() throws Exception {
    publish("before");
    ring.tryClaim(64);
    take();
    for (nanos = 0; nanos < 2_000_000_000L; nanos += 10_000_000) {
      ring.idle(next);
    }
    publish("behind");

    try (RingReader reader = RingReader.open(file, true)) {
      assertThat(reader.files()).extracting(RingFileState::number).containsExactly(1L, 2L);
      assertThat(textsOf(reader)).containsExactly("before", "behind");
    }
  }

  @Test
  void frames_round_the_edge_of_the_ring_are_read() throws Exception {
    String text = "x".repeat(6_000);
    for (int i = 0; i < 500; i++) {
      publish(i + text);
      take();
      if (i < 490) {
        ring.free(next);
      }
    }
    List<String> read = read(true);

    assertThat(read).hasSize(10);
    assertThat(read.get(9)).isEqualTo(499 + text);
  }

  @Test
  void what_a_living_process_frees_meanwhile_is_passed_over() throws Exception {
    String text = "y".repeat(400_000 / 4);
    for (int i = 0; i < 8; i++) {
      publish(i + text);
    }
    try (RingReader reader = RingReader.open(file, true)) {
      assertThat(reader.next()).isTrue();
      for (int i = 0; i < 7; i++) {
        take();
      }
      ring.free(next);

      List<String> rest = textsOf(reader);
      assertThat(rest.get(rest.size() - 1)).isEqualTo(7 + text);
      assertThat(reader.damage()).isEmpty();
      assertThat(reader.gone()).isPositive();
    }
  }

  @Test
  void refuses_what_is_no_ring() throws Exception {
    Path text = directory.resolve("text");
    Files.writeString(text, "hello");

    assertThatThrownBy(() -> RingReader.open(text, true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not the file of a ring");
    assertThatThrownBy(() -> RingReader.open(directory.resolve("none"), true))
        .isInstanceOf(NoSuchFileException.class);
  }

  private List<String> read(boolean undelivered) throws IOException {
    try (RingReader reader = RingReader.open(file, undelivered)) {
      return textsOf(reader);
    }
  }

  private static List<String> textsOf(RingReader reader) throws IOException {
    List<String> texts = new ArrayList<>();
    while (reader.next()) {
      texts.add(
          new String(reader.buffer(), reader.offset(), reader.length(), StandardCharsets.UTF_8));
    }
    return texts;
  }

  private long publish(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[Frame.GAP + payload.length + Frame.TRAILER];
    System.arraycopy(payload, 0, frame, Frame.GAP, payload.length);
    long position = ring.tryClaim(MappedRing.frameSize(payload.length));
    ring.write(position, frame, Frame.GAP + payload.length, 0);
    assertThat(ring.publish(position)).isTrue();
    return position;
  }

  private void take() {
    while (ring.isPublished(next)) {
      Frame frame = ring.get(next);
      next = frame.end();
      if (frame.isEvent()) {
        return;
      }
    }
  }

  private void flip(long at, int bit) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(at);
      int old = raw.read();
      raw.seek(at);
      raw.write(old ^ 1 << bit);
    }
  }

  private void setLong(int at, long value) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(at);
      raw.writeLong(Long.reverseBytes(value));
    }
  }

  private List<String> files() throws IOException {
    try (var all = Files.list(directory)) {
      return all.map(each -> each.getFileName().toString()).toList();
    }
  }
}
