package dev.heartwood.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.heartwood.appenders.FileConfig;
import dev.heartwood.appenders.FileHandler;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.async.Delivery;
import dev.heartwood.format.PatternEncoder;
import dev.heartwood.logback.AsyncAppender;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** The samples of docs/async.md. */
class AsyncPageTest {
  @Test
  void counts_and_waits() {
    LoggerContext context = LogbackSample.context();
    ListAppender<ILoggingEvent> sink = new ListAppender<>();
    sink.setContext(context);
    sink.setName("FILE");
    sink.start();
    AsyncAppender async = new AsyncAppender();
    async.setContext(context);
    async.setName("ASYNC");
    async.addAppender(sink);
    async.start();
    Logger logger = context.getLogger(Logger.ROOT_LOGGER_NAME);
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(async);
    logger.info("placed");

    if (!async.awaitDelivered(Duration.ofSeconds(5))) {
      System.err.println("not everything is written: " + async.delivery());
    }

    Delivery delivery = async.delivery().get("FILE");
    assertThat(delivery.accepted())
        .isEqualTo(delivery.delivered() + delivery.failed() + delivery.inFlight());
    context.stop();
  }

  @Test
  void puts_a_ring_in_front_of_a_handler(@TempDir Path logs) throws Exception {
    FileHandler file =
        new FileHandler(FileConfig.of(logs.resolve("a.log")), PatternEncoder.compile("%msg%n"));
    AsyncHandler async =
        new AsyncHandler(AsyncConfig.DEFAULT.withName("file").withCapacity(4096), file);
    async.close();
    assertThat(async.capacity()).isEqualTo(4096);
  }
}
