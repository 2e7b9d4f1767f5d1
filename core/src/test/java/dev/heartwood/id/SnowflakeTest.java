package dev.heartwood.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heartwood.Threads;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnowflakeTest {
  private static final long NOW = 1_795_169_730_123L;

  private final AtomicLong millis = new AtomicLong(NOW);
  private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());

  @Test
  void holds_time_machine_and_sequence() {
    var ids = new Snowflake(7, clock);
    ids.next();
    long id = ids.next();

    assertThat(Snowflake.epochMillis(id)).isEqualTo(NOW);
    assertThat(Snowflake.machine(id)).isEqualTo(7);
    assertThat(Snowflake.sequence(id)).isEqualTo(1);
    assertThat(Snowflake.text(id)).isEqualTo(NOW + "-7-1");
    assertThat(ids.lastMillis()).isEqualTo(NOW);
  }

  @Test
  void reads_its_own_text_form() {
    var ids = new Snowflake(1023, clock);

    for (int i = 0; i < 5000; i++) {
      long id = ids.next();
      assertThat(Snowflake.parse(Snowflake.text(id))).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1-2",
        "x-1-1",
        "1795169730123-1024-0",
        "1795169730123-1-4096",
        "1795169730123--1-0",
        "1795169730123-01-0",
        "1-1-1",
        "9999999999999-1-1",
        "1795169730123-1-1-1",
        "99999999999999999999-1-1"
      })
  void refuses_a_text_that_is_no_id(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Snowflake.parse(text))
        .withMessage("id must be <epochMillis>-<machine>-<sequence>, was " + text);
  }

  @Test
  void borrows_from_the_next_millisecond_when_one_is_used_up() {
    var ids = new Snowflake(1, clock);
    long last = ids.next();
    for (int i = 1; i < 4096; i++) {
      last = ids.next();
    }
    long borrowed = ids.next();

    assertThat(Snowflake.epochMillis(last)).isEqualTo(NOW);
    assertThat(Snowflake.sequence(last)).isEqualTo(4095);
    assertThat(Snowflake.epochMillis(borrowed)).isEqualTo(NOW + 1);
    assertThat(Snowflake.sequence(borrowed)).isZero();
  }

  @Test
  void keeps_the_last_time_while_the_clock_is_behind_it() {
    var ids = new Snowflake(1, clock);
    long before = ids.next();
    millis.addAndGet(-3_600_000);
    long during = ids.next();
    millis.set(NOW + 5);
    long after = ids.next();

    assertThat(Snowflake.text(before)).isEqualTo(NOW + "-1-0");
    assertThat(Snowflake.text(during)).isEqualTo(NOW + "-1-1");
    assertThat(Snowflake.text(after)).isEqualTo((NOW + 5) + "-1-0");
  }

  @Test
  void rises_without_a_repetition_on_a_clock_that_jumps_about() {
    var random = new SplittableRandom(42);
    var ids = new Snowflake(3, clock);
    long previous = -1;
    for (int i = 0; i < 200_000; i++) {
      if (random.nextInt(100) == 0) {
        millis.addAndGet(random.nextLong(-86_400_000, 60_000));
      }
      long id = ids.next();
      assertThat(id > previous).isTrue();
      previous = id;
    }
  }

  @Test
  void issues_no_id_twice_to_eight_threads_and_rises_for_each_while_the_clock_steps_back()
      throws Exception {
    var ids = new Snowflake(5, () -> Instant.ofEpochMilli(NOW - millis.getAndDecrement() % 1000));

    long[][] issued = fromEightThreads(ids, 100_000);

    assertAllDifferentAndRising(issued);
  }

  @Test
  void issues_no_id_twice_to_eight_threads_on_the_system_clock() throws Exception {
    assertAllDifferentAndRising(fromEightThreads(new Snowflake(5), 100_000));
  }

  @Test
  void issues_only_later_ids_than_its_floor() {
    var before = new Snowflake(1, clock);
    before.next();
    millis.addAndGet(-60_000);
    var after = new Snowflake(1, clock, before.lastMillis());

    assertThat(after.lastMillis()).isEqualTo(NOW);
    assertThat(Snowflake.text(after.next())).isEqualTo((NOW + 1) + "-1-0");
  }

  @Test
  void starts_at_its_epoch_when_the_clock_is_before_it() {
    millis.set(0);
    var ids = new Snowflake(1, clock);

    assertThat(ids.nextId()).isEqualTo(Snowflake.EPOCH_MILLIS + "-1-0");
    assertThat(ids.nextId()).isEqualTo(Snowflake.EPOCH_MILLIS + "-1-1");
  }

  @Test
  void ends_in_2094() {
    millis.set(Instant.parse("2094-09-07T15:47:35.551Z").toEpochMilli());
    assertThat(new Snowflake(1, clock).next()).isPositive();
    millis.incrementAndGet();
    assertThatIllegalStateException()
        .isThrownBy(() -> new Snowflake(1, clock).next())
        .withMessage("ids end in 2094; the clock says 2094-09-07T15:47:35.552Z");
  }

  @Test
  void refuses_a_machine_of_more_than_ten_bits() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Snowflake(1024))
        .withMessage("machine must be 0 to 1023, was 1024");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Snowflake(-1))
        .withMessage("machine must be 0 to 1023, was -1");
  }

  @Test
  void refuses_a_floor_beyond_its_range() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Snowflake(1, clock, 1L << 60))
        .withMessage("floorMillis must be before 2094, was " + (1L << 60));
  }

  private static long[][] fromEightThreads(Snowflake ids, int each)
      throws InterruptedException, ExecutionException {
    return Threads.collect(
        8,
        () -> {
          long[] mine = new long[each];
          for (int i = 0; i < each; i++) {
            mine[i] = ids.next();
          }
          return mine;
        },
        long[][]::new);
  }

  private static void assertAllDifferentAndRising(long[][] issued) {
    for (long[] mine : issued) {
      for (int i = 1; i < mine.length; i++) {
        assertThat(mine[i] > mine[i - 1]).isTrue();
      }
    }
    long[] all = Arrays.stream(issued).flatMapToLong(Arrays::stream).toArray();
    assertThat(Arrays.stream(all).distinct().count()).isEqualTo(all.length);
  }
}
