package dev.heartwood.testing;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.LogRecord;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What one test logged, in the order in which the logging calls were made.
 *
 * <p>An event belongs to a test if its MDC names the test ({@link #MDC_KEY}, see {@link
 * #testId()}); else if the logging thread is the test's own, or was started by it, or by such a
 * thread; else if the thread runs a task that was handed over through {@link #wrap(Executor) wrap}.
 * Every other event is {@link #unattributed()}: those of pools, of threads older than the test, and
 * of threads that another test started and left behind.
 *
 * <p><b>Threads:</b> any thread reads; every read is a complete, immutable copy of what had been
 * logged by then, so it can be asked again and again, as Awaitility does. It stays readable when
 * the test is over.
 */
public final class CapturedLogs {
  /** Under this key the MDC names the test that an event belongs to. */
  public static final String MDC_KEY = "heartwood.test";

  private final Supplier<CaptureScope> scope;

  CapturedLogs(Supplier<CaptureScope> scope) {
    this.scope = scope;
  }

  /** Everything, in arrival order. */
  public List<LogRecord> replay() {
    return delivered().records().snapshot();
  }

  public List<LogRecord> where(Predicate<? super LogRecord> predicate) {
    return replay().stream().filter(predicate).toList();
  }

  /** The newest record of a key (see {@link CaptureConfig#key}), as a store finds it. */
  public Optional<LogRecord> latest(String key) {
    return LatestByKey.of(replay(), scope.get().config().key()).get(key);
  }

  /** The newest record of every key, by timestamp. */
  public List<LogRecord> latest() {
    return LatestByKey.of(replay(), scope.get().config().key()).all();
  }

  /** The formatted messages, in arrival order. */
  public List<String> messages() {
    return replay().stream().map(LogRecord::message).toList();
  }

  public List<LogRecord> byLevel(Level level) {
    return where(record -> record.level() == level);
  }

  /** This level and the more severe ones. */
  public List<LogRecord> atLeast(Level level) {
    return where(record -> record.level().toInt() >= level.toInt());
  }

  /** This logger and those below it. */
  public List<LogRecord> byLogger(String name) {
    return where(record -> LoggerNames.isUnder(name, record.loggerName()));
  }

  public List<LogRecord> byLogger(Class<?> type) {
    return byLogger(type.getName());
  }

  public List<LogRecord> byMdc(String key, String value) {
    return where(Records.mdc(key, value));
  }

  /** Equal values; numbers are compared as such, whatever their types. */
  public List<LogRecord> byKeyValue(String key, @Nullable Object value) {
    return where(Records.keyValue(key, value));
  }

  /** The marker itself, or one that refers to it. */
  public List<LogRecord> byMarker(String name) {
    return where(Records.marker(name));
  }

  /** A throwable of exactly this class, also as a cause or suppressed. */
  public List<LogRecord> byThrown(Class<? extends Throwable> type) {
    return where(Records.thrown(type));
  }

  /** The formatted message contains the text. */
  public List<LogRecord> containing(String text) {
    return where(record -> record.message().contains(text));
  }

  /**
   * What was logged since this capture began and could be given to no test. Tests that run at the
   * same time all see it: never take it for this test's own.
   */
  public List<LogRecord> unattributed() {
    return delivered().unattributed().snapshot();
  }

  /** How many records are no longer kept, since there were more than {@code maxRecords}. */
  public long lost() {
    return scope.get().records().lost();
  }

  /**
   * Waits for a record, which may be there already; woken by it, not by looking again and again.
   *
   * @return the first that matches
   * @throws AssertionError if none did within the time; lists what was logged instead
   */
  public LogRecord await(Duration timeout, Predicate<? super LogRecord> predicate) {
    return await(timeout, 1, predicate).get(0);
  }

  /** As {@link #await(Duration, Predicate)}, for this many records or more. */
  public List<LogRecord> await(
      Duration timeout, int count, Predicate<? super LogRecord> predicate) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1, was " + count);
    }
    List<LogRecord> matching;
    try {
      matching = scope.get().records().await(count, predicate, Timeouts.nanos(timeout));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a log record", e);
    }
    if (matching.size() < count) {
      throw new AssertionError(
          "%d of %d matching records after %s; %s"
              .formatted(matching.size(), count, timeout, describe()));
    }
    return matching;
  }

  /**
   * Waits until all that was logged before is in the appenders behind every Heartwood {@code
   * AsyncAppender} of the context, so that files can be looked at; false at the deadline.
   */
  public boolean awaitDelivered(Duration timeout) {
    return scope.get().hub().behindRings().awaitDelivered(timeout);
  }

  /** An ERROR that matches does not fail the test (see {@code failOnError}). */
  public void allow(Predicate<? super LogRecord> predicate) {
    scope.get().allow(Objects.requireNonNull(predicate, "predicate"));
  }

  /** An ERROR whose message contains the text does not fail the test. */
  public void allow(String text) {
    allow(record -> record.message().contains(text));
  }

  /** What {@link #MDC_KEY} has to be in the MDC of an event of this test. */
  public String testId() {
    return scope.get().identity();
  }

  /** Tasks run by the result belong to this test, whatever thread runs them. */
  public Executor wrap(Executor executor) {
    return new WrappedExecutor(this, executor);
  }

  /** Tasks run by the result belong to this test; closing it closes the executor behind it. */
  public ExecutorService wrap(ExecutorService executor) {
    return new WrappedExecutorService(this, executor);
  }

  /** Tasks run by the result belong to this test; closing it closes the executor behind it. */
  public ScheduledExecutorService wrap(ScheduledExecutorService executor) {
    return new WrappedScheduledExecutorService(this, executor);
  }

  /** The same task, belonging to this test, whatever thread runs it. */
  public Runnable wrap(Runnable task) {
    CaptureScope mine = scope.get();
    return () -> {
      CaptureScope.Entry entered = mine.enter();
      try {
        task.run();
      } finally {
        entered.close();
      }
    };
  }

  /** The same task, belonging to this test, whatever thread runs it. */
  public <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
    CaptureScope mine = scope.get();
    return () -> {
      CaptureScope.Entry entered = mine.enter();
      try {
        return task.call();
      } finally {
        entered.close();
      }
    };
  }

  /**
   * A handler that puts all it is given into these logs, whatever thread calls it: for loggers
   * without Logback, and to look behind a ring or a filter of one's own.
   */
  public LogHandler handler() {
    CaptureScope mine = scope.get();
    return (LogEvent event) -> mine.records().add(event.toRecord());
  }

  CaptureScope scope() {
    return scope.get();
  }

  /** What failure messages end with: all that was logged, one line each. */
  String describe() {
    CaptureScope current = delivered();
    List<LogRecord> records = current.records().snapshot();
    int strangers = current.unattributed().snapshot().size();
    return Records.list(records)
        + (strangers == 0
            ? ""
            : "\nand %d unattributed, see logs.unattributed() and logs.wrap(..)"
                .formatted(strangers));
  }

  @Override
  public String toString() {
    return describe();
  }

  /** Behind a ring a read is complete once the ring has delivered. */
  private CaptureScope delivered() {
    CaptureScope current = scope.get();
    Duration barrier = current.config().barrier();
    if (current.config().point() == CapturePoint.AFTER_RING && !awaitDelivered(barrier)) {
      throw new AssertionError("the rings did not deliver within " + barrier);
    }
    return current;
  }
}
