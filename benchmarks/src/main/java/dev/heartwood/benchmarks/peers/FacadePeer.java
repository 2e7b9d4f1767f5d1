package dev.heartwood.benchmarks.peers;

import dev.heartwood.Loggers;
import dev.heartwood.appenders.FileConfig;
import dev.heartwood.appenders.FileHandler;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.format.PatternEncoder;
import java.nio.file.Path;
import java.time.Duration;

/** Heartwood's own SLF4J logger over a ring and a file; Logback is there for SLF4J's MDC only. */
final class FacadePeer implements Peer {
  private final AsyncHandler handler;
  private final Slf4jPeer calls;

  private FacadePeer(AsyncHandler handler, Workload workload) {
    this.handler = handler;
    this.calls =
        new Slf4jPeer(
            Loggers.named("dev.heartwood.benchmarks.Orders").handler(handler).build(), workload);
  }

  static AsyncConfig inMemory(int ringSize) {
    return AsyncConfig.DEFAULT.withCapacity(ringSize);
  }

  static AsyncConfig inFile() {
    return AsyncConfig.DEFAULT
        .withRingFile(Path.of(System.getProperty("benchmark.ringFile")))
        .withRingFileBytes(Integer.getInteger("benchmark.ringFileSize"));
  }

  static Peer start(Path file, AsyncConfig ring, Workload workload) {
    AsyncConfig config =
        ring.withAppendTimeout(Duration.ofNanos(-1)).withMaxFlushTime(Duration.ofSeconds(60));
    FileHandler lines =
        new FileHandler(FileConfig.of(file), PatternEncoder.compile(workload.logbackPattern()));
    return new FacadePeer(new AsyncHandler(config, lines), workload);
  }

  @Override
  public void log(int id, double price, String customer) {
    calls.log(id, price, customer);
  }

  @Override
  public void close() {
    handler.close();
  }
}
