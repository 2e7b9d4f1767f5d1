package dev.heartwood;

/** The name of the current thread as it is printed: unnamed virtual threads get one by their id. */
final class ThreadNames {
  private ThreadNames() {}

  static String current() {
    Thread thread = Thread.currentThread();
    String name = thread.getName();
    return name.isEmpty() ? "virtual-" + thread.getId() : name;
  }
}
