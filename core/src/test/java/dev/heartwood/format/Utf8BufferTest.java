package dev.heartwood.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.HostileText;
import org.junit.jupiter.api.Test;

class Utf8BufferTest {
  private final long seed = Long.getLong("heartwood.test.seed", System.nanoTime());
  private final Utf8Buffer out = new Utf8Buffer();

  @Test
  void encodes_as_the_jdk_does() {
    HostileText text = new HostileText(seed);
    for (int i = 0; i < 10_000; i++) {
      String next = text.next();
      out.clear();
      out.append(next);
      assertThat(out.toByteArray()).as("seed %d", seed).isEqualTo(next.getBytes(UTF_8));
    }
  }

  @Test
  void writes_the_digits_that_the_jdk_writes() {
    long[] numbers = {0, 9, 10, -1, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MIN_VALUE};
    for (long number : numbers) {
      assertDigits(number);
    }
    for (long number = 1; number > 0; number *= 10) {
      assertDigits(number);
      assertDigits(number - 1);
      assertDigits(-number);
    }
  }

  private void assertDigits(long number) {
    out.clear();
    out.append(number);
    assertThat(new String(out.toByteArray(), UTF_8)).isEqualTo(Long.toString(number));
  }

  @Test
  void lets_go_of_the_array_of_a_huge_event() {
    out.append("x".repeat(2_000_000));
    out.clear();
    assertThat(out.array()).hasSizeLessThan(2_000);
  }

  @Test
  void refuses_to_truncate_to_more_than_there_is() {
    out.append("abc");
    assertThatThrownBy(() -> out.truncate(4))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("newLength must be in 0..3, was 4");
  }
}
