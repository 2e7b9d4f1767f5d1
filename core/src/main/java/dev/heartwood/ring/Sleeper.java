package dev.heartwood.ring;

import java.util.Map;

/** Names the thread that stands still between claim and publish. */
final class Sleeper {
  private static final int MOST_FRAMES = 3;

  private Sleeper() {}

  static String describe(long word) {
    if (word == 0) {
      return ", by a thread that had not signed it";
    }
    long id = Generation.threadIn(word);
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      if ((each.getKey().getId() & Integer.MAX_VALUE) == id) {
        return ", by thread [" + each.getKey().getName() + "]" + where(each.getValue());
      }
    }
    return ", by thread " + id + ", which is virtual or has ended";
  }

  private static String where(StackTraceElement[] stack) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(MOST_FRAMES, stack.length); i++) {
      text.append(i == 0 ? " at " : " < ").append(stack[i]);
    }
    return text.toString();
  }
}
