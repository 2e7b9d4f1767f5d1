package dev.heartwood.format;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * The text of one second, kept as bytes with room for a fraction, which alone is rewritten within
 * the second. A time zone changes its offset between seconds, never within one.
 */
final class SecondText {
  private static final int[] POWERS = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };

  private final FractionSplit split;
  private long second = Long.MIN_VALUE;
  private byte[] line = {};
  private int fractionAt;

  SecondText(FractionSplit split) {
    this.split = split;
  }

  void append(long epochSecond, int nanoOfSecond, Utf8Buffer out) {
    if (epochSecond != second) {
      renew(epochSecond);
    }
    int rest = nanoOfSecond / POWERS[9 - split.digits()];
    for (int i = fractionAt + split.digits() - 1; i >= fractionAt; i--) {
      int next = rest / 10;
      line[i] = (byte) ('0' + rest - next * 10);
      rest = next;
    }
    out.append(line);
  }

  /** The same moment as before once more. */
  void append(Utf8Buffer out) {
    out.append(line);
  }

  private void renew(long epochSecond) {
    Instant instant = Instant.ofEpochSecond(epochSecond);
    byte[] before = split.before().format(instant).getBytes(StandardCharsets.UTF_8);
    byte[] after = split.after().format(instant).getBytes(StandardCharsets.UTF_8);
    fractionAt = before.length;
    line = Arrays.copyOf(before, before.length + split.digits() + after.length);
    System.arraycopy(after, 0, line, line.length - after.length, after.length);
    second = epochSecond;
  }
}
