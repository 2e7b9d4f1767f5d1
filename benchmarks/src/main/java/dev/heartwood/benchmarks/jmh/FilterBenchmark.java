package dev.heartwood.benchmarks.jmh;

import dev.heartwood.LogEvent;
import dev.heartwood.LogRecord;
import dev.heartwood.filter.KeywordFilter;
import dev.heartwood.filter.LevelFilter;
import dev.heartwood.filter.LogFilter;
import dev.heartwood.filter.RateLimitConfig;
import dev.heartwood.filter.RateLimitFilter;
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
 * What does one filter add to an event? In ns; the message has 50 characters, and the rate limit
 * lets everything pass.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FilterBenchmark {
  private final LogEvent event =
      LogRecord.of(
          Instant.EPOCH,
          Level.INFO,
          "dev.heartwood.benchmarks.Orders",
          "order 4711 filled at 101.25 for customer-00042, ok");
  private final LogFilter level = LevelFilter.atLeast(Level.INFO);
  private final LogFilter keyword = new KeywordFilter("rejected");
  private final LogFilter keywordInAnyCase = new KeywordFilter("rejected", true);
  private final LogFilter both = LogFilter.allOf(level, keyword);
  private final LogFilter rateLimit =
      new RateLimitFilter(RateLimitConfig.DEFAULT.withRate(1e9).withMaxBurst(Integer.MAX_VALUE));

  @Benchmark
  public boolean level() {
    return level.accepts(event);
  }

  @Benchmark
  public boolean keyword() {
    return keyword.accepts(event);
  }

  @Benchmark
  public boolean keywordInAnyCase() {
    return keywordInAnyCase.accepts(event);
  }

  @Benchmark
  public boolean levelAndKeyword() {
    return both.accepts(event);
  }

  @Benchmark
  public boolean rateLimit() {
    return rateLimit.accepts(event);
  }
}
