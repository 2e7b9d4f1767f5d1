package dev.heartwood.appenders;

import static dev.heartwood.TestEvents.event;

import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.async.Delivery;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process of its own on whose disk a call fails: logs six batches of a line each and prints after
 * each how many events are delivered and how many failed.
 */
final class FailingWriter {
  private FailingWriter() {}

  /** Arguments: the file, and whether each batch is forced. */
  public static void main(String[] arguments) throws InterruptedException {
    FileConfig file =
        FileConfig.of(Path.of(arguments[0]))
            .withFsync(Boolean.parseBoolean(arguments[1]))
            .withRetryDelay(Duration.ZERO)
            .withStatus((level, text, cause) -> System.err.println(level + " " + text));
    AsyncConfig ring = AsyncConfig.DEFAULT.withLossNotices(false).withStatus((l, t, c) -> {});
    try (AsyncHandler async = new AsyncHandler(ring, new FileHandler(file, new MessageEncoder()))) {
      for (int i = 0; i < 6; i++) {
        async.handle(event("line " + i));
        async.awaitDelivered(Duration.ofSeconds(30));
        while (async.delivery().inFlight() > 0) {
          Thread.onSpinWait();
        }
        Delivery delivery = async.delivery();
        System.out.println(delivery.delivered() + " " + delivery.failed());
      }
    }
  }
}
