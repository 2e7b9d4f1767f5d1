package dev.heartwood.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heartwood.LogEvent;
import dev.heartwood.LogHandler;
import dev.heartwood.LogRecord;
import dev.heartwood.Loggers;
import dev.heartwood.appenders.FileConfig;
import dev.heartwood.appenders.FileHandler;
import dev.heartwood.config.YamlConfig;
import dev.heartwood.format.PatternEncoder;
import dev.heartwood.id.IdGenerator;
import dev.heartwood.id.Snowflake;
import dev.heartwood.routing.FailoverConfig;
import dev.heartwood.routing.FailoverHandler;
import dev.heartwood.routing.HandlerSource;
import dev.heartwood.store.CompactingStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** The samples of docs/facade.md that are in no other example. */
class FacadePageTest {
  @TempDir Path directory;

  @Test
  void attaches_handlers_to_names() throws Exception {
    List<String> written = new ArrayList<>();
    LogHandler everything = (LogEvent event) -> written.add("everything: " + event.message());
    LogHandler audit = (LogEvent event) -> written.add("audit: " + event.message());

    try (Loggers loggers = new Loggers()) {
      loggers.addHandler("ROOT", everything);
      loggers.addHandler("com.shop.audit", audit);
      loggers.changeAdditive("com.shop.audit", false); // audit only, not everything
      loggers.changeLevel("com.shop", Level.WARN);
      Logger logger = loggers.getLogger("com.shop.audit"); // the same instance each time
      logger.warn("price changed");
      loggers.awaitDelivered(Duration.ofSeconds(5));
    } // closes every attached handler once

    assertThat(written).containsExactly("audit: price changed");
  }

  @Test
  void reads_a_file_and_reads_it_again() throws Exception {
    Path file = directory.resolve("loggers.yaml");
    Files.writeString(
        file,
        """
        loggers: {ROOT: {level: INFO, handlers: [STORE]}}
        handlers: {STORE: {type: store, key: "kvp:orderId"}}
        """);
    try (YamlConfig config = YamlConfig.open(file)) {
      Logger orders = config.loggers().getLogger("com.shop.orders");
      orders.atInfo().addKeyValue("orderId", "order-42").log("placed");
      config.loggers().awaitDelivered(Duration.ofSeconds(5));
      CompactingStore store = config.handler("STORE", CompactingStore.class);
      store.latest("order-42").ifPresent(stored -> System.out.println(stored.record().message()));
      config.reload(); // after the file was changed
    }
  }

  @Test
  void fails_over_and_opens_the_primary_when_it_can_be() throws Exception {
    List<String> shown = new ArrayList<>();
    LogHandler console = (LogEvent event) -> shown.add(event.message());
    FileConfig config = FileConfig.of(directory.resolve("a.log"));
    PatternEncoder encoder = PatternEncoder.compile("%msg%n");

    LogHandler safe =
        new FailoverHandler(
            FailoverConfig.DEFAULT.withRetryInterval(Duration.ofSeconds(30)),
            List.of(() -> new FileHandler(config, encoder), HandlerSource.of(console)));

    safe.handle(LogRecord.of(Instant.now(), Level.INFO, "shop", "placed"));
    safe.close();
    assertThat(directory.resolve("a.log")).hasContent("placed");
    assertThat(shown).isEmpty();
  }

  @Test
  void makes_ids() {
    IdGenerator ids = new Snowflake(7); // a number for each process, 0 to 1023
    String id = ids.nextId();
    long number = Snowflake.parse(id);
    assertThat(Snowflake.machine(number)).isEqualTo(7);
  }
}
