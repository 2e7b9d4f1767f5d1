package dev.heartwood.testing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
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
      Set.of("addWorker", "createWorker", "startDelayScheduler", "startThread", "doStartThread");

  /** JUnit's pool for one task, in version 5 and in version 6: that thread is the test's own. */
  private static final List<String> JUNIT_TIMEOUTS =
      List.of(
          "org.junit.jupiter.api.AssertTimeoutPreemptively",
          "org.junit.jupiter.api.timeout.PreemptiveTimeoutUtils");

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

  /** Asked while a thread is being made: whoever makes it stands on the stack. */
  private static boolean madeByPool() {
    return STACK.walk(
        frames ->
            frames
                .filter(frame -> isJunitTimeout(frame) || inPool(frame))
                .findFirst()
                .filter(maker -> !isJunitTimeout(maker))
                .isPresent());
  }

  private static boolean inPool(StackWalker.StackFrame frame) {
    return POOL_METHODS.contains(frame.getMethodName())
        && Executor.class.isAssignableFrom(frame.getDeclaringClass());
  }

  private static boolean isJunitTimeout(StackWalker.StackFrame frame) {
    return JUNIT_TIMEOUTS.stream().anyMatch(frame.getClassName()::startsWith);
  }
}
