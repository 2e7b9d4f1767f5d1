package dev.heartwood.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedRingTest {
  private static final int CAPACITY = MappedRing.MIN_CAPACITY;
  private static final long SECOND = 1_000_000_000;

  private final List<String> reports = new ArrayList<>();
  private @TempDir Path directory;
  private Path file;
  private long nanos;
  private MappedRing ring;
  private long next;

  @BeforeEach
  void openRing() throws IOException {
    file = directory.resolve("app.ring");
    ring = open();
    ring.recover(0);
  }

  @AfterEach
  void releaseRing() throws IOException {
    ring.release();
  }

  @Test
  void what_was_published_is_there_when_the_ring_is_opened_again() throws Exception {
    publish("one");
    publish("two");
    Recovered found = reopen();

    assertThat(found).isEqualTo(new Recovered(2, 0, 0, 0, true));
    assertThat(takeAll()).containsExactly("one", "two");
  }

  @Test
  void what_was_freed_is_not_there_again() throws Exception {
    publish("one");
    publish("two");
    assertThat(take()).isEqualTo("one");
    ring.free(next);
    reopen();

    assertThat(takeAll()).containsExactly("two");
  }

  @Test
  void what_is_known_to_be_settled_is_not_there_again() throws Exception {
    publish("one");
    long settled = publish("two");
    publish("three");
    reopen(settled);

    assertThat(takeAll()).containsExactly("two", "three");
  }

  @Test
  void tells_how_many_the_handler_of_the_dead_process_had_seen() throws Exception {
    publish("one");
    publish("two");
    publish("three");
    take();
    ring.handed(next);

    assertThat(reopen()).isEqualTo(new Recovered(3, 1, 0, 0, true));
  }

  @Test
  void claims_that_were_never_completed_become_padding() throws Exception {
    publish("one");
    ring.tryClaim(64); // a word and no commit
    publish("two");
    setLong(RingFile.TAIL, ring.claimed() + 48); // and one without a word
    publish("three");

    assertThat(reopen()).isEqualTo(new Recovered(3, 0, 2, 0, true));
    assertThat(takeAll()).containsExactly("one", "two", "three");
  }

  @Test
  void a_claim_without_a_word_at_the_very_end_becomes_padding() throws Exception {
    publish("one");
    setLong(RingFile.TAIL, ring.claimed() + 48);
    reopen();
    publish("two");

    assertThat(takeAll()).containsExactly("one", "two");
  }

  @Test
  void a_recovery_may_be_repeated() throws Exception {
    publish("one");
    ring.tryClaim(64);
    publish("two");
    reopen();
    Recovered again = reopen();

    assertThat(again).isEqualTo(new Recovered(2, 0, 0, 0, true));
    assertThat(takeAll()).containsExactly("one", "two");
  }

  @Test
  void zeroing_that_was_cut_short_is_completed() throws Exception {
    fill(64);
    for (int i = 0; i < 100; i++) {
      take();
    }
    setLong(RingFile.FREED, next); // and nothing zeroed yet
    reopen();

    assertThat(ring.freed()).isEqualTo(100 * 64);
    for (int i = 0; i < 100; i++) {
      publish("x".repeat(64 - Frame.GAP)); // finds zeros, or would claim for ever
    }
    assertThat(takeAll()).hasSize(CAPACITY / 64);
  }

  @Test
  void a_full_ring_is_taken_once_and_no_more() throws Exception {
    fill(64);

    assertThat(ring.tryClaim(64)).isEqualTo(Ring.FULL);
    assertThat(takeAll()).hasSize(CAPACITY / 64);
    assertThat(ring.isPublished(next)).isFalse();
  }

  @Test
  void frames_of_all_sizes_go_round_and_round_as_they_are() throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 3_000; i++) {
      String text = (i + ":" + "y".repeat(random.nextInt(6_000))).intern();
      publish(text);
      if (random.nextInt(3) > 0 || i % 100 == 0) {
        publish("small");
        assertThat(take()).isEqualTo(text);
        assertThat(take()).isEqualTo("small");
        ring.free(next);
      } else {
        assertThat(take()).isEqualTo(text);
      }
    }
  }

  @Test
  void producers_and_worker_lose_and_double_nothing() throws Exception {
    int producers = 4;
    int each = 50_000;
    int[] seen = new int[producers];
    List<String> wrong = new ArrayList<>();
    CountDownLatch ended = new CountDownLatch(1);
    Drain<Frame> drain =
        new Drain<>() {
          @Override
          public void take(Frame frame) {
            if (frame.isEvent()) {
              String[] parts = textOf(frame).split(":", 3);
              int producer = Integer.parseInt(parts[0]);
              if (Integer.parseInt(parts[1]) != seen[producer]++ || parts[2].length() != producer) {
                wrong.add(textOf(frame));
              }
            }
          }

          @Override
          public void endOfBatch(long taken) {}

          @Override
          public void tick() {}

          @Override
          public void end() {
            ended.countDown();
          }

          @Override
          public void failed(Throwable cause) {
            wrong.add(cause.toString());
          }
        };
    var handOff = new HandOff<>(ring, WaitStrategy.ADAPTIVE, "mapped", true, drain);
    handOff.start();
    List<Thread> threads = new ArrayList<>();
    for (int producer = 0; producer < producers; producer++) {
      int number = producer;
      Thread thread = new Thread(() -> produce(handOff, number, each));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    handOff.seal();
    ended.await();

    assertThat(wrong).isEmpty();
    assertThat(seen).containsOnly(each);
    assertThat(ring.freed()).isEqualTo(ring.claimed());
    assertThat(ring.tryClaim(64)).isEqualTo(Ring.FULL);
    assertThat(reopen().events()).isZero();
  }

  @Test
  void a_worker_gets_past_a_producer_that_stands_still() throws Exception {
    ring.release();
    ring = MappedRing.open(file, CAPACITY, false, this::report);
    ring.recover(0);
    var taken = new java.util.concurrent.LinkedBlockingQueue<String>();
    Drain<Frame> drain =
        new Drain<>() {
          @Override
          public void take(Frame frame) {
            if (frame.isEvent()) {
              taken.add(textOf(frame).split(":")[1]);
            }
          }

          @Override
          public void endOfBatch(long end) {}

          @Override
          public void tick() {}

          @Override
          public void end() {}

          @Override
          public void failed(Throwable cause) {}
        };
    var handOff = new HandOff<>(ring, WaitStrategy.ADAPTIVE, "mapped", true, drain);
    handOff.start();
    long asleep = handOff.claim(64, 0);
    int others = 100_000; // more than the ring holds
    Thread producer = new Thread(() -> produce(handOff, 0, others));
    producer.start();
    producer.join();

    assertThat(handOff.publish(asleep)).as("its claim was taken away").isFalse();
    produce(handOff, 1, 1);
    handOff.seal();
    assertThat(handOff.awaitEnd(30 * SECOND)).isTrue();
    assertThat(taken).hasSize(others + 1);
    for (int i = 0; i < others; i++) {
      assertThat(taken.remove()).isEqualTo(Integer.toString(i));
    }
    assertThat(files()).containsExactlyInAnyOrder("app.ring", "app.ring.lock");
    assertThat(reopen().events()).isZero();
  }

  private void produce(HandOff<Frame> handOff, int producer, int count) {
    for (int i = 0; i < count; i++) {
      byte[] frame = frame(producer + ":" + i + ":" + "z".repeat(producer));
      int end = frame.length - Frame.TRAILER;
      long position;
      do {
        position = handOff.claim(MappedRing.frameSize(end - Frame.GAP), -1);
        ring.write(position, frame, end, 0);
      } while (!handOff.publish(position));
    }
  }

  @Test
  void others_go_on_past_a_producer_that_stands_still() throws Exception {
    publish("before");
    long hole = ring.tryClaim(64);
    publish("behind");
    assertThat(take()).isEqualTo("before");
    standStill(2 * SECOND);

    assertThat(reports)
        .singleElement()
        .asString()
        .contains("took a claim away", "by thread [" + Thread.currentThread().getName() + "] at ");
    publish("after");
    assertThat(ring.publish(hole)).isFalse();
    publish("sleeper");
    assertThat(takeAll()).containsExactly("behind", "after", "sleeper");
    ring.free(next);
    assertThat(files()).containsExactlyInAnyOrder("app.ring", "app.ring.lock");
    assertThat(ring.room()).isEqualTo(ring.capacity());
  }

  @Test
  void a_claim_that_was_not_signed_is_taken_away_as_well() throws Exception {
    setLong(RingFile.TAIL, ring.claimed() + 48);
    publish("behind");
    standStill(2 * SECOND);

    assertThat(takeAll()).containsExactly("behind");
  }

  @Test
  void several_that_stand_still_are_all_passed() throws Exception {
    long first = ring.tryClaim(64);
    publish("one");
    long second = ring.tryClaim(64);
    publish("two");
    standStill(2 * SECOND);
    assertThat(takeAll()).containsExactly("one");
    standStill(SECOND);

    assertThat(takeAll()).containsExactly("two");
    assertThat(ring.publish(first)).isFalse();
    assertThat(ring.publish(second)).isFalse();
  }

  @Test
  void making_pages_ready_for_callers_changes_nothing_in_them() throws Exception {
    String text = "x".repeat(10_000);
    for (int i = 0; i < 3 * CAPACITY / text.length(); i++) {
      publish(i + text);
      byte[] before = Files.readAllBytes(file);
      ring.idle(next);

      assertThat(Arrays.mismatch(before, Files.readAllBytes(file))).isEqualTo(-1);
      assertThat(take()).isEqualTo(i + text);
      ring.free(next);
    }
  }

  @Test
  void a_process_stopped_as_a_whole_takes_nothing_away() throws Exception {
    long slow = ring.tryClaim(64);
    ring.idle(next);
    nanos += 3_600 * SECOND;
    ring.idle(next);

    assertThat(ring.publish(slow)).isTrue();
    assertThat(reports).isEmpty();
  }

  @Test
  void a_process_killed_while_it_had_two_files_loses_nothing() throws Exception {
    long hole = ring.tryClaim(64);
    publish("one");
    standStill(2 * SECOND);
    publish("two");
    ring.note(new Checkpoint(7, 1, 2, 3, 4, 5, 6, 7));
    assertThat(hole).isZero();
    assertThat(files()).contains("app.ring", "app.ring.2");
    Recovered found = reopen();

    assertThat(found.events()).isEqualTo(2);
    assertThat(ring.checkpoint()).isEqualTo(new Checkpoint(7, 1, 2, 3, 4, 5, 6, 7));
    publish("three");
    assertThat(takeAll()).containsExactly("one", "two", "three");
    ring.free(next);
    reopen();
    assertThat(files()).containsExactlyInAnyOrder("app.ring", "app.ring.lock");
    assertThat(ring.checkpoint()).isEqualTo(new Checkpoint(7, 1, 2, 3, 4, 5, 6, 7));
    publish("four");
    assertThat(takeAll()).containsExactly("four");
  }

  @Test
  void a_process_killed_after_sealing_goes_on_in_its_only_file() throws Exception {
    publish("one");
    setLong(RingFile.TAIL, ring.claimed() | Long.MIN_VALUE);
    Files.write(directory.resolve("app.ring.spare"), new byte[100]);
    reopen();
    publish("two");

    assertThat(takeAll()).containsExactly("one", "two");
    assertThat(files()).containsExactlyInAnyOrder("app.ring", "app.ring.lock");
  }

  @Test
  void a_process_killed_before_the_empty_file_was_replaced_goes_on_in_the_other() throws Exception {
    long hole = ring.tryClaim(64);
    publish("one");
    long end = ring.claimed();
    standStill(2 * SECOND);
    assertThat(ring.publish(hole)).isFalse();
    publish("two");
    takeAll();
    setLong(RingFile.FREED, end); // of the first file, in which nothing is zeroed yet
    reopen();

    assertThat(takeAll()).containsExactly("two");
    ring.free(next);
    assertThat(files()).containsExactlyInAnyOrder("app.ring", "app.ring.lock");
  }

  @Test
  void of_the_checkpoints_the_newest_whole_one_counts() throws Exception {
    ring.note(new Checkpoint(1, 1, 0, 0, 8, 5, 0, 10));
    ring.note(new Checkpoint(2, 2, 0, 0, 8, 5, 0, 10));
    ring.release();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(4), RingFile.CHECKPOINT + 20);
      channel.write(ByteBuffer.wrap(new byte[] {9}), RingFile.CHECKPOINT + 24);
    }
    ring = open();

    assertThat(ring.checkpoint()).isEqualTo(new Checkpoint(1, 1, 0, 0, 8, 5, 0, 10));
  }

  @Test
  void after_another_boot_only_what_is_proven_is_taken() throws Exception {
    publish("one");
    long broken = publish("two");
    publish("three");
    ring.tryClaim(64);
    publish("four");
    bootAnew();
    flip(RingFile.FRAMES + (int) broken + Frame.GAP);
    setLong(RingFile.TAIL, 8); // an old page
    Recovered found = reopen();

    assertThat(found.sameBoot()).isFalse();
    assertThat(found.events()).isEqualTo(3);
    assertThat(found.seen()).isEqualTo(3);
    publish("five");
    assertThat(takeAll()).containsExactly("one", "three", "four", "five");
  }

  @Test
  void after_another_boot_what_lay_there_before_is_not_taken_for_new() throws Exception {
    fill(64);
    takeAll();
    setLong(RingFile.FREED, CAPACITY);
    setLong(RingFile.HEAD, CAPACITY);
    bootAnew();

    assertThat(reopen().events()).isZero(); // whole frames, but of positions long gone
    publish("new");
    assertThat(takeAll()).containsExactly("new");
  }

  @Test
  void a_word_that_makes_no_sense_costs_its_own_frame_only() throws Exception {
    publish("one");
    long broken = publish("two");
    publish("three");
    setLong(RingFile.FRAMES + (int) broken, 0x7777_7777_7777_7777L);

    assertThat(reopen()).isEqualTo(new Recovered(2, 0, 0, 24, true));
    assertThat(takeAll()).containsExactly("one", "three");
  }

  @Test
  void noise_in_the_ring_ends_in_an_empty_ring() throws Exception {
    Random random = new Random(5);
    byte[] noise = new byte[CAPACITY];
    random.nextBytes(noise);
    ring.release();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(noise), RingFile.FRAMES);
      channel.write(ByteBuffer.wrap(Arrays.copyOf(noise, 32)), RingFile.FREED);
      channel.write(ByteBuffer.wrap(Arrays.copyOf(noise, 8)), RingFile.TAIL);
    }
    ring = open();

    assertThat(ring.recover(0).events()).isZero();
    next = ring.freed();
    publish("new");
    assertThat(takeAll()).containsExactly("new");
  }

  @Test
  void a_ring_in_use_is_refused_or_another_file_taken() throws Exception {
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "ringFile [" + file + "] must not be in use, was by another handler of this process");

    MappedRing second = MappedRing.open(file, CAPACITY, true, (level, text, cause) -> {});
    assertThat(second.file()).isEqualTo(directory.resolve("app.ring-2"));
    second.release();
  }

  @Test
  void a_file_that_cannot_be_written_is_refused() throws Exception {
    Path other = directory.resolve("other.ring");
    Files.createDirectory(directory.resolve("other.ring.lock"));

    assertThatThrownBy(() -> MappedRing.open(other, CAPACITY, false, (level, text, cause) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("ringFile [" + other + "] cannot be written: ");
  }

  @Test
  void what_is_not_a_ring_is_refused_and_left_alone() throws Exception {
    Path notes = directory.resolve("notes.txt");
    Files.writeString(notes, "do not touch\n".repeat(1_000));

    assertThatThrownBy(() -> MappedRing.open(notes, CAPACITY, false, (level, text, cause) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("ringFile [" + notes + "] is not the file of a ring; it was left as it is");
    assertThat(notes).hasContent("do not touch\n".repeat(1_000));
  }

  @Test
  void a_version_to_come_is_refused_and_left_alone() throws Exception {
    ring.release();
    flip(6);

    assertThatThrownBy(this::open).hasMessageContaining("must have version 1, was ");
  }

  @Test
  void a_file_that_was_cut_is_refused() throws Exception {
    ring.release();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(CAPACITY / 2);
    }

    assertThatThrownBy(this::open)
        .hasMessageContaining("must have " + (CAPACITY + RingFile.FRAMES) + " bytes, was ");
  }

  @Test
  void a_size_that_does_not_fit_is_refused() {
    assertThatThrownBy(() -> MappedRing.requireCapacity(3 << 20))
        .hasMessage("ringFileSize must be a power of two from 1 MiB to 512 MiB, was 3145728 bytes");
  }

  @Test
  void another_size_applies_once_the_ring_is_empty() throws Exception {
    publish("one");
    ring.release();
    ring = MappedRing.open(file, 2 * CAPACITY, false, this::report);
    ring.recover(0);

    assertThat(ring.capacity()).isEqualTo(CAPACITY);
    assertThat(reports).singleElement().asString().contains("applies once [" + file + "] is empty");
    next = 0;
    takeAll();
    ring.free(next);
    ring.release();
    ring = MappedRing.open(file, 2 * CAPACITY, false, this::report);
    assertThat(ring.capacity()).isEqualTo(2 * CAPACITY);
  }

  @Test
  void every_byte_of_the_file_is_really_there() throws Exception {
    Process du = new ProcessBuilder("du", "-k", file.toString()).start();
    String text = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(Long.parseLong(text.split("\\s")[0])).isGreaterThanOrEqualTo(CAPACITY / 1024);
  }

  /** Lets the worker look again and again until it can go on, for so long at most. */
  private void standStill(long forNanos) {
    long end = nanos + forNanos;
    while (nanos < end && !ring.isPublished(next)) {
      ring.idle(next);
      nanos += 10_000_000;
    }
  }

  private void fill(int frameSize) {
    for (int i = 0; i < CAPACITY / frameSize; i++) {
      publish("x".repeat(frameSize - Frame.GAP));
    }
  }

  private long publish(String text) {
    byte[] frame = frame(text);
    int end = frame.length - Frame.TRAILER;
    long position = ring.tryClaim(MappedRing.frameSize(end - Frame.GAP));
    assertThat(position).isNotNegative();
    ring.write(position, frame, end, 0);
    assertThat(ring.publish(position)).isTrue();
    return position;
  }

  private static byte[] frame(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[Frame.GAP + payload.length + Frame.TRAILER];
    System.arraycopy(payload, 0, frame, Frame.GAP, payload.length);
    return frame;
  }

  private List<String> takeAll() {
    List<String> texts = new ArrayList<>();
    while (ring.isPublished(next)) {
      String text = take();
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** Null for padding at the end. */
  private String take() {
    while (ring.isPublished(next)) {
      Frame frame = ring.get(next);
      next = ring.next(next);
      assertThat(frame.end()).isEqualTo(next);
      if (frame.isEvent()) {
        return textOf(frame);
      }
    }
    return null;
  }

  private static String textOf(Frame frame) {
    return new String(frame.bytes(), Frame.GAP, frame.length(), StandardCharsets.UTF_8);
  }

  private MappedRing open() throws IOException {
    return MappedRing.open(file, CAPACITY, false, this::report, () -> nanos);
  }

  private Recovered reopen() throws IOException {
    return reopen(0);
  }

  private Recovered reopen(long settled) throws IOException {
    ring.release();
    ring = open();
    Recovered found = ring.recover(settled);
    next = ring.freed();
    return found;
  }

  private void report(org.slf4j.event.Level level, String text, Throwable cause) {
    reports.add(text);
  }

  private List<String> files() throws IOException {
    try (var all = Files.list(directory)) {
      return all.map(each -> each.getFileName().toString()).toList();
    }
  }

  private void bootAnew() throws IOException {
    flip(RingFile.BOOT);
  }

  private void flip(int at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 0x55)).flip();
      channel.write(one, at);
    }
  }

  private void setLong(int at, long value) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
      channel.write(bytes, at);
    }
  }
}
