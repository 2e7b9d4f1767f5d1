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

  private final ThreadLocal<int[]> depth = new ThreadLocal<>();

  /** What {@link #exit} is to be called with; null if the calling thread may not go on. */
  int @Nullable [] enter() {
    int[] known = depth.get();
    if (known == null) {
      known = new int[1];
      depth.set(known);
    } else if (known[0] >= MAX_DEPTH) {
      return null;
    }
    known[0]++;
    return known;
  }

  void exit(int[] entered) {
    entered[0]--;
  }
}
