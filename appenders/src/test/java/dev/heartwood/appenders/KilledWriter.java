package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;

import dev.heartwood.UndeliveredException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process of its own for {@link ProcessTest}: logs numbered lines until it is killed, or until a
 * write fails, and prints how many are delivered.
 */
final class KilledWriter {
  static final String FILL = "abcdefghijklmnopqrstuvwxyz".repeat(3);
  private static final int BATCH = 50;

  private KilledWriter() {}

  /** Arguments: directory, first number, how many lines. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    long number = Long.parseLong(arguments[1]);
    long end = number + Long.parseLong(arguments[2]);
    FileConfig config =
        arguments.length > 3
            ? FileConfig.of(directory.resolve("app.log")).withRetryDelay(Duration.ZERO)
            : FileConfig.rolling(
                directory.resolve("app.log"),
                RollingConfig.SizeAndTimeBased.of(
                    directory + "/app-%d{yyyy-MM, UTC}.%i.log.gz", 50_000));
    try (FileHandler handler = new FileHandler(config, new MessageEncoder())) {
      while (number < end) {
        write(handler, number);
        number += BATCH;
        System.out.println(number); // these are in the file
        System.out.flush();
      }
    }
  }

  private static void write(FileHandler handler, long number) throws IOException {
    for (int i = 0; i < BATCH; i++) {
      handler.handle(event((number + i) + " " + FILL));
    }
    try {
      handler.flush();
    } catch (UndeliveredException e) {
      System.out.println(number + BATCH - e.undelivered());
      System.out.println("failed");
      System.exit(0);
    }
  }
}
