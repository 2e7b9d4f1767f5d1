package dev.heartwood.logback;

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

  /** Whether the calling thread may go on; if so, {@link #exit} has to follow. */
  boolean enter() {
    int[] known = depth.get();
    if (known == null) {
      depth.set(new int[] {1});
      return true;
    }
    if (known[0] >= MAX_DEPTH) {
      return false;
    }
    known[0]++;
    return true;
  }

  void exit() {
    int[] known = depth.get();
    if (known != null) {
      known[0]--;
    }
  }
}
