package dev.heartwood.benchmarks.jmh;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.heartwood.LogEvent;
import dev.heartwood.format.Encoder;
import dev.heartwood.format.Escape;
import dev.heartwood.format.JsonEncoder;
import dev.heartwood.format.JsonFormat;
import dev.heartwood.format.PatternEncoder;
import dev.heartwood.format.Utf8Buffer;
import dev.heartwood.logback.LogbackEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.logstash.logback.encoder.LogstashEncoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to print one line of about 100 bytes, message, time, thread, level and logger,
 * by our encoders and by those they stand in for? In ns; every event is a millisecond later.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncoderBenchmark {
  private static final String PATTERN = "%d{HH:mm:ss.SSS} [%thread] %-5level %logger{36} - %msg%n";

  private final LoggerContext context = new LoggerContext();
  private final Utf8Buffer out = new Utf8Buffer();
  private final Encoder escaped = PatternEncoder.compile(PATTERN);
  private final Encoder unescaped = PatternEncoder.compile(PATTERN, Escape.NONE);
  private final Encoder ecs = new JsonEncoder(JsonFormat.ECS);
  private final Encoder logstash = new JsonEncoder(JsonFormat.LOGSTASH);
  private final Encoder otel = new JsonEncoder(JsonFormat.OTEL);
  private final PatternLayoutEncoder stock = new PatternLayoutEncoder();
  private final LogstashEncoder stockLogstash = new LogstashEncoder();
  private final Object[] arguments = {4711, 100_000L, "customer-00042"};
  private long millis = System.currentTimeMillis();

  public EncoderBenchmark() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    stock.setContext(context);
    stock.setCharset(StandardCharsets.UTF_8);
    stock.setPattern(PATTERN);
    stock.start();
    stockLogstash.setContext(context);
    stockLogstash.start();
  }

  private LoggingEvent event() {
    LoggingEvent event =
        new LoggingEvent(
            "fqcn",
            context.getLogger("dev.heartwood.orders.OrderService"),
            ch.qos.logback.classic.Level.INFO,
            "order {} filled at {} for {}",
            null,
            arguments);
    event.setTimeStamp(++millis);
    event.setThreadName("worker-1");
    event.setMDCPropertyMap(Map.of());
    return event;
  }

  private int print(Encoder encoder) {
    out.clear();
    LogEvent event = LogbackEvent.of(event());
    encoder.encode(event, out);
    return out.length();
  }

  /** What making the event costs, which every other number contains. */
  @Benchmark
  public LogEvent eventAlone() {
    return LogbackEvent.of(event());
  }

  @Benchmark
  public int pattern() {
    return print(escaped);
  }

  @Benchmark
  public int patternUnescaped() {
    return print(unescaped);
  }

  @Benchmark
  public int jsonEcs() {
    return print(ecs);
  }

  @Benchmark
  public int jsonLogstash() {
    return print(logstash);
  }

  @Benchmark
  public int jsonOtel() {
    return print(otel);
  }

  @Benchmark
  public byte[] stockPattern() {
    return stock.encode(event());
  }

  @Benchmark
  public byte[] stockLogstash() {
    return stockLogstash.encode(event());
  }
}
