package dev.heartwood.async;

/** Closes a handler when the JVM ends, unless it was closed before. */
final class ShutdownHook {
  private final Thread thread;

  private ShutdownHook(Thread thread) {
    this.thread = thread;
  }

  static ShutdownHook register(String name, Runnable close) {
    Thread thread = new Thread(null, close, "heartwood-" + name + "-shutdown", 0, false);
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    Runtime.getRuntime().addShutdownHook(thread);
    return new ShutdownHook(thread);
  }

  /** Whether there was something to take back: not if done before, or if the JVM is ending. */
  boolean unregister() {
    try {
      return Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
