package dev.heartwood.id;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.Threads;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UuidTest {
  private static final long NOW = 1_795_169_730_123L;

  private final AtomicLong millis = new AtomicLong(NOW);
  private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());

  @Test
  void version_7_holds_version_variant_and_time() {
    UUID id = new Uuid7(clock).next();

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW);
  }

  @Test
  void version_7_rises_as_text_on_a_clock_that_jumps_about() {
    var random = new SplittableRandom(7);
    var ids = new Uuid7(clock);
    String previous = "";
    for (int i = 0; i < 100_000; i++) {
      if (random.nextInt(50) == 0) {
        millis.addAndGet(random.nextLong(-86_400_000, 60_000));
      }
      String id = ids.nextId();
      assertThat(id.compareTo(previous) > 0).isTrue();
      previous = id;
    }
  }

  @Test
  void version_7_runs_ahead_when_a_millisecond_is_used_up() {
    var ids = new Uuid7(clock);
    UUID last = ids.next();
    for (int i = 0; i < 4096; i++) {
      last = ids.next();
    }

    assertThat(last.getMostSignificantBits() >>> 16).isEqualTo(NOW + 1);
    assertThat(last.version()).isEqualTo(7);
  }

  @Test
  void version_7_gives_eight_threads_no_id_twice() throws Exception {
    var ids = new Uuid7();

    UUID[][] issued = Threads.collect(8, () -> many(ids), UUID[][]::new);

    for (UUID[] mine : issued) {
      assertThat(mine).isSortedAccordingTo(UuidTest::compareUnsigned);
    }
    assertThat(Arrays.stream(issued).flatMap(Arrays::stream).distinct().count())
        .isEqualTo(8L * issued[0].length);
  }

  @Test
  void version_4_holds_version_and_variant_and_does_not_repeat() {
    var ids = new Uuid4();
    Set<UUID> seen = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      UUID id = ids.next();
      assertThat(id.version()).isEqualTo(4);
      assertThat(id.variant()).isEqualTo(2);
      assertThat(seen.add(id)).isTrue();
    }
  }

  @Test
  void version_4_uses_every_bit() {
    var ids = new Uuid4();
    long high = 0;
    long low = 0;
    for (int i = 0; i < 200; i++) {
      UUID id = ids.next();
      high |= id.getMostSignificantBits();
      low |= id.getLeastSignificantBits();
    }

    assertThat(high).isEqualTo(0xFFFFFFFFFFFF4FFFL);
    assertThat(low).isEqualTo(0xBFFFFFFFFFFFFFFFL);
  }

  private static UUID[] many(Uuid7 ids) {
    UUID[] mine = new UUID[50_000];
    Arrays.setAll(mine, i -> ids.next());
    return mine;
  }

  private static int compareUnsigned(UUID a, UUID b) {
    return a.toString().compareTo(b.toString());
  }
}
