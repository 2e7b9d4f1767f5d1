package dev.heartwood.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingNamesTest {
  private static final int CAPACITY = MappedRing.MIN_CAPACITY;
  private static final int HEADER = 8;

  private @TempDir Path directory;
  private Path file;
  private long nanos;
  private MappedRing ring;

  @BeforeEach
  void openRing() throws IOException {
    file = directory.resolve("app.ring");
    open();
  }

  @AfterEach
  void releaseRing() throws IOException {
    ring.release();
  }

  @Test
  void a_name_has_one_number_and_the_number_one_name() {
    int orders = numberOf("orders");
    int main = numberOf("main");

    assertThat(orders).isNotNegative().isNotEqualTo(main);
    assertThat(numberOf("orders")).isEqualTo(orders);
    assertThat(name(orders)).isEqualTo("orders");
    assertThat(name(main)).isEqualTo("main");
    assertThat(name(main + 1)).isNull();
    assertThat(name(65_535)).isNull();
    assertThat(numberOf("")).isNegative();
  }

  @Test
  void names_are_there_as_long_as_something_is_left_in_the_ring() throws IOException {
    int orders = numberOf("orders");
    publish();
    reopen();

    assertThat(name(orders)).isEqualTo("orders");
    assertThat(numberOf("orders")).isEqualTo(orders);
    int main = numberOf("main");
    reopen();
    assertThat(name(orders)).isEqualTo("orders");
    assertThat(name(main)).isEqualTo("main");
  }

  @Test
  void names_are_forgotten_once_nothing_is_left() throws IOException {
    int orders = numberOf("orders");
    reopen();

    assertThat(name(orders)).isNull();
    assertThat(numberOf("main")).as("its place").isEqualTo(orders);
    publish();
    reopen();
    assertThat(name(orders)).isEqualTo("main");
  }

  @Test
  void names_of_which_there_may_be_many_leave_half_of_the_room() throws IOException {
    Map<Integer, String> numbered = new ConcurrentHashMap<>();
    int threads = fill("thread-", true, numbered);
    int others = fill("logger-", false, numbered);

    assertThat(others).isBetween(threads - 1, threads + 1);
    assertThat(numbered).hasSize(threads + others);
    publish();
    reopen();
    numbered.forEach((number, name) -> assertThat(name(number)).isEqualTo(name));
    assertThat(numberOf("one that has no room")).isNegative();
  }

  private int fill(String start, boolean many, Map<Integer, String> numbered) {
    for (int i = 0; ; i++) {
      String name = start + (100_000 + i);
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      int number = ring.numberOf(bytes, 0, bytes.length, many);
      if (number < 0) {
        return i;
      }
      numbered.put(number, name);
    }
  }

  @Test
  void the_next_generation_goes_on_with_the_names_of_the_one_before() throws IOException {
    int orders = numberOf("orders");
    publish();
    assertThat(ring.goOn()).isTrue();
    int main = numberOf("main");

    assertThat(numberOf("orders")).isEqualTo(orders);
    assertThat(main).isNotNegative().isNotEqualTo(orders);
    assertThat(name(orders)).as("of the old one").isEqualTo("orders");
    ring.get(0);
    assertThat(ring.isPublished(ring.next(0))).isFalse();
    assertThat(name(orders)).as("of the new one").isEqualTo("orders");
    assertThat(name(main)).isEqualTo("main");
  }

  @Test
  void with_several_generations_left_no_name_is_added() throws IOException {
    int orders = numberOf("orders");
    publish();
    assertThat(ring.goOn()).isTrue();
    publish();
    reopen();

    assertThat(numberOf("main")).isNegative();
    assertThat(numberOf("orders")).isEqualTo(orders);
  }

  @Test
  void after_another_boot_names_are_read_and_none_is_added() throws IOException {
    int orders = numberOf("orders");
    publish();
    flip(RingFile.BOOT, 0);
    reopen();

    assertThat(name(orders)).isEqualTo("orders");
    assertThat(numberOf("main")).isNegative();
  }

  @Test
  void no_flipped_bit_gives_a_wrong_name_or_costs_another_one() throws IOException {
    List<Integer> numbers = List.of(numberOf("orders"), numberOf("main"), numberOf("paid {}"));
    publish();
    int size = 3 * (HEADER + Long.BYTES);
    for (int bit = 0; bit < 8 * size; bit++) {
      flip(RingFile.NAMES + bit / 8, bit % 8);
      reopen();

      List<@Nullable String> found = new ArrayList<>();
      numbers.forEach(number -> found.add(name(number)));
      List<@Nullable String> expected = new ArrayList<>(List.of("orders", "main", "paid {}"));
      int hit = bit / 8 / (HEADER + Long.BYTES);
      if (found.get(hit) == null) {
        expected.set(hit, null);
      }
      assertThat(found).as("bit " + bit).isEqualTo(expected);
      if (found.get(hit) == null) {
        assertThat(numberOf("new")).as("none is added behind").isNegative();
      }
      flip(RingFile.NAMES + bit / 8, bit % 8);
    }
    reopen();
    assertThat(numberOf("new")).isNotNegative();
  }

  @Test
  void a_name_that_was_being_written_when_its_process_died_is_none() throws IOException {
    int orders = numberOf("orders");
    int torn = numberOf("main");
    publish();
    try (var in = new RandomAccessFile(file.toFile(), "rw")) {
      in.seek(RingFile.NAMES + torn * 8L);
      in.writeInt(0); // the length comes last
    }
    reopen();

    assertThat(name(orders)).isEqualTo("orders");
    assertThat(name(torn)).isNull();
    assertThat(numberOf("new")).as("what lies behind is not known").isNegative();
  }

  @Test
  void the_names_outlive_a_cut_of_the_file() throws IOException {
    int orders = numberOf("orders");
    publish();
    try (var in = new RandomAccessFile(file.toFile(), "rw")) {
      in.setLength(100);
    }

    assertThat(ring.external()).isEqualTo(External.CUT);
    assertThat(ring.goOn()).isTrue();
    assertThat(name(orders)).isEqualTo("orders");
    assertThat(numberOf("orders")).isEqualTo(orders);
    assertThat(numberOf("main")).isNotNegative();
  }

  @Test
  void a_tool_reads_the_names_of_a_ring_in_use() throws IOException {
    int orders = numberOf("orders");
    publish();
    try (RingReader reader = RingReader.open(file, true)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.name(orders)).asString(StandardCharsets.UTF_8).isEqualTo("orders");
      assertThat(reader.name(orders + 1)).isNull();
    }
  }

  @Test
  void threads_that_ask_at_once_get_the_same_numbers_or_none() throws Exception {
    Map<String, Integer> numbers = new ConcurrentHashMap<>();
    List<String> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  String name = "name-" + i / 10;
                  int number = numberOf(name);
                  Integer before = number < 0 ? null : numbers.putIfAbsent(name, number);
                  if (before != null && before != number) {
                    wrong.add(name);
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(wrong).isEmpty();
    assertThat(numbers).hasSizeGreaterThan(1_000);
    numbers.forEach((name, number) -> assertThat(name(number)).isEqualTo(name));
  }

  private int numberOf(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return ring.numberOf(bytes, 0, bytes.length, false);
  }

  private @Nullable String name(int number) {
    byte[] bytes = ring.name(number);
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  private void publish() {
    int end = Frame.GAP + 1;
    long position = ring.tryClaim(MappedRing.frameSize(1));
    ring.write(position, new byte[end + Frame.TRAILER], end, 0);
    assertThat(ring.publish(position)).isTrue();
  }

  private void open() throws IOException {
    ring = MappedRing.open(file, CAPACITY, false, (level, text, cause) -> {}, () -> nanos);
    ring.recover(0);
  }

  private void reopen() throws IOException {
    ring.release();
    open();
  }

  private void flip(long at, int bit) throws IOException {
    try (var in = new RandomAccessFile(file.toFile(), "rw")) {
      in.seek(at);
      int old = in.read();
      in.seek(at);
      in.write(old ^ 1 << bit);
    }
  }
}
