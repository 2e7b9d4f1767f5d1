package dev.heartwood.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import dev.heartwood.logback.LogStores;
import dev.heartwood.logback.StoreAppender;
import dev.heartwood.store.Batch;
import dev.heartwood.store.CompactingStore;
import dev.heartwood.store.PersistenceConfig;
import dev.heartwood.store.Retention;
import dev.heartwood.store.Snapshot;
import dev.heartwood.store.StoreConfig;
import dev.heartwood.store.StoredRecord;
import dev.heartwood.store.Subscription;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** The samples of docs/store.md. */
class StorePageTest {
  private final LoggerContext context = LogbackSample.context();

  @BeforeEach
  void log_two_orders() {
    StoreAppender appender = new StoreAppender();
    appender.setContext(context);
    appender.setStoreName("orders");
    appender.setKey("kvp:orderId");
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    Logger logger = context.getLogger("shop");
    logger.atInfo().addKeyValue("orderId", "order-41").log("placed");
    logger.atInfo().addKeyValue("orderId", "order-42").log("placed");
    logger.atInfo().addKeyValue("orderId", "order-42").log("paid");
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void asks_a_snapshot() {
    CompactingStore orders = LogStores.get("orders");
    try (Snapshot now = orders.snapshot()) {
      List<StoredRecord> all = now.replay().toList(); // in arrival order
      List<StoredRecord> lastMinute = now.replay(Instant.now().minusSeconds(60)).toList();
      Optional<StoredRecord> order = now.latest("order-42"); // newest of one key
      List<StoredRecord> shortLog = now.latest(); // newest of every key, by timestamp
    }

    try (Snapshot now = orders.snapshot()) {
      assertThat(now.replay())
          .hasSize(3)
          .containsExactlyElementsOf(now.replay(Instant.EPOCH).toList());
      assertThat(now.latest("order-42").orElseThrow().record().message()).isEqualTo("paid");
      assertThat(now.latest())
          .extracting(StoredRecord::key)
          .containsExactly("order-41", "order-42");
    }
  }

  @Test
  void writes_from_code_and_removes_a_key() {
    try (CompactingStore prices =
        new CompactingStore(
            StoreConfig.DEFAULT
                .withName("prices")
                .withRetention(Retention.DEFAULT.withMaxRecords(10_000)))) {
      prices.append("tea", "3.20", Instant.now());
      prices.append("tea", null, Instant.now()); // a tombstone: "tea" leaves latest
      assertThat(prices.latest("tea")).isEmpty();
      assertThat(prices.size()).isEqualTo(2); // both can be replayed
    }
  }

  @Test
  void reads_what_is_there_and_what_comes() throws Exception {
    CompactingStore orders = LogStores.get("orders");
    context.stop(); // closes the store, which ends subscriptions once they have read all
    assertThat(orders.isClosed()).isTrue();
    try (Subscription subscription = orders.subscribe()) {
      while (!subscription.isEnded()) {
        Batch batch = subscription.poll(100, Duration.ofSeconds(1));
        batch.gap().ifPresent(gap -> System.err.println("retention was faster: " + gap));
        batch.records().forEach(stored -> System.out.println(stored.record().message()));
      }
    }
  }

  @Test
  void opens_a_store_on_disk(@TempDir Path directory) throws Exception {
    CompactingStore orders =
        CompactingStore.open(
            StoreConfig.DEFAULT.withName("orders"), PersistenceConfig.in(directory));
    orders.append("order-42", "paid", Instant.now());
    orders.close();

    try (CompactingStore again =
        CompactingStore.open(StoreConfig.DEFAULT, PersistenceConfig.in(directory))) {
      assertThat(again.latest("order-42")).isPresent();
    }
  }
}
