package dev.heartwood.async;

import org.jspecify.annotations.Nullable;

/**
 * Stops a {@code toString} that logs its own object from doing so without end: such an event is
 * still taken, the next one inside it is not. The thread-local holds a type of the JDK's and is
 * removed at the outermost end, so that nothing of ours stays behind in an application's thread.
 */
final class Rendering {
  private static final int MAX_DEPTH = 2;

  private static final ThreadLocal<@Nullable Integer> DEPTH = new ThreadLocal<>();

  private Rendering() {}

  /** Whether the calling thread may render; if so, {@link #exit} has to follow. */
  static boolean enter() {
    Integer depth = DEPTH.get();
    if (depth == null) {
      DEPTH.set(1);
      return true;
    }
    if (depth >= MAX_DEPTH) {
      return false;
    }
    DEPTH.set(depth + 1);
    return true;
  }

  static void exit() {
    Integer depth = DEPTH.get();
    if (depth == null || depth <= 1) {
      DEPTH.remove();
    } else {
      DEPTH.set(depth - 1);
    }
  }
}
