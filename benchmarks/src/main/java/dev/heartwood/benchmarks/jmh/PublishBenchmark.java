package dev.heartwood.benchmarks.jmh;

import dev.heartwood.Loggers;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.ring.WaitStrategy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.Logger;

/**
 * What does an SLF4J call through our logger into a ring cost its caller, with a worker that only
 * counts, by wait strategy? In ns; when the worker is slower than the caller, that is what shows.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method that sets the fields up
public class PublishBenchmark {
  @Param({"adaptive", "blocking", "sleeping"})
  public String waitStrategy = "adaptive";

  private AsyncHandler handler;
  private Logger logger;
  private int order;

  @Setup
  public void start() {
    handler =
        new AsyncHandler(
            AsyncConfig.DEFAULT
                .withAppendTimeout(Duration.ofNanos(-1))
                .withWaitStrategy(WaitStrategy.parse(waitStrategy)),
            event -> {});
    logger = Loggers.named("dev.heartwood.benchmarks.Orders").handler(handler).build();
  }

  @TearDown
  public void stop() {
    handler.close();
  }

  @Benchmark
  public void threeArguments() {
    logger.info("order {} filled at {} for {}", ++order, 101.25, "customer-4711");
  }

  @Benchmark
  public void noArgument() {
    logger.info("order filled");
  }

  /** What most calls of an application cost. */
  @Benchmark
  public void switchedOff() {
    logger.debug("order {}", "4711");
  }
}
