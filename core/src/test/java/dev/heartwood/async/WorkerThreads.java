package dev.heartwood.async;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;

/** Looks for the worker of a handler by its name. */
final class WorkerThreads {
  private WorkerThreads() {}

  static Optional<Thread> of(String handlerName) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("heartwood-" + handlerName))
        .filter(Thread::isAlive)
        .findAny();
  }

  static void awaitEnd(String handlerName) {
    await("end of the worker of " + handlerName).until(() -> of(handlerName).isEmpty());
  }

  static void awaitWaiting(Thread thread) {
    await(thread.getName() + " waits")
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () ->
                thread.getState() == Thread.State.TIMED_WAITING
                    || thread.getState() == Thread.State.WAITING);
  }
}
