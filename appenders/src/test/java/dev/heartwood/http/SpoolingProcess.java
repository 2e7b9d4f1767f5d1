package dev.heartwood.http;

import static dev.heartwood.TestEvents.event;

import dev.heartwood.spool.SpoolConfig;
import dev.heartwood.spool.SpoolingHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process that logs numbered events through a spool to a server until it is killed, and prints up
 * to which number they are in the spool.
 */
final class SpoolingProcess {
  private static final int BATCH = 20;

  private SpoolingProcess() {}

  /** Arguments: url, directory of the spool, first number, how many. */
  public static void main(String[] arguments) throws IOException {
    long number = Long.parseLong(arguments[2]);
    long end = number + Long.parseLong(arguments[3]);
    try (SpoolingHandler spool = open(arguments[0], Path.of(arguments[1]))) {
      while (number < end) {
        for (int i = 0; i < BATCH; i++) {
          spool.handle(event("" + number++));
        }
        spool.flush();
        System.out.println(number);
        System.out.flush();
      }
      if (!spool.awaitDelivered(Duration.ofSeconds(60))) {
        System.out.println("not delivered");
      }
    }
  }

  static SpoolingHandler open(String url, Path directory) throws IOException {
    HttpConfig http =
        HttpConfig.to(url).maxRetries(0).status((level, message, cause) -> {}).build();
    SpoolConfig config =
        SpoolConfig.in(directory)
            .maxBatchEvents(50)
            .retryDelay(Duration.ofMillis(1))
            .maxRetryDelay(Duration.ofMillis(20))
            .breakerDelay(Duration.ofMillis(50))
            .status((level, message, cause) -> {})
            .build();
    return SpoolingHandler.open(config, new HttpHandler(http, HttpHandlerTest.LINES));
  }
}
