package dev.heartwood.testing;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which test the current thread works for. A test's thread is told; a thread that it starts
 * inherits it; a thread of a pool does not, since it will work for others as well.
 *
 * <p>An identity is a path: {@code t7/t9} is a capture opened within test {@code t7}. It is a plain
 * string, so that a thread that outlives everything pins nothing; whether the test still runs is
 * asked of the {@link CaptureHub}.
 */
final class TestIdentity {
  static final char SEPARATOR = '/';

  /** Where pools make their threads; the name alone decides nothing, see {@link #inPool}. */
  private static final Set<String> POOL_METHODS =
      Set.of("addWorker", "createWorker", "startThread", "doStartThread");

  private static final String JUNIT_TIMEOUT = "org.junit.jupiter.api.AssertTimeoutPreemptively";

  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private static final InheritableThreadLocal<String> CURRENT =
      new InheritableThreadLocal<>() {
        @Override
        protected @Nullable String childValue(@Nullable String parent) {
          return parent == null || madeByPool() ? null : parent;
        }
      };

  private TestIdentity() {}

  static @Nullable String current() {
    return CURRENT.get();
  }

  static void set(@Nullable String identity) {
    if (identity == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(identity);
    }
  }

  /** The capture that the given one was opened in; null for a test itself. */
  static @Nullable String parent(String identity) {
    int cut = identity.lastIndexOf(SEPARATOR);
    return cut < 0 ? null : identity.substring(0, cut);
  }

  private static boolean madeByPool() {
    return STACK.walk(
        frames -> {
          var found = frames.filter(f -> isJunitTimeout(f) || inPool(f)).findFirst();
          return found.isPresent() && (!isJunitTimeout(found.get()));
        });
  }

  private static boolean inPool(StackWalker.StackFrame frame) {
    return POOL_METHODS.contains(frame.getMethodName())
        && java.util.concurrent.Executor.class.isAssignableFrom(frame.getDeclaringClass());
  }

  private static boolean isJunitTimeout(StackWalker.StackFrame frame) {
    return frame.getClassName().startsWith(JUNIT_TIMEOUT);
  }
}
