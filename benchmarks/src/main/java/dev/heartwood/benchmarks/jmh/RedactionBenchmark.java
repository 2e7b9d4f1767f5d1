package dev.heartwood.benchmarks.jmh;

import dev.heartwood.LogEvent;
import dev.heartwood.LogRecord;
import dev.heartwood.redaction.PatternRedactor;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.event.Level;

/**
 * What does redaction with all built-in detectors add to a line that holds no secret, and to one
 * that holds two? In ns; making the event is not in it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RedactionBenchmark {
  private final PatternRedactor redactor = new PatternRedactor();
  private final LogEvent clean = event("order 4711 filled at 101.25 for customer-00042, ok");
  private final LogEvent secret = event("login of ann@example.org with password=hunter2 from web");

  private static LogEvent event(String message) {
    return LogRecord.of(Instant.EPOCH, Level.INFO, "dev.heartwood.benchmarks.Orders", message);
  }

  @Benchmark
  public String nothingToHide() {
    return redactor.redact(clean).message();
  }

  @Benchmark
  public String twoSecrets() {
    return redactor.redact(secret).message();
  }
}
