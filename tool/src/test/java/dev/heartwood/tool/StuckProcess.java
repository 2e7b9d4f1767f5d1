package dev.heartwood.tool;

import dev.heartwood.LogHandler;
import dev.heartwood.Loggers;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * A process that logs into a ring file behind which nothing is delivered, says so, and waits to be
 * killed.
 */
final class StuckProcess implements AutoCloseable {
  static final int EVENTS = 20;

  private final Process process;

  private StuckProcess(Process process) {
    this.process = process;
  }

  /** Arguments: the ring file. */
  public static void main(String[] arguments) throws Exception {
    LogHandler stuck = event -> awaitForEver();
    AsyncConfig config =
        AsyncConfig.DEFAULT.withRingFile(Path.of(arguments[0])).withRingFileBytes(1 << 20);
    Logger orders =
        Loggers.named("shop.orders")
            .level(Level.DEBUG)
            .handler(new AsyncHandler(config, stuck))
            .build();
    for (int i = 0; i < EVENTS; i++) {
      if (i % 5 == 0) {
        orders.atError().addKeyValue("n", i).log("order {} failed\nwith \u001B[31mcolour", i);
      } else {
        orders.info("order {} placed", i);
      }
    }
    System.out.println("logged");
    awaitForEver();
  }

  private static void awaitForEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static StuckProcess start(Path ringFile) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                StuckProcess.class.getName(),
                ringFile.toString()));
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (!"logged".equals(out.readLine())) {
      throw new AssertionError("the process did not log");
    }
    return new StuckProcess(process);
  }

  long pid() {
    return process.pid();
  }

  /** Kills it as kill -9 does. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
