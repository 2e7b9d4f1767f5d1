package dev.heartwood.benchmarks.jmh;

import dev.heartwood.format.Utf8Buffer;
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

/** What does it cost to turn 60 characters of text into UTF-8 in a buffer that is reused? In ns. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Utf8BufferBenchmark {
  private final Utf8Buffer buffer = new Utf8Buffer();
  private final String ascii = "order 4711 filled at 101.25 for customer-00042 in 17 ms, ok!!";
  private final String umlauts = "Auftrag 4711 für Jürgen Müßig über 101,25 € in Zürich erfüllt";

  @Benchmark
  public int ascii() {
    buffer.clear();
    buffer.append(ascii);
    return buffer.length();
  }

  @Benchmark
  public int beyondAscii() {
    buffer.clear();
    buffer.append(umlauts);
    return buffer.length();
  }
}
