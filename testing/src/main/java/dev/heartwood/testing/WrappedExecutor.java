package dev.heartwood.testing;

import java.util.concurrent.Executor;

/** Has another executor's threads work for a test while they run its tasks. */
final class WrappedExecutor implements Executor {
  private final CapturedLogs logs;
  private final Executor executor;

  WrappedExecutor(CapturedLogs logs, Executor executor) {
    this.logs = logs;
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(logs.wrap(task));
  }
}
