package dev.heartwood.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names of events read lately, all three together: most events have the logger, the thread and
 * the template of one not long ago, and one comparison of bytes tells. Whoever comes later takes a
 * place over, array and all, so memory stays bounded and nothing is allocated for it.
 *
 * <p>The place follows from the ends of the names, where names differ, and not from every byte.
 */
final class KnownNames {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final int PLACES = 256; // a power of two

  /** Names longer than a one-byte number are looked up one by one. */
  private static final int MAX_BYTES = 3 * 128;

  private final @Nullable Names[] places = new @Nullable Names[PLACES];

  /** Where the names end that were asked for last, and their place. */
  private int end;

  private int place;

  /** Three names, and the bytes that say so. */
  static final class Names {
    private final byte[] bytes = new byte[MAX_BYTES];
    private int length;
    String logger = "";
    String thread = "";
    String template = "";
  }

  /**
   * Looks for the names that begin at a byte, which at least {@link Long#BYTES} others precede.
   *
   * @param limit where the event ends
   * @return null if they are not known, or no names; then {@link #keep} may follow
   */
  @Nullable Names find(byte[] bytes, int from, int limit) {
    Names last = places[place];
    if (last != null && isAt(last, bytes, from, limit)) {
      end = from + last.length; // whoever logs tends to log the same again
      return last;
    }
    int logger = endOfName(bytes, from, limit);
    int thread = endOfName(bytes, logger, limit);
    end = endOfName(bytes, thread, limit);
    if (end < 0) {
      return null;
    }
    long hash =
        tail(bytes, logger, logger - from - 1)
            + MIX * tail(bytes, thread, thread - logger - 1)
            + tail(bytes, end, end - thread - 1)
            + (end - thread > Long.BYTES ? (long) LONG.get(bytes, thread + 1) : 0) * 31;
    hash = (hash ^ hash >>> 32) * MIX;
    place = (int) (hash >>> 40) & PLACES - 1;
    Names names = places[place];
    return names != null && isAt(names, bytes, from, end) ? names : null;
  }

  /** Since each name begins with its length, no other names begin with the same bytes. */
  private static boolean isAt(Names names, byte[] bytes, int from, int limit) {
    return names.length <= limit - from
        && Arrays.equals(names.bytes, 0, names.length, bytes, from, from + names.length);
  }

  /** Negative if there is none whose length takes one byte. */
  private static int endOfName(byte[] bytes, int at, int limit) {
    if (at < 0 || at >= limit || bytes[at] < 0 || bytes[at] >= limit - at) {
      return -1;
    }
    return at + 1 + bytes[at];
  }

  /** The last bytes of a name, at most eight. */
  private static long tail(byte[] bytes, int to, int length) {
    if (length == 0) {
      return 0;
    }
    long last = (long) LONG.get(bytes, to - Long.BYTES);
    return length >= Long.BYTES ? last : last >>> Long.SIZE - Byte.SIZE * length;
  }

  /** Where the names end that were found. */
  int end() {
    return end;
  }

  /** Remembers what those names are that were just asked for and not found. */
  void keep(byte[] bytes, int from, String logger, String thread, String template) {
    if (end < 0) {
      return;
    }
    Names names = places[place];
    if (names == null) {
      places[place] = names = new Names();
    }
    names.length = end - from;
    System.arraycopy(bytes, from, names.bytes, 0, names.length);
    names.logger = logger;
    names.thread = thread;
    names.template = template;
  }
}
