package dev.heartwood.examples.docs;

import static dev.heartwood.testing.LogAssertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import dev.heartwood.logback.LogStores;
import dev.heartwood.logback.StoreAppender;
import dev.heartwood.store.Snapshot;
import dev.heartwood.testing.CaptureLogs;
import dev.heartwood.testing.CapturedLogs;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The samples of README.md. */
class ReadmeTest {
  private final Payments payments = new Payments();
  private final String order = "order-42";

  @Test
  void asks_what_was_logged() {
    LoggerContext context = LogbackSample.context();
    StoreAppender appender = new StoreAppender();
    appender.setContext(context);
    appender.setStoreName("orders");
    appender.setKey("kvp:orderId");
    appender.start();
    Logger logger = context.getLogger("shop");
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    logger.atInfo().addKeyValue("orderId", "order-42").log("placed");

    try (Snapshot snapshot = LogStores.get("orders").snapshot()) {
      snapshot.replay().forEach(stored -> System.out.println(stored.record().message()));
      snapshot
          .latest("order-42")
          .ifPresent(stored -> System.out.println(stored.record().message()));
    }
    context.stop();
  }

  @Test
  @CaptureLogs
  void reports_a_failed_payment(CapturedLogs logs) {
    payments.charge(order);

    assertThat(logs).hasLogged(Level.ERROR, "payment of order-42 failed");
  }

  private static final class Payments {
    private final Logger logger = LoggerFactory.getLogger(Payments.class);

    void charge(String order) {
      logger.error("payment of {} failed", order);
    }
  }
}
