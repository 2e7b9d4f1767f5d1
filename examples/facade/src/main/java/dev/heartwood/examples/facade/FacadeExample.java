package dev.heartwood.examples.facade;

import dev.heartwood.Loggers;
import dev.heartwood.appenders.FileConfig;
import dev.heartwood.appenders.FileHandler;
import dev.heartwood.async.AsyncConfig;
import dev.heartwood.async.AsyncHandler;
import dev.heartwood.config.YamlConfig;
import dev.heartwood.format.PatternEncoder;
import dev.heartwood.store.CompactingStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Logs through SLF4J's interfaces to handlers that code, or a file, has put together. */
public final class FacadeExample {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private FacadeExample() {}

  /** Takes the directory to write to; {@code logs} if there is none. */
  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args.length == 0 ? "logs" : args[0]).toAbsolutePath();
    Files.createDirectories(directory);
    fromCode(directory.resolve("code.log"));
    System.setProperty("LOG_DIR", directory.toString());
    Path file = directory.resolve("loggers.yaml");
    try (var yaml = FacadeExample.class.getResourceAsStream("/loggers.yaml")) {
      Files.write(file, yaml.readAllBytes());
    }
    fromYaml(file);
    System.out.println("written to " + directory);
  }

  /** One logger with handlers of its own. */
  static void fromCode(Path log) throws IOException {
    var encoder = PatternEncoder.compile("%d{HH:mm:ss.SSS} %-5level %logger - %msg %kvp%n");
    var file = new FileHandler(FileConfig.of(log), encoder);
    try (var async = new AsyncHandler(AsyncConfig.DEFAULT.withName("orders"), file)) {
      Logger logger = Loggers.named("orders").level(Level.INFO).handler(async).build();
      logger.info("order {} placed", 1);
      logger.atInfo().addKeyValue("orderId", 1).log("shipped");
      logger.debug("not wanted");
    } // delivers what is queued, then closes the file
  }

  /** Loggers by name; levels can be changed while they are in use. */
  static void fromYaml(Path file) throws IOException {
    try (YamlConfig config = YamlConfig.open(file)) {
      Loggers loggers = config.loggers();
      Logger orders = loggers.getLogger("com.shop.orders");
      Logger stock = loggers.getLogger("com.shop.stock");

      orders.atDebug().addKeyValue("orderId", 2).log("looked at");
      orders.atInfo().addKeyValue("orderId", 2).log("placed");
      orders.atInfo().addKeyValue("orderId", 3).log("placed");
      orders.atInfo().addKeyValue("orderId", 2).log("shipped");
      stock.debug("not wanted yet");
      loggers.changeLevel("com.shop.stock", Level.DEBUG);
      stock.debug("three left");

      loggers.awaitDelivered(PATIENCE);
      CompactingStore store = config.handler("STORE", CompactingStore.class);
      store.latest("2").ifPresent(r -> System.out.println("order 2: " + r.record().message()));
      System.out.println(store.size() + " records in the store");
    }
  }
}
