package dev.heartwood.benchmarks.peers;

import org.tinylog.Logger;
import org.tinylog.TaggedLogger;
import org.tinylog.ThreadContext;
import org.tinylog.provider.ProviderRegistry;

/**
 * tinylog with its writing thread; a tag in place of the logger's name, which would cost a walk.
 */
final class TinylogPeer implements Peer {
  private final TaggedLogger logger = Logger.tag("dev.heartwood.benchmarks.Orders");
  private final Workload workload;
  private final Throwable thrown = Slf4jPeer.failure();
  private final ThreadLocal<Boolean> mdcSet = ThreadLocal.withInitial(TinylogPeer::putMdc);

  TinylogPeer(Workload workload) {
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
      case EXCEPTION -> logger.error(thrown, "order {} filled at {} for {}", id, price, customer);
    }
  }

  @Override
  public void close() {
    try {
      ProviderRegistry.getLoggingProvider().shutdown();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean putMdc() {
    ThreadContext.put("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
    ThreadContext.put("userId", "customer-4711");
    return true;
  }
}
