package dev.heartwood.testing;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs test classes as JUnit does, from within a test. */
final class TestRun {
  private static final Map<String, String> PARALLEL =
      Map.of(
          "junit.jupiter.execution.parallel.enabled", "true",
          "junit.jupiter.execution.parallel.mode.default", "concurrent",
          "junit.jupiter.execution.parallel.mode.classes.default", "concurrent",
          "junit.jupiter.execution.parallel.config.strategy", "fixed",
          "junit.jupiter.execution.parallel.config.fixed.parallelism", "6");

  private TestRun() {}

  static EngineExecutionResults of(Class<?>... classes) {
    return kit(classes).execute();
  }

  static EngineExecutionResults inParallel(Class<?>... classes) {
    return kit(classes).configurationParameters(PARALLEL).execute();
  }

  /** What a run of these classes writes to standard error. */
  static String errorOutputOf(Class<?>... classes) {
    PrintStream before = System.err;
    var written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      of(classes);
    } finally {
      System.setErr(before);
    }
    return written.toString(StandardCharsets.UTF_8);
  }

  /** The failures of a run, as JUnit reports them. */
  static List<Throwable> failures(EngineExecutionResults run) {
    return run.allEvents().failed().stream().flatMap(TestRun::thrown).toList();
  }

  private static Stream<Throwable> thrown(Event event) {
    return event
        .getPayload(TestExecutionResult.class)
        .flatMap(TestExecutionResult::getThrowable)
        .stream();
  }

  private static EngineTestKit.Builder kit(Class<?>... classes) {
    ClassSelector[] selectors =
        Stream.of(classes).map(c -> selectClass(c)).toArray(ClassSelector[]::new);
    return EngineTestKit.engine("junit-jupiter").selectors(selectors);
  }
}
