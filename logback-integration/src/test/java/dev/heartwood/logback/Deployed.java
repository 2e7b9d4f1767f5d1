package dev.heartwood.logback;

import java.time.Duration;

/** An application that comes with all libraries of its own: configures, logs, and stops. */
public final class Deployed implements Runnable {
  private final String body;

  public Deployed(String body) {
    this.body = body;
  }

  @Override
  public void run() {
    try (Configured configured = Configured.from(body)) {
      if (!configured.complaints().isEmpty()) {
        throw new AssertionError(configured.complaints());
      }
      configured.context().getMDCAdapter().put("tenant", "acme");
      for (int i = 0; i < 100; i++) {
        configured.logger("a").info("n {} {}", i, new StringBuilder("x"));
        configured.logger("a").atWarn().addKeyValue("k", new Object()).log("fluent");
      }
      configured.logger("a").error("thrown", new IllegalStateException("e"));
      configured.context().getMDCAdapter().clear();
      if (!configured.async().awaitDelivered(Duration.ofSeconds(10))) {
        throw new AssertionError("not delivered: " + configured.async().delivery());
      }
    }
  }
}
