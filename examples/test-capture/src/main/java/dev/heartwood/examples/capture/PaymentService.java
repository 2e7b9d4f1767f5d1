package dev.heartwood.examples.capture;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** Charges cards, tries a second time, and hands receipts to an executor. */
public final class PaymentService {
  private static final Logger LOG = LoggerFactory.getLogger(PaymentService.class);

  private final CardGateway gateway;
  private final Executor mailer;

  public PaymentService(CardGateway gateway, Executor mailer) {
    this.gateway = gateway;
    this.mailer = mailer;
  }

  /** Says whether the card was charged, at the first or the second attempt. */
  public boolean pay(String customer, int orderId, long cents) {
    MDC.put("customer", customer);
    try {
      return attempt(1, orderId, cents) || attempt(2, orderId, cents);
    } finally {
      MDC.remove("customer");
    }
  }

  private boolean attempt(int attempt, int orderId, long cents) {
    LOG.debug("asking the gateway, attempt {}", attempt);
    try {
      gateway.charge(orderId, cents);
    } catch (CardGateway.Refused e) {
      LOG.atLevel(attempt == 1 ? Level.WARN : Level.ERROR)
          .addKeyValue("orderId", orderId)
          .setCause(e)
          .log("payment of order {} refused", orderId);
      return false;
    }
    LOG.atInfo()
        .addKeyValue("orderId", orderId)
        .addKeyValue("cents", cents)
        .log("order {} paid", orderId);
    CompletableFuture.runAsync(() -> LOG.info("receipt for order {} mailed", orderId), mailer);
    return true;
  }
}
