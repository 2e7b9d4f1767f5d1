package dev.heartwood.benchmarks.peers;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;

/** Log4j2's asynchronous loggers by their own API. It has no key-values: they are its MDC. */
final class Log4j2Peer implements Peer {
  private final Logger logger = LogManager.getLogger("dev.heartwood.benchmarks.Orders");
  private final Workload workload;
  private final Throwable thrown = Slf4jPeer.failure();
  private final ThreadLocal<Boolean> mdcSet = ThreadLocal.withInitial(Log4j2Peer::putMdc);

  Log4j2Peer(Workload workload) {
    this.workload = workload;
  }

  @Override
  public void log(int id, double price, String customer) {
    switch (workload) {
      case PLAIN -> logger.info("order {} filled at {} for {}", id, price, customer);
      case MDC, KEY_VALUES -> {
        mdcSet.get();
        logger.info("order {} filled at {} for {}", id, price, customer);
      }
      case EXCEPTION -> logger.error("order {} filled at {} for {}", id, price, customer, thrown);
    }
  }

  @Override
  public void close() {
    LogManager.shutdown();
  }

  private static boolean putMdc() {
    ThreadContext.put("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
    ThreadContext.put("userId", "customer-4711");
    return true;
  }
}
