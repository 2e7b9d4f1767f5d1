package dev.heartwood.benchmarks.peers;

import java.util.Objects;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Whatever stands behind SLF4J; its configuration came with the JVM's system properties. */
final class Slf4jPeer implements Peer {
  private final Logger logger;
  private final Workload workload;
  private final Throwable thrown = failure();
  private final ThreadLocal<Boolean> mdcSet = ThreadLocal.withInitial(Slf4jPeer::putMdc);

  Slf4jPeer(Workload workload) {
    this(LoggerFactory.getLogger("dev.heartwood.benchmarks.Orders"), workload);
  }

  Slf4jPeer(Logger logger, Workload workload) {
    this.logger = logger;
    this.workload = workload;
  }

  @Override
  public void log(int id, double price, String customer) {
    switch (workload) {
      case PLAIN -> logger.info("order {} filled at {} for {}", id, price, customer);
      case MDC -> {
        mdcSet.get();
        logger.info("order {} filled at {} for {}", id, price, customer);
      }
      case KEY_VALUES ->
          logger
              .atInfo()
              .addKeyValue("quantity", 17)
              .addKeyValue("venue", "XETRA")
              .log("order {} filled at {} for {}", id, price, customer);
      case EXCEPTION -> logger.error("order {} filled at {} for {}", id, price, customer, thrown);
    }
  }

  @Override
  public void close() {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof ch.qos.logback.classic.LoggerContext context) {
      context.stop();
    } else {
      org.apache.logging.log4j.LogManager.shutdown();
    }
  }

  private static boolean putMdc() {
    MDC.put("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
    MDC.put("userId", "customer-4711");
    return true;
  }

  static Throwable failure() {
    return Objects.requireNonNull(
        new IllegalStateException(
            "order rejected", new java.io.IOException("connection reset by peer")));
  }
}
