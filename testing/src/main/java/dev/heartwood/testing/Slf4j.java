package dev.heartwood.testing;

import ch.qos.logback.classic.LoggerContext;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.SubstituteLoggerFactory;

/** SLF4J's provider, once it is there. */
final class Slf4j {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

  private Slf4j() {}

  /**
   * Logback's context. While another thread initialises SLF4J there are only substitutes, which
   * take every level for enabled: waits until that is over.
   */
  static LoggerContext context() {
    long start = System.nanoTime();
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    while (factory instanceof SubstituteLoggerFactory
        && System.nanoTime() - start < PATIENCE_NANOS) {
      LockSupport.parkNanos(PAUSE_NANOS);
      factory = LoggerFactory.getILoggerFactory();
    }
    if (factory instanceof LoggerContext context) {
      return context;
    }
    throw new IllegalStateException(
        "capturing logs needs Logback behind SLF4J, was " + factory.getClass().getName());
  }
}
