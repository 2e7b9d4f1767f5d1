package dev.heartwood.ring;

/**
 * A thread that Heartwood owns. It never waits for room in a ring and never for a barrier, since it
 * might be the one to make that room: see {@link #isCurrent()}.
 *
 * <p>It inherits neither the context class loader nor the inheritable thread-locals of whoever
 * happened to configure logging.
 */
public final class WorkerThread extends Thread {
  private int depth;

  public WorkerThread(String name, boolean daemon, Runnable task) {
    super(null, task, name, 0, false);
    setDaemon(daemon);
    setContextClassLoader(ClassLoader.getSystemClassLoader());
  }

  /** Returns when it has ended, or was never started; keeps an interrupt for later. */
  public void awaitEnd() {
    boolean interrupted = false;
    while (isAlive()) {
      try {
        join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the calling thread is one that Heartwood owns. */
  public static boolean isCurrent() {
    return Thread.currentThread() instanceof WorkerThread;
  }

  /**
   * How far the event in hand is from one that the application logged: 0 for an application's own,
   * 1 for an event logged while handling such a one. For the owning thread only.
   */
  public int depth() {
    return depth;
  }

  public void depth(int eventDepth) {
    depth = eventDepth;
  }
}
