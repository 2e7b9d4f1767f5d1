package dev.heartwood.logback;

import org.jspecify.annotations.Nullable;

/**
 * How deep a thread is within one appender: what a {@code toString} logs while its own event is
 * being read is taken, what is logged within that is not, so that one which logs itself ends.
 *
 * <p>The thread-local holds a type of the JDK's, so that a thread which lives on pins no class of
 * ours.
 */
final class Nesting {
  private static final int MAX_DEPTH = 2;

  /**
   * So many ints lie before and behind the one that counts: no two threads share its cache line.
   */
  private static final int APART = 16;

  private final ThreadLocal<int[]> depth = new ThreadLocal<>();

  /** What {@link #exit} is to be called with; null if the calling thread may not go on. */
  int @Nullable [] enter() {
    int[] known = depth.get();
    if (known == null) {
      known = new int[2 * APART + 1];
      depth.set(known);
    } else if (known[APART] >= MAX_DEPTH) {
      return null;
    }
    known[APART]++;
    return known;
  }

  void exit(int[] entered) {
    entered[APART]--;
  }
}
