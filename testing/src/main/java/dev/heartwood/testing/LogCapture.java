package dev.heartwood.testing;

/**
 * Captures what the current thread, its child threads and wrapped executors log, from opening to
 * closing: for tests without the JUnit extension, or for a part of one.
 *
 * <pre>{@code
 * try (LogCapture capture = LogCapture.of(OrderService.class)) {
 *   service.place(order);
 *   assertThat(capture.logs()).hasLogged(Level.INFO, "order 42 placed");
 * }
 * }</pre>
 *
 * <p>A capture within a test, or within another capture, sees its part; the outer one sees it all.
 *
 * <p><b>Threads:</b> closed by the thread that opened it.
 */
public final class LogCapture implements AutoCloseable {
  private final CaptureScope scope;
  private final CaptureScope.Entry entry;
  private final CapturedLogs logs;

  private LogCapture(CaptureConfig config) {
    CaptureHub hub = CaptureHub.of(Slf4j.context());
    scope = hub.open(config, true, hub.current());
    entry = scope.enter();
    logs = new CapturedLogs(() -> scope);
  }

  /** Captures all loggers, as configured. */
  public static LogCapture start() {
    return start(CaptureConfig.DEFAULT);
  }

  public static LogCapture start(CaptureConfig config) {
    return new LogCapture(config);
  }

  /** Captures this logger and those below it alone. */
  public static LogCapture of(Class<?> logger) {
    return of(logger.getName());
  }

  /** Captures this logger and those below it alone. */
  public static LogCapture of(String logger) {
    return start(CaptureConfig.DEFAULT.withOnly(logger));
  }

  /** What was captured; readable also after closing. */
  public CapturedLogs logs() {
    return logs;
  }

  @Override
  public void close() {
    entry.close();
    scope.close();
  }
}
