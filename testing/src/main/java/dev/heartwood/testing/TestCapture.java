package dev.heartwood.testing;

import dev.heartwood.LogRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;
import org.slf4j.event.Level;

/**
 * The capture of one test, or of what a class does around its tests. JUnit keeps it with the test
 * and closes it when all of the test's callbacks have run.
 */
final class TestCapture implements AutoCloseable {
  private final ExtensionContext context;
  private final CaptureScope scope;
  private final CapturedLogs logs;

  TestCapture(ExtensionContext context, CaptureConfig config) {
    this.context = context;
    boolean ofTest = context.getTestMethod().isPresent();
    CaptureHub hub = CaptureHub.of(Slf4j.context());
    scope = hub.open(config, ofTest, null);
    logs = ofTest ? new CapturedLogs(() -> scope) : new CapturedLogs(this::currentTestOrClass);
  }

  CapturedLogs logs() {
    return logs;
  }

  CaptureScope.Entry enter() {
    return scope.enter();
  }

  /** Fails on what should not have been logged. */
  void check() {
    if (!scope.config().failOnError()) {
      return;
    }
    List<LogRecord> unexpected =
        logs.replay().stream()
            .filter(record -> record.level() == Level.ERROR && !scope.allows(record))
            .toList();
    if (!unexpected.isEmpty()) {
      throw new AssertionError(
          "unexpected ERROR (logs.allow(..) if it is meant); " + Records.list(unexpected));
    }
  }

  @Override
  public void close() {
    scope.close();
    Optional<Throwable> failure =
        context.getExecutionException().filter(thrown -> !(thrown instanceof TestAbortedException));
    if (failure.isPresent() && scope.config().printOnFailure()) {
      print();
    }
  }

  /** In one piece, so that tests which fail at the same time do not mix. */
  private void print() {
    List<LogRecord> records = scope.records().snapshot();
    if (!records.isEmpty()) {
      System.err.println(context.getDisplayName() + " failed; " + Records.listDetailed(records));
    }
  }

  /**
   * An instance that serves several tests, or a field that was filled before all of them: each test
   * sees its own logs through it.
   */
  private CaptureScope currentTestOrClass() {
    CaptureScope current = scope.hub().current();
    return current == null ? scope : current;
  }
}
