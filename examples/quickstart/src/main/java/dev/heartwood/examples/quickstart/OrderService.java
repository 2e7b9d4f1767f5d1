package dev.heartwood.examples.quickstart;

import java.math.BigDecimal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** Takes, ships and cancels a few orders on two threads. */
final class OrderService {
  private static final Logger LOG = LoggerFactory.getLogger(OrderService.class);
  private static final int ORDERS_PER_TILL = 6;

  /** The store drops the key of a record with this marker from its newest by key. */
  private static final Marker TOMBSTONE = MarkerFactory.getMarker("TOMBSTONE");

  void takeOrders() throws InterruptedException {
    Thread first = new Thread(() -> takeOrdersAt(1), "till-1");
    Thread second = new Thread(() -> takeOrdersAt(2), "till-2");
    first.start();
    second.start();
    first.join();
    second.join();
  }

  private void takeOrdersAt(int till) {
    MDC.put("till", Integer.toString(till));
    for (int i = 1; i <= ORDERS_PER_TILL; i++) {
      int orderId = till * 100 + i;
      LOG.atInfo()
          .addKeyValue("orderId", orderId)
          .addKeyValue("total", new BigDecimal("19.90").multiply(BigDecimal.valueOf(i)))
          .log("order {} placed", orderId);
      try {
        ship(orderId);
      } catch (IllegalStateException e) {
        LOG.atError().addKeyValue("orderId", orderId).setCause(e).log("order {} stuck", orderId);
      }
    }
    MDC.remove("till");
  }

  private void ship(int orderId) {
    if (orderId % 100 == 3) {
      LOG.atWarn()
          .addKeyValue("orderId", orderId)
          .addMarker(TOMBSTONE)
          .log("order {} cancelled by its customer", orderId);
    } else if (orderId % 100 == 5) {
      throw new IllegalStateException("no parcel fits order " + orderId);
    } else {
      LOG.atInfo().addKeyValue("orderId", orderId).log("order {} shipped", orderId);
    }
  }
}
