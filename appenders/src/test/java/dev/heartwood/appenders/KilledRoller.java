package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;

import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process of its own that logs a few batches, rolling and packing as it goes, with every batch
 * forced to the disk; says after each call that it has returned.
 */
final class KilledRoller {
  private static final int BATCHES = 8;
  private static final int LINES = 3;

  private KilledRoller() {}

  /** Arguments: the directory, and the number of the process. */
  public static void main(String[] arguments) {
    int process = Integer.parseInt(arguments[1]);
    try (AsyncHandler async = open(Path.of(arguments[0]))) {
      for (int n = 0; n < BATCHES * LINES; n++) {
        async.handle(event(line(process, n)));
        System.out.println("logged");
        System.out.flush();
        if (n % LINES == LINES - 1) {
          async.awaitDelivered(Duration.ofSeconds(30));
        }
      }
    }
  }

  static AsyncHandler open(Path home) {
    FileConfig file =
        FileConfig.rolling(
                home.resolve("app.log"),
                RollingConfig.SizeAndTimeBased.of(home + "/app-%d{yyyy-MM, UTC}.%i.log.gz", 400))
            .withFsync(true)
            .withStatus((level, text, cause) -> System.err.println(level + " " + text));
    AsyncConfig ring =
        AsyncConfig.DEFAULT
            .withRingFile(home.resolve("app.ring"))
            .withRingFileBytes(1 << 20)
            .withStatus((level, text, cause) -> System.err.println(level + " " + text));
    return new AsyncHandler(ring, new FileHandler(file, new MessageEncoder("head\n", "foot\n")));
  }

  static boolean isLast(String line) {
    return line.split(" ")[1].equals(Integer.toString(BATCHES * LINES - 1));
  }

  static String line(int process, int number) {
    return process + " " + number + " " + "x".repeat(50 + number % 7);
  }
}
