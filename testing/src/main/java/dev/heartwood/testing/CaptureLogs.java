package dev.heartwood.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.event.Level;

/**
 * Captures what each test of a class, or one test, logs, and gives it to a parameter of type {@link
 * CapturedLogs} of the test, its lifecycle methods or its constructor.
 *
 * <pre>{@code
 * @CaptureLogs
 * class OrderServiceTest {
 *   @Test
 *   void says_what_it_placed(CapturedLogs logs) {
 *     new OrderService().place("42");
 *     assertThat(logs).hasLogged(Level.INFO, "order 42 placed");
 *   }
 * }
 * }</pre>
 *
 * <p>Tests may run in parallel: each sees its own logs. An annotation on a method replaces that of
 * its class.
 */
@Documented
@Inherited
@ExtendWith(LogCaptureExtension.class)
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface CaptureLogs {
  /**
   * Captured also where it is switched off; at most one. The loggers stay as they are, so other
   * tests and other appenders see nothing of it. Default: what is configured.
   */
  Level[] level() default {};

  /** Which loggers, each with those below it, {@link #level} holds for. Default: all. */
  String[] logger() default {};

  /** The loggers, each with those below it, whose records are kept. Default: all. */
  String[] only() default {};

  /** What {@code latest} goes by: see {@link CaptureConfig#key}. */
  String key() default "logger";

  CapturePoint point() default CapturePoint.BEFORE_RING;

  /** Whether the MDC names the test: see {@link CaptureConfig#mdcKey}. */
  boolean mdcKey() default true;

  /** Whether an ERROR that was not allowed fails the test. */
  boolean failOnError() default false;

  /** An ERROR whose message contains one of these texts fails no test. */
  String[] allowed() default {};

  /** Whether what a failed test logged is printed to standard error. */
  boolean printOnFailure() default true;
}
