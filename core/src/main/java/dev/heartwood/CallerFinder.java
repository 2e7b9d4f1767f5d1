package dev.heartwood;

import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a logging call was made: the first frame outside the boundary, which is the class
 * that the application calls to log (the facade, SLF4J's builder, or a wrapper that named itself).
 */
final class CallerFinder {
  /** How many frames are looked at: logging calls sit near the top of the stack. */
  static final int MAX_FRAMES = 128;

  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final Set<String> OURS =
      Set.of(
          CallerFinder.class.getName(), Dispatcher.class.getName(), FacadeLogger.class.getName());
  private static final String SLF4J = "org.slf4j.";

  private CallerFinder() {}

  /** The caller of the boundary; of logging as a whole if the boundary is not on the stack. */
  static @Nullable StackTraceElement find(String boundary) {
    return WALKER.walk(frames -> find(frames, boundary));
  }

  private static @Nullable StackTraceElement find(Stream<StackFrame> frames, String boundary) {
    Iterator<StackFrame> it = frames.limit(MAX_FRAMES).iterator();
    boolean inside = false;
    StackFrame outsideLogging = null;
    while (it.hasNext()) {
      StackFrame frame = it.next();
      String className = frame.getClassName();
      if (className.equals(boundary)) {
        inside = true;
      } else if (inside) {
        return frame.toStackTraceElement();
      } else if (outsideLogging == null && !isLogging(className)) {
        outsideLogging = frame;
      }
    }
    return outsideLogging == null ? null : outsideLogging.toStackTraceElement();
  }

  private static boolean isLogging(String className) {
    return OURS.contains(className) || className.startsWith(SLF4J);
  }
}
