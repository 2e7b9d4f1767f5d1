package dev.heartwood.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names read lately, so that the same bytes give the same {@code String} and no new one. Whoever
 * comes later takes a place over, so memory stays bounded.
 */
final class DecodedNames {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final int MAX_BYTES = 512;

  private final @Nullable Name[] names;

  private record Name(byte[] bytes, String text) {}

  /**
   * @param places a power of two
   */
  DecodedNames(int places) {
    names = new Name[places];
  }

  @Nullable String find(byte[] bytes, int from, int to) {
    Name name = names[place(bytes, from, to)];
    return name != null && Arrays.equals(name.bytes, 0, name.bytes.length, bytes, from, to)
        ? name.text
        : null;
  }

  void keep(byte[] bytes, int from, int to, String text) {
    if (to - from <= MAX_BYTES) {
      names[place(bytes, from, to)] = new Name(Arrays.copyOfRange(bytes, from, to), text);
    }
  }

  private int place(byte[] bytes, int from, int to) {
    long hash = to - from;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = (hash ^ (long) LONG.get(bytes, at)) * MIX;
      hash ^= hash >>> 32;
    }
    if (at < to && to - from >= Long.BYTES) { // the last eight; some of them a second time
      hash = (hash ^ (long) LONG.get(bytes, to - Long.BYTES)) * MIX;
      return (int) (hash >>> 40) & names.length - 1;
    }
    for (; at < to; at++) {
      hash = (hash ^ bytes[at]) * MIX;
    }
    return (int) (hash >>> 40) & names.length - 1;
  }
}
