package dev.heartwood.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heartwood.HostileText;
import java.util.SplittableRandom;
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
  void writes_doubles_as_the_jdk_does() {
    double[] numbers = {
      0,
      -0.0,
      1,
      -1,
      0.5,
      100,
      101.25,
      0.1,
      0.3,
      1 / 3.0,
      0.1 + 0.2,
      1e-3,
      9.999999999999999e6,
      1e7,
      1e23,
      2e-3,
      123456.789,
      Math.PI,
      Double.MIN_VALUE,
      Double.MAX_VALUE,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    for (double number : numbers) {
      assertDigits(number);
      assertDigits(Math.nextUp(number));
      assertDigits(Math.nextDown(number));
    }
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 300_000; i++) {
      double scale = Math.pow(10, random.nextInt(12));
      double short15 = random.nextLong(1_000_000_000_000_000L) / scale;
      assertDigits(short15);
      assertDigits(Math.nextUp(short15));
      assertDigits(random.nextInt(-1_000_000, 1_000_000) / scale);
      assertDigits(Double.longBitsToDouble(random.nextLong()));
      assertDigits(random.nextDouble(1e-3, 1e7));
      assertDigits(random.nextInt() / (double) (1L << random.nextInt(40)));
    }
  }

  private void assertDigits(double number) {
    out.clear();
    out.append(number);
    String written = new String(out.toByteArray(), UTF_8);
    if (!written.equals(Double.toString(number))) {
      assertThat(written).as("seed %d", seed).isEqualTo(Double.toString(number));
    }
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
